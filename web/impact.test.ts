/** Impact in a real browser: the most mentioned at once, two compared side by side, the papers and sentences behind a bar, files, and what is said where there is nothing. */

import { readFile, rm } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { indexLibrary } from "../src/literature/indexLibrary.ts";
import { emptyWorkspace, importLines } from "../src/literature/smallCorpus.ts";
import type { Workspace } from "../src/survey/workspace.ts";
import { type ServedPages, seriousFindings, servePages } from "./testPage.ts";

/** Ten a year: ALMA in more of each, Kepler in three of each, once as an object; those with ALMA are cited twice as often. */
const papers = Array.from({ length: 60 }, (_, i) => {
  const [year, of] = [2010 + Math.floor(i / 10), i % 10];
  const hasAlma = of < year - 2010;
  const says = [
    hasAlma ? "We observed the disc with ALMA at high resolution." : "We model the disc.",
    of === 7
      ? "The planet Kepler-22b is small."
      : of > 6
        ? "Light curves come from the Kepler mission."
        : "It is cold.",
  ];
  return {
    id: `${10 + Math.floor(i / 10)}01.${String(i).padStart(5, "0")}`,
    title: `Discs, part ${i}`,
    abstract: says.join(" "),
    authors: [`Author${i}, A.`],
    year,
    categories: [of % 2 === 0 ? "astro-ph.EP" : "astro-ph.GA"],
    citations: (hasAlma ? 20 : 10) + (i % 3),
  };
});

let workspace: Workspace;
let served: ServedPages;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  workspace = await emptyWorkspace();
  await importLines(workspace, papers);
  await indexLibrary(workspace);
  served = await servePages(workspace);
  // The process that reads begins with the first question; on a busy machine that takes longer than a click may.
  await fetch(`${served.address}/api/papers/impact/facilities`);
}, 120_000);
afterAll(async () => {
  await served?.close();
  await rm(workspace.path, { recursive: true, force: true });
});
beforeEach(async () => {
  page = await served.open(complaints);
});
afterEach(() => page.close());

const alma = "Atacama Large Millimeter/submillimeter Array";
const openAt = (query: [string, string][]) =>
  page.goto(`${served.address}/papers/impact?${new URLSearchParams(query)}`);
const both: [string, string][] = [
  ["of", `facility:${alma}`],
  ["of", "facility:Kepler"],
];

test("from the most mentioned to two side by side, to the sentences behind a bar, which a link shows to a colleague", async () => {
  await page.goto(`${served.address}/papers`);
  await page.getByRole("link", { name: "Impact" }).click();
  await page.getByRole("link", { name: alma }).click();
  await page.getByText("15 of 60 papers (25.0 %) mention it, the first in 2011; 15 say that they use it.").waitFor();
  await page.getByLabel("Whose impact").fill("kepler");
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByText("12 of 60 papers (20.0 %) mention it, the first in 2010").waitFor();
  await page.getByText("6 more only name objects after it").waitFor();
  await page.getByText(/the first is cited more in 100 % \[100, 100\]/).waitFor();

  await page.getByRole("link", { name: `${alma}, 2013: 3 of 10 papers mention it (30.0 %)` }).click();
  const behind = page.getByRole("region", { name: "Papers behind the count" });
  await behind.getByRole("heading", { name: `${alma}, 2013` }).waitFor();
  await behind.getByText("3 papers", { exact: true }).waitFor();
  expect(await behind.locator("blockquote .word").allTextContents()).toEqual(["ALMA", "ALMA", "ALMA"]);
  await behind.getByRole("link", { name: "use" }).first().click();
  await page.locator(".paper .abstract mark", { hasText: "We observed the disc with ALMA" }).waitFor();

  const other = await served.browser.newPage();
  await other.goto(page.url());
  await other.getByRole("heading", { name: `${alma}, 2013` }).waitFor();
  await other.locator(".paper .abstract mark").waitFor();
  await other.getByRole("link", { name: "Kepler: 6 of 30 papers of astro-ph.GA, 20.0 %" }).waitFor();
  await other.close();
  expect(complaints).toEqual([]);
});

test("years, words and groups of papers are counted, and a mistake in them is said in a line", async () => {
  await openAt([...both.slice(0, 1), ["of", "term:light curves"], ["of", "papers:year:2012-2013"], ["from", "2012"]]);
  await page.getByText("“light curves”: 8 of 40 papers (20.0 %) mention it").waitFor();
  await page.getByText("papers with year:2012-2013: 20 of 40 papers (50.0 %)").waitFor();
  await page.getByLabel("First year").fill("2099");
  await page.keyboard.press("Enter");
  await page.getByText("The library has no paper of these years.").waitFor();
  await openAt([
    ...Array.from({ length: 6 }, (_, i) => ["of", `term:curve ${i}`] as [string, string]),
    ["of", "term:dust"],
  ]);
  await page.getByText("At most 6 are compared: the last 1 of the address are left out.").waitFor();
  await openAt([["of", "papers:discs"]]);
  await page
    .getByRole("alert")
    .getByText(/names no group of papers: use fields/)
    .waitFor();
  await openAt([["of", "facility:Hubbel"]]);
  await page
    .getByRole("alert")
    .getByText(/no facility is called "Hubbel"/)
    .waitFor();
  await openAt([["of", "facility:LISA"]]);
  await page.getByText("No paper of these years mentions it.").waitFor();
});

test("the numbers are saved as CSV, a plot as a picture with the page's colours", async () => {
  await openAt(both);
  const saved = async (name: RegExp) => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name }).first().click(),
    ]);
    return readFile(await download.path());
  };
  const csv = (await saved(/as CSV/)).toString();
  expect(csv.split("\n")[0]).toBe("subject,of,value,papers,mentions,share,share_low,share_high,uses,objects");
  expect(csv).toContain(`${alma},year,2013,10,3,0.3,`);
  const svg = (await saved(/^Save "Papers of each year.*as SVG$/)).toString();
  expect(svg).not.toContain("var(--");
  expect([...(await saved(/^Save "Papers of each year.*as PNG$/)).subarray(1, 4)]).toEqual([...Buffer.from("PNG")]);
});

test("passes axe in both themes with plots, numbers, a list and a paper open", async () => {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await openAt([...both, ["behind", "Kepler"], ["topic", "astro-ph.GA"], ["paper", papers[9]?.id ?? ""]]);
    await page.locator(".paper .abstract").waitFor();
    await page.locator("blockquote").first().waitFor();
    await page.getByText("The numbers, each with its papers").click();
    await page.getByRole("figure").nth(3).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  }
});

test("a failure is said with a way to try again, and an empty library says how papers come in", async () => {
  let fails = true;
  await page.route("**/api/papers/impact?*", (route) =>
    fails ? route.fulfill({ status: 500, json: { error: "the disk is full" } }) : route.continue(),
  );
  await openAt(both);
  await page.getByRole("alert").getByText("the disk is full").waitFor();
  fails = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("15 of 60 papers").waitFor();

  const empty = await emptyWorkspace();
  const alone = await servePages(empty);
  try {
    const bare = await alone.open([]);
    await bare.goto(`${alone.address}/papers/impact`);
    await bare.getByText("almagest papers import").waitFor();
    await importLines(empty, [{ id: "1", title: "A", abstract: "Nothing is named.", authors: [], year: 2010 }]);
    await bare.getByRole("button", { name: "Look again" }).click();
    await bare.getByText(/No paper here names one of the facilities/).waitFor();
  } finally {
    await alone.close();
    await rm(empty.path, { recursive: true, force: true });
  }
});
