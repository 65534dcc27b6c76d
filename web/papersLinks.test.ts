/** From a galaxy to its papers and from a paper to its galaxies in a real browser, and a PDF's passages as they are read there. */

import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { importPapers } from "../src/literature/importPapers.ts";
import { indexLibrary } from "../src/literature/indexLibrary.ts";
import { readPdfs } from "../src/literature/pdf/readPdf.ts";
import { ringsPaper } from "../src/literature/pdf/ringsPaper.ts";
import { smallPdf } from "../src/literature/pdf/smallPdf.ts";
import { emptyWorkspace, importLines } from "../src/literature/smallCorpus.ts";
import { importCatalogue } from "../src/survey/importCatalogue.ts";
import type { Workspace } from "../src/survey/workspace.ts";
import { type ServedPages, seriousFindings, servePages } from "./testPage.ts";

const papers = [
  {
    id: "2001.00001",
    title: "A maser in NGC 4258",
    abstract: "NGC 4258 hosts a maser.",
    authors: ["A, B."],
    year: 2020,
  },
  {
    id: "2001.00002",
    title: "Bars drive gas inwards",
    abstract: "In barred spiral galaxies gas flows inwards.",
    authors: ["A, B."],
    year: 2020,
  },
  { id: "2001.00003", title: "Cold dust", abstract: "Dust is cold.", authors: ["A, B."], year: 2020 },
];

let workspace: Workspace;
let served: ServedPages;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  workspace = await emptyWorkspace();
  await importLines(workspace, papers);
  const folder = join(workspace.path, "files");
  await mkdir(folder);
  const pdf = join(folder, "rings.pdf");
  await writeFile(pdf, smallPdf(ringsPaper()));
  await importPapers(workspace, pdf, () => readPdfs([pdf]));
  await indexLibrary(workspace);
  await sharp({ create: { width: 8, height: 8, channels: 3, background: "black" } })
    .jpeg()
    .toFile(join(folder, "a.jpg"));
  const votes = "smooth-or-featured-gz2_smooth,smooth-or-featured-gz2_featured-or-disk,bar-gz2_yes,bar-gz2_no";
  const rows = ["g1,a.jpg,NGC4258,spiral,1,19,2,16", "g2,a.jpg,,spiral,1,19,16,2", "g3,a.jpg,,smooth,19,1,0,1"];
  await writeFile(join(folder, "catalogue.csv"), `id_str,file_loc,objname,kind,${votes}\n${rows.join("\n")}\n`);
  await importCatalogue(workspace, "small", join(folder, "catalogue.csv"), { label: { column: "kind", merge: {} } });
  served = await servePages(workspace);
}, 120_000);
afterAll(async () => {
  await served?.close();
  await rm(workspace.path, { recursive: true, force: true });
});
beforeEach(async () => {
  page = await served.open(complaints);
});
afterEach(() => page.close());

test("a galaxy lists the papers that name it, one opens, and leads back to the galaxy that it names", async () => {
  await page.goto(`${served.address}/survey/small/galaxy/g1`);
  const literature = page.getByRole("region", { name: "Literature" });
  await literature.getByText("names NGC 4258").waitFor();
  await literature.getByRole("link", { name: "A maser in NGC 4258" }).click();
  const spoken = page.getByRole("region", { name: "Galaxies it speaks of" });
  await spoken.getByRole("link", { name: "galaxy g1" }).waitFor();
  expect(await spoken.getByRole("link").count()).toBe(1);
  await spoken.getByRole("link", { name: "galaxy g1" }).click();
  await page.getByRole("heading", { level: 1, name: "g1" }).waitFor();
  expect(complaints).toEqual([]);
});

test("what a galaxy's votes say finds papers; a paper's words show galaxies that look so, and say that it may not mean them", async () => {
  await page.goto(`${served.address}/survey/small/galaxy/g2`);
  await page.getByRole("region", { name: "Literature" }).getByRole("link", { name: "Bars drive gas inwards" }).click();
  const spoken = page.getByRole("region", { name: "Galaxies it speaks of" });
  await spoken.getByText("It says “barred spiral”: 1 galaxy of small look so").waitFor();
  await spoken.getByText("Whether it speaks of them is not known.").waitFor();
  await spoken.getByRole("link", { name: "galaxy g2" }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page.goto(`${served.address}/survey/small/galaxy/g3`);
  await page.getByText("No paper names it, and no vote or label has a word for what is seen.").waitFor();
});

test("a sentence that only a PDF says is found, opens marked on its page, and the passages are walked through", async () => {
  const question = "do collisions make rings blue and short lived?";
  await page.goto(`${served.address}/papers?${new URLSearchParams({ q: question })}`);
  const texts = page.getByRole("region", { name: "In full texts" });
  await texts.getByText("RESULTS, page 2:").waitFor();
  await texts.getByRole("link").click();
  const body = page.locator(".paper .body");
  await body.getByText(/RESULTS, page 2, passage \d+ of \d+/).waitFor();
  expect(await body.locator("mark").textContent()).toBe(
    "Simulations make such rings by collisions, which explains why they are blue and short lived.",
  );
  expect(new URL(page.url()).searchParams.get("at")).toMatch(/^text\d+:\d+-\d+$/);
  expect(await seriousFindings(page)).toEqual([]);
  await body.getByRole("link", { name: "Passage before" }).click();
  await body.locator("mark").waitFor({ state: "detached" });
  await body.getByRole("link", { name: "Passage after" }).click();
  await body.getByText(/RESULTS, page 2/).waitFor();
  expect(complaints).toEqual([]);
});
