/**
 * Takes the pictures of the page that README shows, of a workbench that is running:
 *
 *     npm start
 *     npm run screenshot -- http://localhost:8300
 */

import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import chromiumPack from "@sparticuz/chromium";
import { chromium } from "playwright-core";

const [address = "http://localhost:8300"] = process.argv.slice(2);
const folder = fileURLToPath(new URL("../../docs/images/", import.meta.url));
const where = JSON.stringify([
  { column: "smooth-or-featured-dr5_featured-or-disk_fraction", operator: ">=", value: "0.5" },
]);
const order = "-has-spiral-arms-dr5_yes_fraction";
const grid = `/survey/demo?${new URLSearchParams({ where, order })}`;

await mkdir(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: await chromiumPack.executablePath(), args: chromiumPack.args });
const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: "dark" });
await page.goto(address + grid);
await imagesShown();
await page.screenshot({ path: `${folder}workbench.png` });
await page.locator("#cell-17").click();
await page.getByText("Nearest neighbours").waitFor();
await imagesShown();
await page.screenshot({ path: `${folder}galaxy.png` });
await browser.close();
process.stdout.write(`${folder}workbench.png\n${folder}galaxy.png\n`);

async function imagesShown(): Promise<void> {
  await page.locator("img").first().waitFor();
  await page.waitForLoadState("networkidle");
  for (const image of await page.locator("img:visible").all())
    await image.evaluate((element: { decode(): Promise<void> }) => element.decode());
}
