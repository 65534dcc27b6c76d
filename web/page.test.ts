/** The page in a real browser: every view, by keyboard, in both themes, with hostile names, with 100,000 galaxies. */

import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { madeWorkspace } from "../src/methods/zoobot/madeSurvey.ts";
import { prepareRun, startTraining } from "../src/methods/zoobot/startTraining.ts";
import { embedSurvey, predictSurvey } from "../src/methods/zoobot/surveyPredictions.ts";
import { importCatalogue } from "../src/survey/importCatalogue.ts";
import { openSurvey } from "../src/survey/survey.ts";
import type { Workspace } from "../src/survey/workspace.ts";
import { withJobsHere } from "../src/training/jobsHere.ts";
import { openRun } from "../src/training/run.ts";
import { type ServedPages, seriousFindings, servePages } from "./testPage.ts";

const galaxies = 100_000;
/** What a careless page would run. */
const payloads = [
  "<script>window.ran=1</script>",
  "<img src=x onerror=window.ran=1>",
  '"><svg onload=window.ran=1>',
  "javascript:window.ran=1",
  "'-window.ran=1-'",
  "</title><script>window.ran=1</script>",
  "<iframe srcdoc='<script>parent.ran=1</script>'>",
  "{{window.ran=1}}",
  "$" + "{window.ran=1}",
  "<a href=javascript:window.ran=1>x</a>",
  "<details open ontoggle=window.ran=1>",
  "<body onload=window.ran=1>",
  "<math><mi xlink:href=javascript:window.ran=1>",
  "&lt;script&gt;window.ran=1",
  "<style>*{background:url(javascript:window.ran=1)}</style>",
  "<object data=javascript:window.ran=1>",
  "<form action=javascript:window.ran=1><button>",
  "<base href=//evil.example>",
  "<link rel=stylesheet href=//evil.example/x.css>",
  "\u202eevil",
  "<template><script>window.ran=1</script></template>",
];

let workspace: Workspace;
let address: string;
let runId: string;
/** Of a run that learns a count of votes: numbers that are no shares, in a column of the tree. */
let numberId: string;
let browser: Browser;
let page: Page;
let served: ServedPages;
const complaints: string[] = [];

beforeAll(async () => {
  workspace = await madeWorkspace(60);
  const run = await prepareRun(await openSurvey(workspace, "made"), {
    label: "class",
    options: { network: "lenet", imageSize: 32, epochs: 3, batchSize: 8, threads: 1 },
  });
  await withJobsHere(() => startTraining(workspace, run, () => {}).done);
  runId = run.id;
  await predictSurvey(await openSurvey(workspace, "made"), await openRun(workspace, runId), {});
  await embedSurvey(await openSurvey(workspace, "made"), await openRun(workspace, runId), {});
  numberId = await learnNumber();
  await importMany();
  await importHostile();
  served = await servePages(workspace);
  ({ address, browser } = served);
});

afterAll(async () => {
  await served?.close();
  await rm(dirname(workspace.path), { recursive: true, force: true });
});

beforeEach(async () => {
  page = await served.open(complaints);
});
afterEach(() => page.close());

const counted = "smooth-or-featured-dr5_smooth";

async function learnNumber(): Promise<string> {
  const { id } = await prepareRun(await openSurvey(workspace, "made"), {
    target: counted,
    options: { network: "lenet", imageSize: 32, epochs: 3, batchSize: 8, threads: 1 },
  });
  const run = await openRun(workspace, id);
  await withJobsHere(() => startTraining(workspace, run, () => {}).done);
  await predictSurvey(await openSurvey(workspace, "made"), await openRun(workspace, id), {});
  return id;
}

async function importMany(): Promise<void> {
  const folder = join(dirname(workspace.path), "many");
  await mkdir(folder);
  await sharp({ create: { width: 24, height: 24, channels: 3, background: "teal" } })
    .png()
    .toFile(join(folder, "a.png"));
  const rows = Array.from({ length: galaxies }, (_, i) => `g${String(i).padStart(6, "0")},a.png`);
  await writeFile(join(folder, "catalog.csv"), `id_str,file_loc\n${rows.join("\n")}\n`);
  await importCatalogue(workspace, "many", join(folder, "catalog.csv"));
}

async function importHostile(): Promise<void> {
  const folder = join(dirname(workspace.path), "many");
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = payloads.map((payload, i) => [`${i} ${payload}`, "a.png", payload, payload].map(quoted).join(","));
  const path = join(folder, "hostile.csv");
  await writeFile(path, `id_str,file_loc,class,${quoted(payloads[1] ?? "")}\n${rows.join("\n")}\n`);
  await importCatalogue(workspace, "hostile", path, { label: { column: "class", merge: {} } });
}

const text = (what: string | RegExp) => page.getByText(what).first().waitFor();

describe("every view", () => {
  const views: [string, () => string, string | RegExp][] = [
    ["surveys", () => "/", "many"],
    ["a survey", () => "/survey/made", "60 galaxies, showing class"],
    ["a galaxy", () => "/survey/made/galaxy/587722953303910003", "Nearest neighbours"],
    ["runs", () => "/runs", "label class"],
    ["a run", () => `/runs/${runId}`, /galaxies held out/],
    ["a run that learnt a number", () => `/runs/${numberId}`, "always predicting the mean"],
    ["a galaxy with a predicted number", () => "/survey/made/galaxy/587722953303910001", "Predicted numbers"],
    [
      "a survey in the order of a predicted number",
      () => `/survey/made?${new URLSearchParams({ order: `-${counted}@${numberId}` })}`,
      `60 galaxies, showing ${counted}@`,
    ],
    ["a picture for a run that learnt a number", () => `/image?run=${numberId}`, "The network is in this page"],
    ["a new run", () => "/runs/new?survey=made", "Minutes at most"],
    ["nothing", () => "/somewhere/else", "There is nothing at this address."],
  ];
  test.each(views)("%s is shown without complaint, and passes axe in both themes", async (name, path, shown) => {
    // Half of them are opened in the dark and the others in the light; then the theme changes, as it does at nightfall.
    const isFirstLight = views.findIndex(([each]) => each === name) % 2 === 1;
    for (const colorScheme of isFirstLight ? (["light", "dark"] as const) : (["dark", "light"] as const)) {
      await page.emulateMedia({ colorScheme });
      if (page.url() === "about:blank") await page.goto(address + path());
      await text(shown);
      expect([colorScheme, await seriousFindings(page)]).toEqual([colorScheme, []]);
    }
    expect(complaints).toEqual([]);
  });

  test("what cannot be had says why, where it would have been", async () => {
    for (const [path, message] of [
      ["/survey/none", 'there is no survey "none"'],
      ["/survey/made/galaxy/none", 'has no object "none"'],
      ["/runs/none", 'there is no run "none"'],
    ] as const) {
      await page.goto(address + path);
      await text(message);
    }
    await page.goto(
      `${address}/survey/made?where=${encodeURIComponent('[{"column":"class","operator":"=","value":"none"}]')}`,
    );
    await text("No galaxy is in this selection.");
  });
});

describe("the grid", () => {
  test("keeps a filter in its address: after a reload, and in a second tab", async () => {
    await page.goto(`${address}/survey/made`);
    await page.locator(".filters form select").first().selectOption("class");
    await page.getByLabel("value", { exact: true }).selectOption("bar");
    await page.getByRole("button", { name: "Add" }).click();
    await text("20 of 60 galaxies");
    await page.reload();
    await text("20 of 60 galaxies");
    const second = await browser.newPage();
    await second.goto(page.url());
    await second.getByText("20 of 60 galaxies").waitFor();
    await second.close();
  });

  test("is walked by keys alone: from the surveys to a galaxy, to the next one, and back", async () => {
    await page.goto(address);
    await text("hostile");
    await page.getByRole("link", { name: "made", exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("listbox").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "587722953303910002" }).waitFor();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("heading", { name: "587722953303910003" }).waitFor();
    await page.keyboard.press("i");
    expect(await page.getByLabel("Invert").isChecked()).toBe(true);
    await page.keyboard.press("Escape");
    await text("60 galaxies");
    await page.keyboard.press("?");
    await page.getByRole("heading", { name: "Keys" }).waitFor();
  });

  test("scrolls to the last of 100,000 galaxies with a bounded number of them in the document", async () => {
    await page.goto(`${address}/survey/many`);
    await text("100,000 galaxies");
    await page.getByRole("listbox").focus();
    await page.keyboard.press("End");
    await page.locator("#cell-99999 img").waitFor();
    expect(await page.locator(".cell").count()).toBeLessThan(200);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "g099999" }).waitFor();
  });
});

test("a picture that is gone is replaced by the reason", async () => {
  const error = "the image a.png is not there any more: was its folder moved?";
  await page.route("**/image?*", (route) => route.fulfill({ status: 400, json: { error } }));
  await page.goto(`${address}/survey/many/galaxy/g000001`);
  await page.locator(".cutout .no-image", { hasText: error }).waitFor();
  await page.goto(`${address}/survey/many`);
  await page.getByRole("img", { name: `galaxy g000000: ${error}` }).waitFor();
});

test("names that are scripts are shown, and never run", async () => {
  await page.goto(`${address}/survey/hostile`);
  await text(`${payloads.length} galaxies`);
  const ids = payloads.map((payload, i) => `${i} ${payload}`);
  const heading = page.getByRole("heading", { level: 1 });
  // As a person comes from one to the next, and some by their address.
  await page.getByRole("listbox").focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/galaxy\//);
  const shown: string[] = [];
  while (shown.length < ids.length) {
    await page.waitForFunction(
      (last) => ![null, undefined, last].includes(document.querySelector("h1")?.textContent),
      shown.at(-1),
    );
    shown.push((await heading.textContent()) ?? "");
    await page.keyboard.press("ArrowRight");
  }
  expect(shown.toSorted()).toEqual(ids.toSorted());
  for (const id of ids.filter((_, i) => i % 5 === 0)) {
    await page.goto(`${address}/survey/hostile/galaxy/${encodeURIComponent(id)}`);
    await heading.waitFor();
    expect(await heading.textContent()).toBe(id);
  }
  expect(await page.evaluate(() => "ran" in window)).toBe(false);
}, 60_000);

test("training is started, watched live, stopped and resumed from the page", async () => {
  await page.goto(`${address}/runs/new?survey=made`);
  await page.getByLabel("Image size, pixels").fill("32");
  await page.getByLabel("Minutes at most").fill("2");
  await page.getByRole("button", { name: "Start" }).click();
  await text(/^Training: epoch \d+/);
  await page.getByRole("img", { name: "Loss" }).waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await text(/^Stopped; it can be resumed/);
  await page.getByRole("button", { name: "Resume" }).click();
  await text(/^Training: epoch \d+/);
  // Its two minutes would take time from the tests after it.
  await page.getByRole("button", { name: "Stop" }).click();
  await text(/^Stopped; it can be resumed/);
  expect(complaints).toEqual([]);
}, 240_000);

test("a number is learnt from the page", async () => {
  await page.goto(`${address}/runs/new?survey=made`);
  await page.getByLabel("Learn").selectOption(`target:${counted}`);
  await page.getByLabel("Begin with").selectOption(runId);
  await page.getByLabel("Image size, pixels").fill("32");
  await page.getByLabel("Minutes at most").fill("2");
  await page.getByRole("button", { name: "Start" }).click();
  await text(/^Training: epoch \d+/);
  await text(`number ${counted}`);
  await page.getByRole("button", { name: "Stop" }).click();
  await text(/^Stopped; it can be resumed/);
  expect(complaints).toEqual([]);
}, 240_000);

test("a predicted number stands beside the catalogue's, and is no bar among the votes", async () => {
  await page.goto(`${address}/survey/made/galaxy/587722953303910001`);
  const numbers = page.getByRole("table", { name: "Predicted numbers" });
  expect(await numbers.getByRole("cell").last().textContent()).toBe("30.000");
  const votes = page.getByRole("table", { name: "smooth-or-featured-dr5, 40 votes" });
  expect(await votes.textContent()).not.toContain(numberId);
});

test.each([
  ["classes", () => runId, "Calibration"],
  ["a number", () => numberId, "Residuals"],
])("the report of a run that learnt %s is one file that opens without a server", async (_, id, chart) => {
  await page.goto(`file://${join(workspace.runsPath, id(), "report.html")}`);
  await page.getByRole("img", { name: chart }).waitFor();
  await text(/galaxies held out/);
  await page.getByRole("img", { name: "Loss" }).waitFor();
  expect(complaints).toEqual([]);
});
