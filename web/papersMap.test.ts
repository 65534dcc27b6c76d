/** The library's map in a real browser: regions with names, results lit as one types, a lasso's papers, trends, and what is said where there is none. */

import { rm } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { indexLibrary } from "../src/literature/indexLibrary.ts";
import { makeLandscape } from "../src/literature/landscape/makeLandscape.ts";
import { topicCorpus } from "../src/literature/landscape/topicCorpus.ts";
import { emptyWorkspace, importLines } from "../src/literature/smallCorpus.ts";
import type { Workspace } from "../src/survey/workspace.ts";
import { type ServedPages, seriousFindings, servePages } from "./testPage.ts";

let workspace: Workspace;
let served: ServedPages;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  workspace = await emptyWorkspace();
  await importLines(workspace, topicCorpus(120));
  await indexLibrary(workspace);
  await makeLandscape(workspace, { regions: 6 });
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

const openAt = (query: Record<string, string>) =>
  page.goto(`${served.address}/papers/map?${new URLSearchParams(query)}`);
const plane = () => page.getByRole("application", { name: /Map of 120 papers/ });

test("lights what a search finds while one types, and a click on a result goes there and opens the paper", async () => {
  await page.goto(`${served.address}/papers`);
  await page.getByRole("link", { name: "Map", exact: true }).click();
  await plane().waitFor();
  await page.getByLabel("Light papers on the map").pressSequentially("galaxy bars", { delay: 20 });
  await page.locator(".lit").first().waitFor();
  const result = page.getByRole("region", { name: "Selected papers" }).getByRole("link").first();
  const title = (await result.textContent()) ?? "";
  await result.click();
  await page.getByRole("heading", { level: 2, name: title }).waitFor();
  const { searchParams } = new URL(page.url());
  expect(searchParams.get("q")).toBe("galaxy bars");
  expect(searchParams.get("view")).toMatch(/_/);
  await page.locator(".ring.marked").waitFor();
  expect(complaints).toEqual([]);
});

test("says which papers are in view when they are selected by a key, and a link shows a colleague the same", async () => {
  await openAt({ colour: "year" });
  await plane().focus();
  await page.keyboard.press("v");
  await page.getByText("120 of 120 papers lit").waitFor();
  const other = await served.browser.newPage();
  await other.goto(page.url());
  await other.getByText("120 of 120 papers lit").waitFor();
  expect(await other.getByLabel("Colour by").inputValue()).toBe("year");
  await other.close();
});

test("shows how regions grow, and lights the papers of the one that is chosen", async () => {
  await openAt({ growth: "1" });
  const growth = page.getByRole("region", { name: "Growth of regions" });
  await growth.getByRole("button").first().click();
  await page.getByText(/of 120 papers lit/).waitFor();
  await growth.getByRole("img").waitFor();
  expect(await growth.locator("li").count()).toBeGreaterThan(0);
  expect(complaints).toEqual([]);
});

test("a question is put to the papers in a lasso alone, and the search stays there until the part is taken away", async () => {
  await openAt({});
  await plane().waitFor();
  await page.getByRole("button", { name: "Lasso" }).click();
  const box = await plane().boundingBox();
  if (!box) throw new Error("the map has no place on the page");
  const [left, right, top, bottom] = [box.x + 5, box.x + box.width / 2, box.y + 5, box.y + box.height - 5];
  await page.mouse.move(left, top);
  await page.mouse.down();
  for (const [x, y] of [
    [right, top],
    [right, bottom],
    [left, bottom],
  ] as const)
    await page.mouse.move(x, y, { steps: 6 });
  await page.mouse.up();
  const lit = await page.getByText(/of 120 papers lit/).textContent();
  const count = Number(/^\d+/.exec(lit ?? "")?.[0]);
  expect(count).toBeGreaterThan(5);
  expect(count).toBeLessThan(115);
  await page.getByLabel("Ask the papers in the lasso").fill("how do galaxy bars evolve in a disc?");
  await page.getByRole("button", { name: "Ask" }).click();
  await page.getByRole("region", { name: "Answer" }).locator(".says").waitFor();
  await page.getByText(`of ${count} with a place within the lasso`).waitFor();
  const within = await page.evaluate(async (search) => {
    const asked = new URLSearchParams({
      q: "galaxy bars disc",
      limit: "200",
      lasso: new URLSearchParams(search).get("lasso") ?? "",
    });
    return (await fetch(`/api/papers/search?${asked}`)).json();
  }, new URL(page.url()).search);
  const known = new Set(within.hits.map(({ id }: { id: string }) => id));
  const cited = page.locator(".cited a");
  for (const link of await cited.all())
    expect(known).toContain(new URL((await link.getAttribute("href")) ?? "", page.url()).searchParams.get("paper"));
  await page.getByRole("button", { name: "Remove the part of the map" }).click();
  await page.getByText(/^The best \d+$/).waitFor();
  expect(complaints).toEqual([]);
});

test("more broad regions than colours are all in the legend, each with a colour and a shape of its own", async () => {
  const regions = Array.from({ length: 11 }, (_, i) => ({ name: `region ${i}`, count: 120 - i }));
  await page.route("**/api/papers/map/colours?*", (route) =>
    route.fulfill({
      json: {
        kind: "text",
        classes: regions,
        others: { classes: 2, count: 7 },
        codes: Array.from({ length: 120 }, (_, i) => i % 12),
      },
    }),
  );
  await openAt({});
  const legend = page.getByRole("region", { name: "Legend: region" });
  await legend.getByText("2 other values").waitFor();
  const signs = await legend
    .locator("path")
    .evaluateAll((paths) => paths.map((path) => `${path.getAttribute("d")} ${path.getAttribute("fill")}`));
  expect(new Set(signs).size).toBe(12);
});

test("passes axe in both themes with a list, a paper and trends open", async () => {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await openAt({ growth: "1", q: "galaxy bars", region: "0", paper: "2001.00000" });
    await page.locator(".paper .abstract").waitFor();
    await page.getByRole("region", { name: "Growth of regions" }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  }
});

test("says how a map is made where there is none", async () => {
  const empty = await emptyWorkspace();
  const alone = await servePages(empty);
  try {
    const bare = await alone.open([]);
    await bare.goto(`${alone.address}/papers/map`);
    await bare.getByText(/^almagest papers map --workspace /).waitFor();
    await bare.getByRole("button", { name: "Look again" }).waitFor();
  } finally {
    await alone.close();
    await rm(empty.path, { recursive: true, force: true });
  }
});
