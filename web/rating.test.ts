/** Rating anomalies in a real browser: by keys alone, by two people, with a server that stops, and with vectors that are broken. */

import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { madeWorkspace } from "../src/methods/zoobot/madeSurvey.ts";
import { readLabels } from "../src/survey/labelLog.ts";
import { writeRepresentations } from "../src/survey/representations.ts";
import { selectedIds } from "../src/survey/selection.ts";
import { openSurvey } from "../src/survey/survey.ts";
import { writeSurvey } from "../src/survey/surveyTable.ts";
import { upsertColumns } from "../src/survey/upsertColumns.ts";
import { vectorsApart } from "../src/survey/vectorsApart.ts";
import type { Workspace } from "../src/survey/workspace.ts";
import {
  allSaved,
  answer,
  here,
  openedIn,
  type ServedPages,
  seen,
  seriousFindings,
  servePages,
  serverApart,
} from "./testPage.ts";

const galaxies = 120;
const dimension = 6;
let workspace: Workspace;
let ids: string[];
let served: ServedPages;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

/** Every sixth galaxy lies apart from the others. */
const isOdd = (id: string) => ids.indexOf(id) % 6 === 0;

beforeAll(async () => {
  workspace = await madeWorkspace(galaxies);
  ids = await representedIn(workspace);
  served = await servePages(workspace);
});
afterAll(async () => {
  await served?.close();
  await rm(dirname(workspace.path), { recursive: true, force: true });
});
beforeEach(async () => {
  await rm(join(workspace.surveysPath, "made.labels", "log.jsonl"), { force: true });
  context = await served.browser.newContext({ viewport: { width: 1200, height: 800 }, colorScheme: "dark" });
  page = await opened(context);
});
afterEach(() => context.close());

/** Random vectors, of which some are set apart. */
async function representedIn(of: Workspace): Promise<string[]> {
  const all = await selectedIds(await openSurvey(of, "made"), { filters: [] });
  const vectors = vectorsApart({
    objects: all.length,
    dimension,
    isApart: (row) => row % 6 === 0,
    axes: 2,
    by: 4,
    seed: 1,
  });
  await writeRepresentations(of, "made", "run", all, vectors, dimension);
  return all;
}

const opened = (of: BrowserContext) => openedIn(of, complaints);

async function begin(of: Page, address: string, name = "Ada", query = ""): Promise<void> {
  await of.goto(`${address}/anomalies/made${query}`);
  await of.getByLabel("Your name").fill(name);
  await of.keyboard.press("Enter");
  await seen(of);
}

const stored = async (task = "interesting", of = workspace) =>
  new Map((await readLabels(of, "made", { task })).map(({ by, id, value }) => [`${by} ${id}`, value]));

test("an interest that could not be begun is begun by another try", async () => {
  let refusals = 0;
  await page.route("**/tasks", async (route) => {
    if (route.request().method() === "POST" && refusals++ === 0) await route.abort();
    else await route.continue();
  });
  await page.goto(`${served.address}/anomalies/made?interest=tried-again`);
  await page.getByLabel("Your name").fill("Ada");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /again/i }).click();
  await seen(page);
});

test("a person who rates by keys alone is led to what lies apart, and sees what was found", async () => {
  await begin(page, served.address);
  const expected = new Map<string, unknown>();
  const shown: string[] = [];
  for (let i = 0; i < 30; i++) {
    await seen(page);
    const id = await answer(page, isOdd(await here(page)) ? "5" : "0");
    shown.push(id);
    expected.set(`Ada ${id}`, isOdd(id) ? 5 : 0);
  }
  await page.keyboard.press("Backspace");
  expected.delete(`Ada ${shown.at(-1)}`);
  const passed = await answer(page, "s");
  expected.set(`Ada ${passed}`, null);
  await allSaved(page);
  expect(await stored()).toEqual(expected);
  expect(new Set(shown).size).toBe(30);
  // By chance a sixth of them would be.
  expect(shown.slice(10, 30).filter(isOdd).length).toBeGreaterThan(8);
  await page.getByText(/^29 rated by you; proposed from \d+ ratings$/).waitFor();
  await page.getByText(/^\d+ of 30 shown got/).waitFor();
  await page.getByRole("region", { name: "Rated highest" }).getByRole("link").first().waitFor();
  const likely = page.getByRole("region", { name: "Should interest you most" }).getByRole("link");
  expect(isOdd((await likely.first().getAttribute("title")) ?? "")).toBe(true);
  await page.locator("select[name=acquisition]").selectOption("ucb");
  await page.waitForURL(/acquisition=ucb/);
  await answer(page, "3");
  await allSaved(page);
  expect(complaints).toEqual([]);
}, 180_000);

test("two people who rate one galaxy at once are both kept, and the page says so", async () => {
  const other = await served.browser.newContext();
  const second = await opened(other);
  await Promise.all([begin(page, served.address, "Ada"), begin(second, served.address, "Ben")]);
  const id = await here(page);
  // Before the first rating everybody is shown the same ones.
  expect(await here(second)).toBe(id);
  await Promise.all([answer(page, "5"), answer(second, "1")]);
  await Promise.all([allSaved(page), allSaved(second)]);
  expect(await stored()).toEqual(
    new Map([
      [`Ada ${id}`, 5],
      [`Ben ${id}`, 1],
    ]),
  );
  // Someone who has rated nothing is told of those who taught.
  const third = await opened(await served.browser.newContext());
  await begin(third, served.address, "Cyd");
  await third.getByText(/^None rated by you; 1 by (Ada|Ben), 1 by (Ada|Ben); proposed from 1 rating$/).waitFor();
  await third.getByText(/The ratings are too few to tell, or too alike/).waitFor();
  await third.locator("select[name=from]").selectOption("me");
  await third.getByText("Nothing rated by you yet: the first are drawn at random.").waitFor();
  await third.context().close();
  await answer(page, "0");
  await page.getByText(`Rated by several people: ${id}: `).waitFor();
  await page.getByText(/(Ada 5, Ben 1|Ben 1, Ada 5)\. All are kept, and the mean counts/).waitFor();
  await other.close();
}, 120_000);

test("while the server is away ratings are kept and said to be, and sent once when it is back", async () => {
  const own = await madeWorkspace(40);
  await representedIn(own);
  const server = await serverApart(own);
  try {
    await server.start();
    await begin(page, server.address);
    const rated = [await answer(page, "4"), await answer(page, "1")];
    await allSaved(page);
    await page.waitForTimeout(1000);
    await server.end("SIGKILL");
    for (const key of ["0", "2", "5"]) rated.push(await answer(page, key));
    await page.getByText(/^3 labels are not saved yet\. The workbench does not answer.*kept in this browser/).waitFor();
    await server.start();
    await allSaved(page);
    await page.getByText("✓ All saved").waitFor();
    rated.push(await answer(page, "3"));
    await allSaved(page);
    expect([...(await stored("interesting", { ...own })).keys()].sort()).toEqual(rated.map((id) => `Ada ${id}`).sort());
    const lines = (await readFile(join(own.surveysPath, "made.labels", "log.jsonl"), "utf8")).trim().split("\n");
    expect(lines).toHaveLength(6);
  } finally {
    await server.end("SIGKILL");
    await rm(dirname(own.path), { recursive: true, force: true });
  }
}, 120_000);

test("of ratings too many to learn from all, and of galaxies no run has seen, it is said how many taught the model", async () => {
  await begin(page, served.address);
  await answer(page, "5");
  await allSaved(page);
  await page.route("**/anomalies?*", async (route) => {
    const response = await route.fetch();
    const many = { rated: 2600, learntFrom: 2000, unseen: 3 };
    await route.fulfill({ response, json: { ...(await response.json()), ...many } });
  });
  await page.locator("select[name=acquisition]").selectOption("ucb");
  await page
    .getByText(
      "1 rated by you; proposed from 2000 of 2600 ratings, the highest and others drawn at random; 3 more are of galaxies that run has no representation of",
    )
    .waitFor();
});

test("an interest of one's own has ratings of its own", async () => {
  await begin(page, served.address);
  await page.getByRole("button", { name: "New interest" }).click();
  await page.getByLabel("New interest").fill("bars");
  await page.keyboard.press("Enter");
  await page.waitForURL(/interest=bars/);
  const id = await answer(page, "5");
  await allSaved(page);
  expect(await stored("bars")).toEqual(new Map([[`Ada ${id}`, 5]]));
  expect(await stored()).toEqual(new Map());
});

test("a run that has embedded nothing, and vectors that are not finite, are said in one line", async () => {
  await page.goto(`${served.address}/anomalies/made?run=nobody`);
  await page.getByLabel("Your name").fill("Ada");
  await page.keyboard.press("Enter");
  await page.getByText(/no representations of run "nobody".*or use run/).waitFor();
  const own = await madeWorkspace(12);
  const all = await representedIn(own);
  // As an older version, or another program, may have left them.
  await writeSurvey(own, "made", async ({ before }) => {
    if (!before) throw new Error("the survey is there");
    const values = Float32Array.from({ length: dimension }, (_, i) => (i === 1 ? Number.NaN : 0));
    await upsertColumns(
      before.table,
      [all[3] as string],
      [{ name: "representation_run", type: "vector", dimension, values }],
    );
    return before.card;
  });
  const broken = await servePages(own);
  try {
    await page.goto(`${broken.address}/anomalies/made`);
    await page.getByLabel("Your name").fill("Ada");
    await page.keyboard.press("Enter");
    const words = `representation of object "${all[3]}" by "run" has numbers that are not finite`;
    await page.getByText(words).waitFor();
  } finally {
    await broken.close();
    await rm(dirname(own.path), { recursive: true, force: true });
  }
}, 120_000);

test("the page passes axe in both themes and on a narrow screen", async () => {
  await begin(page, served.address);
  for (const key of ["5", "0", "3"]) await answer(page, key);
  await allSaved(page);
  await page.getByText(/^3 rated by you/).waitFor();
  for (const colorScheme of ["dark", "light"] as const)
    for (const width of [1200, 800, 380]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const serious = await seriousFindings(page);
      expect([colorScheme, width, serious]).toEqual([colorScheme, width, []]);
      const isWider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect([width, isWider]).toEqual([width, false]);
      if (width !== 800) continue;
      const [moves, saved] = [await page.locator(".moves").boundingBox(), await page.locator(".saved").boundingBox()];
      expect((moves?.y ?? 0) + (moves?.height ?? 0)).toBeLessThanOrEqual(Math.min(saved?.y ?? 0, 600));
    }
  expect(complaints).toEqual([]);
}, 120_000);
