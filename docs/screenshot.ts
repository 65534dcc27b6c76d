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
await page.goto(`${address}/image?run=shipped&survey=demo`);
await page.getByText("The network is in this page").waitFor();
await page.locator("input[type=file]").setInputFiles({ name: "my-galaxy.jpg", ...(await somebodysPicture()) });
await page.getByText("Looked at in this page").waitFor();
await page.locator(".neighbours li").first().waitFor();
await imagesShown();
await page.screenshot({ path: `${folder}your-image.png` });
await browser.close();
process.stdout.write(["workbench.png", "galaxy.png", "your-image.png"].map((name) => `${folder}${name}\n`).join(""));

/** The picture of one galaxy of the demonstration, as a file. */
async function somebodysPicture(): Promise<{ mimeType: string; buffer: Buffer }> {
  const list = await fetch(
    `${address}/api/surveys/demo/galaxies?${new URLSearchParams({ where, order, limit: "18" })}`,
  );
  const { galaxies } = (await list.json()) as { galaxies: { id: string }[] };
  const picture = await fetch(`${address}/api/surveys/demo/galaxies/${galaxies.at(-1)?.id}/image?size=512`);
  return { mimeType: "image/jpeg", buffer: Buffer.from(await picture.arrayBuffer()) };
}

async function imagesShown(): Promise<void> {
  await page.locator("img").first().waitFor();
  await page.waitForLoadState("networkidle");
  for (const image of await page.locator("img:visible").all())
    await image.evaluate((element: { decode(): Promise<void> }) => element.decode());
}
