/** Teaching a class in a real browser: by a column, by hand, corrected with one key, and what cannot be taught said. */

import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { readRounds } from "../src/explore/teach/rounds.ts";
import { madeWorkspace } from "../src/methods/zoobot/madeSurvey.ts";
import { readLabels } from "../src/survey/labelLog.ts";
import { readTasks } from "../src/survey/labelTask.ts";
import { writeRepresentations } from "../src/survey/representations.ts";
import { saveSelection } from "../src/survey/savedSelections.ts";
import { selectedIds } from "../src/survey/selection.ts";
import { galaxy, openSurvey } from "../src/survey/survey.ts";
import { vectorsApart } from "../src/survey/vectorsApart.ts";
import type { Workspace } from "../src/survey/workspace.ts";
import { allSaved, openedIn, type ServedPages, seriousFindings, servePages } from "./testPage.ts";

const galaxies = 150;
const dimension = 6;
let workspace: Workspace;
let ids: string[];
let served: ServedPages;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

/** Every third galaxy is a bar, and lies apart. */
const isBar = (id: string) => ids.indexOf(id) % 3 === 0;

beforeAll(async () => {
  workspace = await madeWorkspace(galaxies);
  const survey = await openSurvey(workspace, "made");
  ids = await selectedIds(survey, {});
  const vectors = vectorsApart({
    objects: ids.length,
    dimension,
    isApart: (row) => row % 3 === 0,
    axes: 2,
    by: 2,
    seed: 1,
  });
  // The name of the network in the package, which a fine-tuning can begin with.
  for (const run of ["shipped", "run"]) await writeRepresentations(workspace, "made", run, ids, vectors, dimension);
  const opened = await openSurvey(workspace, "made");
  await saveSelection(opened, { name: "some-bars", selection: { ids: ids.filter(isBar).slice(0, 20) } });
  await saveSelection(opened, { name: "some-discs", selection: { ids: ids.filter((id) => !isBar(id)).slice(0, 25) } });
  served = await servePages(workspace);
});
afterAll(async () => {
  await served?.close();
  await rm(dirname(workspace.path), { recursive: true, force: true });
});
beforeEach(async () => {
  context = await served.browser.newContext({ viewport: { width: 1200, height: 900 }, colorScheme: "dark" });
  page = await openedIn(context, complaints);
});
afterEach(() => context.close());

async function begin(address: string, name = "Ada"): Promise<void> {
  await page.goto(`${served.address}${address}`);
  await page.getByLabel("Your name").fill(name);
  await page.keyboard.press("Enter");
}
const beginClass = () => page.getByRole("button", { name: /^Begin / }).click();
const train = (again = false) =>
  page.getByRole("button", { name: again ? "Train again" : "Train", exact: true }).click();
const round = (number: number) => page.getByText(new RegExp(`^Round ${number}: `)).waitFor();
const grid = (name: string) => page.getByRole("listbox", { name });

test("a class is taught by two saved selections, corrected with one key each, and taught again", async () => {
  await begin("/teach/made?class=bar&positive=some-bars&negative=some-discs");
  await beginClass();
  await train();
  await round(1);
  const [first] = await readRounds(workspace, "made", "bar");
  expect(first).toMatchObject({ by: "Ada", run: "run", positives: 20, negatives: 25, said: 0, objects: galaxies });
  expect(first?.measures.rocAuc.value).toBeGreaterThan(0.8);
  await page.getByRole("img", { name: "Learning curve" }).waitFor();
  await page.getByRole("img", { name: "Reliability" }).waitFor();
  const column = (await galaxy(await openSurvey(workspace, "made"), ids[0] ?? "")).columns["bar@teach"];
  expect(column).toBeGreaterThan(0);
  // The most probable that are no examples.
  const top = grid("Most probable");
  const shown = await top.getByRole("option").evaluateAll((cells) => cells.map((cell) => cell.getAttribute("title")));
  expect(shown.slice(0, 10).filter((id) => isBar(id ?? "")).length).toBeGreaterThan(7);
  // After a training the keys are the list's, without a click; and after one of the buttons too.
  await expect.poll(() => top.evaluate((list) => list === document.activeElement)).toBe(true);
  for (const id of shown.slice(0, 6)) await page.keyboard.press(isBar(id ?? "") ? "y" : "n");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Backspace");
  await page.getByRole("button", { name: "n No" }).click();
  await page.keyboard.press("Backspace");
  await allSaved(page);
  const said = await readLabels(workspace, "made", { task: "bar" });
  expect(new Map(said.map(({ id, value }) => [id, value]))).toEqual(
    new Map(shown.slice(0, 5).map((id) => [id, isBar(id ?? "") ? "yes" : "no"])),
  );
  await page.getByRole("button", { name: "Uncertain" }).click();
  await grid("Uncertain").getByRole("option").first().waitFor();
  await train(true);
  await round(2);
  const rounds = await readRounds(workspace, "made", "bar");
  expect(rounds.map(({ said: each }) => each)).toEqual([0, 5]);
  await page.getByRole("region", { name: "Rounds" }).getByRole("rowheader", { name: "1" }).waitFor();
  expect(complaints).toEqual([]);
}, 180_000);

test("two people who teach one class at once each learn from both, and are shown where they disagree", async () => {
  const other = await served.browser.newContext({ viewport: { width: 1200, height: 900 } });
  const second = await openedIn(other, complaints);
  const people = [
    { of: page, by: "Cleo" },
    { of: second, by: "Dan" },
  ];
  for (const { of, by } of people) {
    await of.goto(`${served.address}/teach/made?class=bar`);
    await of.getByLabel("Your name").fill(by);
    await of.keyboard.press("Enter");
    await of.getByText(/^Round 2: /).waitFor();
  }
  const before = (await readLabels(workspace, "made", { task: "bar" })).length;
  // Both at once: a round each, and neither is lost.
  const trainBoth = async (rounds: RegExp) => {
    await Promise.all(people.map(({ of }) => of.getByRole("button", { name: "Train again", exact: true }).click()));
    for (const { of } of people) await of.getByText(rounds).waitFor();
  };
  await trainBoth(/^Round [34]: /);
  // The same galaxies in the same order: they agree on the first, and not on the second.
  const answers = ["yy", "yn"];
  await Promise.all(
    people.map(async ({ of }, i) => {
      const list = of.getByRole("listbox", { name: "Most probable" });
      await list.focus();
      for (const key of answers[i] as string) await of.keyboard.press(key);
      await allSaved(of);
    }),
  );
  expect((await readLabels(workspace, "made", { task: "bar" })).length).toBe(before + 4);
  await trainBoth(/^Round [56]: /);
  const rounds = await readRounds(workspace, "made", "bar");
  expect(rounds.map(({ round: each }) => each)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(rounds.map(({ disputed }) => disputed)).toEqual([0, 0, 0, 0, 1, 1]);
  expect(new Set(rounds.slice(4).map(({ by }) => by))).toEqual(new Set(["Cleo", "Dan"]));
  for (const { of } of people)
    await of
      .getByText(/disagree/)
      .first()
      .waitFor();
  expect(complaints).toEqual([]);
  await other.close();
}, 120_000);

test("what was taught before is there when the page is opened again", async () => {
  await begin("/teach/made");
  await page.getByRole("button", { name: "bar" }).click();
  await round(6);
  await page.getByText("selection some-bars").waitFor();
  await page.getByText("train again, which takes seconds").waitFor();
});

test("a class is begun by hand, with a column for its counter-examples", async () => {
  await begin("/teach/made");
  await page.getByLabel("What is the class called?").fill("by-hand");
  await page.keyboard.press("Enter");
  const list = grid("Galaxies of the survey");
  await list.focus();
  for (const id of ids.slice(0, 13)) await page.keyboard.press(isBar(id) ? "y" : "ArrowRight");
  const no = page.getByRole("region", { name: "Counter-examples: no" });
  await no.getByLabel("Column, Counter-examples: no").selectOption("class");
  await no.getByLabel("Value, Counter-examples: no").selectOption("disc");
  await no.getByRole("button", { name: "Add" }).click();
  await page.getByText("5 by hand").waitFor();
  await train();
  await round(1);
  await page.getByText(/^Far too few to tell: 5 positives and \d+ negatives/).waitFor();
  expect((await readRounds(workspace, "made", "by-hand"))[0]).toMatchObject({ positives: 5, said: 5 });
}, 120_000);

test("a class that the address alone names is not made until one says so", async () => {
  await begin("/teach/made?class=brar");
  await page.getByText("made has no class “brar” yet.").waitFor();
  const names = async () => (await readTasks(workspace, "made")).map(({ name }) => name);
  expect(await names()).not.toContain("brar");
  await beginClass();
  await grid("Galaxies of the survey").waitFor();
  expect(await names()).toContain("brar");
});

test("the galaxy that y and n answer for is marked, and no other", async () => {
  await begin("/teach/made?class=marked");
  await beginClass();
  const list = grid("Galaxies of the survey");
  await list.focus();
  const marked = () =>
    list
      .getByRole("option")
      .evaluateAll((cells) =>
        cells.flatMap((cell, i) => (getComputedStyle(cell).boxShadow === "none" ? [] : [`${i}`])),
      );
  expect(await marked()).toEqual(["0"]);
  // What a screen reader is told is current: an id without blanks, which is there.
  const active = (await list.getAttribute("aria-activedescendant")) ?? "";
  expect(active).toMatch(/^\S+$/);
  expect(await page.locator(`[id="${active}"]`).getAttribute("aria-selected")).toBe("true");
  await page.keyboard.press("y");
  await page.keyboard.press("ArrowRight");
  expect(await marked()).toEqual(["2"]);
  await page.keyboard.press("Backspace");
  await page.getByRole("heading", { level: 1 }).first().click();
  expect(await marked()).toEqual(["2"]);
});

test("a full fine-tuning begins as a run of its own, and one without a network to begin with says so", async () => {
  await begin("/teach/made?class=bar");
  await round(6);
  const tuning = page.getByRole("region", { name: "Full fine-tune" });
  await tuning.getByRole("button", { name: "Start" }).click();
  await tuning
    .getByRole("alert")
    .getByText(/"run" is no run and no imported model/)
    .waitFor();
  await page.goto(`${served.address}/teach/made?class=tuned&run=shipped&positive=some-bars&negative=some-discs`);
  await beginClass();
  await train();
  await round(1);
  await tuning.getByLabel("Learns").selectOption("linear");
  await tuning.getByRole("button", { name: "Start" }).click();
  await tuning.getByRole("status").getByRole("link").click();
  await page.waitForURL(/\/runs\/made-/);
  await page.goto(`${served.address}/runs`);
  await page.getByText("tuned-examples").waitFor();
}, 120_000);

test.each([
  ["too-few", "positive=some-bars", /there is no negative example: a class is taught by 3 or more of either side/],
  ["both", "positive=some-bars&negative=some-bars", /galaxy "\d+" and 19 others would be a positive and a negative/],
  ["gone", "positive=nothing&negative=some-discs", /has no saved selection "nothing"/],
  ["two%20words", "positive=some-bars&negative=some-discs", /"two words" cannot name a (class|task)/],
])("what cannot be taught is said in one line: %s", async (name, query, words) => {
  await begin(`/teach/made?class=${name}&${query}`);
  await beginClass();
  if (!name.includes("%")) await train();
  await page.getByRole("alert").getByText(words).waitFor();
});

test("the page passes axe in both themes and on a narrow screen", async () => {
  await begin("/teach/made?class=axe&positive=some-bars&negative=some-discs");
  await beginClass();
  await train();
  await round(1);
  for (const colorScheme of ["dark", "light"] as const)
    for (const width of [1200, 380]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      const serious = await seriousFindings(page);
      expect([colorScheme, width, serious]).toEqual([colorScheme, width, []]);
      const isWider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect([width, isWider]).toEqual([width, false]);
    }
  expect(complaints).toEqual([]);
}, 120_000);
