/** Searching for what is alike in a real browser: by galaxies picked, by a place in the sky, among those that pass filters; the list stands still. */

import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { madeWorkspace } from "../src/methods/zoobot/madeSurvey.ts";
import { writeRepresentations } from "../src/survey/representations.ts";
import { selectedIds } from "../src/survey/selection.ts";
import { openSurvey } from "../src/survey/survey.ts";
import { writeSurvey } from "../src/survey/surveyTable.ts";
import { upsertColumns } from "../src/survey/upsertColumns.ts";
import { vectorsApart } from "../src/survey/vectorsApart.ts";
import type { Workspace } from "../src/survey/workspace.ts";
import { type ServedPages, seriousFindings, servePages } from "./testPage.ts";

const dimension = 6;
let workspace: Workspace;
/** Every third galaxy is a bar, and lies apart; they stand 0.01 degrees from each other, from 10:00:00 +02:00:00 on. */
let ids: string[];
let served: ServedPages;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  workspace = await madeWorkspace(90);
  ids = await selectedIds(await openSurvey(workspace, "made"), {});
  const vectors = vectorsApart({
    objects: ids.length,
    dimension,
    isApart: (row) => row % 3 === 0,
    axes: 2,
    by: 4,
    seed: 1,
  });
  await writeRepresentations(workspace, "made", "run", ids, vectors, dimension);
  await writeSurvey(workspace, "made", async ({ before }) => {
    if (!before) throw new Error("the survey is there");
    await upsertColumns(before.table, ids, [
      { name: "ra", type: "float64", values: ids.map((_, i) => 150 + i / 100) },
      { name: "dec", type: "float64", values: ids.map(() => 2) },
    ]);
    return before.card;
  });
  served = await servePages(workspace);
});
afterAll(async () => {
  await served?.close();
  await rm(dirname(workspace.path), { recursive: true, force: true });
});
beforeEach(async () => {
  page = await served.open(complaints);
});
afterEach(() => page.close());

const list = (of: readonly unknown[]) => encodeURIComponent(JSON.stringify(of));
const open = (query: string) => page.goto(`${served.address}/alike/made${query}`);
const found = (of = page) => of.getByRole("listbox", { name: "The most alike" });
const shown = async (of = page) => {
  await found(of).getByRole("option").first().waitFor();
  return found(of)
    .getByRole("option")
    .evaluateAll((cells) => cells.map((cell) => cell.getAttribute("title")));
};
const says = (text: string | RegExp) => page.getByRole("status").getByText(text).waitFor();

test("galaxies are put to those to be like and those to be unlike, and the most alike are shown", async () => {
  await open("");
  await page.getByRole("listbox", { name: "Galaxies of the survey" }).focus();
  await page.keyboard.press("y");
  await shown();
  await says(/^Learnt from 1 to be like and 0 to be unlike/);
  await found().focus();
  await page.keyboard.press("n");
  await page.keyboard.press("r");
  await says(/^Learnt from 1 to be like and 1 to be unlike[^.]*\.$/);
  await page.waitForURL(/unlike=/);
  expect(await page.getByRole("region", { name: "Unlike these" }).getByRole("link").count()).toBe(1);
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await seriousFindings(page)).toEqual([]);
  }
  // A colleague sees the same from the same address.
  const own = await shown();
  const other = await page.context().newPage();
  await other.goto(page.url());
  expect(await shown(other)).toEqual(own);
  await other.close();
  expect(complaints).toEqual([]);
}, 120_000);

test("the list stands still while it is gone through, until the person looks again", async () => {
  await open(`?like=${list([ids[0]])}`);
  const before = await shown();
  await found().focus();
  for (const key of ["y", "n", "y"]) await page.keyboard.press(key);
  await says("Not learnt from yet: 3 said since; r looks again.");
  await page.waitForURL((url) => JSON.parse(url.searchParams.get("like") ?? "[]").length === 3);
  expect(await shown()).toEqual(before);
  expect(await found().locator("[data-said=yes]").count()).toBe(2);
  // What is taken back w said.
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Backspace");
  await says("Not learnt from yet: 2 said since");
  const next = await found().getByRole("option").nth(3).getAttribute("title");
  await page.keyboard.press("ArrowRight");
  await page.getByRole("button", { name: "Look again" }).click();
  await says(/^Learnt from 2 to be like and 1 to be unlike[^.]*\.$/);
  const after = await shown();
  expect(after).not.toContain(before[0]);
  // The person is where they were.
  expect(await found().getByRole("option", { selected: true }).getAttribute("title")).toBe(next);
}, 60_000);

describe("a place in the sky", () => {
  test.each([
    ["degrees", "150.0602 2.0001"],
    ["hours and minutes", "10:00:14.448 +02:00:00.36"],
  ])("in %s finds what is like the galaxy there, and is kept in the address", async (_, place) => {
    await open("");
    await page.getByLabel("Place in the sky").fill(place);
    await page.keyboard.press("Enter");
    await says(new RegExp(`^There is ${ids[6]}, 0\\.\\d″ from the place\\. Learnt from 1 to be like`));
    const found = await shown();
    expect(found).not.toContain(ids[6]);
    expect(found.slice(0, 10).filter((id) => ids.indexOf(id ?? "") % 3 === 0).length).toBeGreaterThan(7);
    expect(new URL(page.url()).searchParams.get("position")).toBe(place);
    await page.reload();
    expect(await shown()).toEqual(found);
    expect(await page.getByLabel("Place in the sky").inputValue()).toBe(place);
    expect(complaints).toEqual([]);
  });

  test.each([
    ["that is none", "north of here", /"north of here" is no position: write right ascension and declination/],
    [
      "where nothing is",
      "10.5 -40",
      /has no object within 60" of 10\.5, -40: the nearest, "\d+", is \d+\.\d+ degrees away/,
    ],
  ])("%s is said, and another can be written", async (_, place, words) => {
    await open("");
    await page.getByLabel("Place in the sky").fill(place);
    await page.getByRole("button", { name: "Look there" }).click();
    await page.getByRole("alert").getByText(words).waitFor();
    await page.getByLabel("Place in the sky").fill("150.06,2");
    await page.keyboard.press("Enter");
    await shown();
  });
});

test("a place that is refused keeps what was found and the examples; where no places are known the field says so", async () => {
  await open(`?like=${list([ids[0]])}`);
  const before = await shown();
  await page.getByLabel("Place in the sky").fill("10.5 -40");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("has no object within").waitFor();
  await says("What was found before:");
  expect(await shown()).toEqual(before);
  expect(await page.getByRole("region", { name: "Like these", exact: true }).getByRole("link").count()).toBe(1);
  await page.route("**/api/surveys/made", async (route) => {
    const response = await route.fetch();
    const survey = await response.json();
    const filterColumns = survey.filterColumns.filter(({ name }: { name: string }) => name !== "ra");
    await route.fulfill({ response, json: { ...survey, filterColumns } });
  });
  await open(`?like=${list([ids[0]])}`);
  await page.getByText("made has no columns ra and dec").waitFor();
  expect(await page.getByLabel("Place in the sky").isDisabled()).toBe(true);
  expect(await page.getByRole("button", { name: "Look there" }).isDisabled()).toBe(true);
});

describe("filters", () => {
  const isBar = (id: string | null) => ids.indexOf(id ?? "") % 3 === 0;

  test("narrow what is found, and what is browsed, and are kept in the address", async () => {
    await open("");
    await page.locator(".filters form select").first().selectOption("class");
    await page.getByLabel("value", { exact: true }).selectOption("bar");
    await page.getByRole("button", { name: "Add" }).click();
    await page.waitForURL(/where=/);
    const browsed = page.getByRole("listbox", { name: "Galaxies of the survey" });
    await expect.poll(() => browsed.getByRole("option").count()).toBe(30);
    await browsed.focus();
    await page.keyboard.press("y");
    const bars = await shown();
    expect(bars).toHaveLength(29);
    expect(bars.every(isBar)).toBe(true);
    await page.reload();
    expect(await shown()).toEqual(bars);
    await page.getByRole("button", { name: /^Remove the filter class = bar/ }).click();
    await expect.poll(async () => (await shown()).length).toBe(60);
    expect((await shown()).every(isBar)).toBe(false);
  });

  test("that nothing passes, and a column that is not there, are said", async () => {
    const where = (column: string) => list([{ column, operator: "=", value: "none" }]);
    await open(`?like=${list([ids[0]])}&where=${where("class")}`);
    await page
      .getByText("No other galaxy that has a representation by run passes these filters: take one away.")
      .waitFor();
    await open(`?where=${where("class")}`);
    await page.getByText("No galaxy of made passes these filters: take one away.").waitFor();
    await open(`?like=${list([ids[0]])}&where=${where("gone")}`);
    await page
      .getByRole("alert")
      .getByText(/no column "gone"/)
      .waitFor();
  });

  test("come along from the survey's grid", async () => {
    await page.goto(`${served.address}/survey/made?where=${list([{ column: "class", operator: "=", value: "bar" }])}`);
    await page.getByRole("link", { name: "Like these" }).click();
    await page.getByRole("button", { name: /^Remove the filter class = bar/ }).waitFor();
    await page.getByRole("listbox", { name: "Galaxies of the survey" }).getByRole("option").nth(29).waitFor();
  });
});
