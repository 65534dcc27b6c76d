/** Labelling in a real browser: by keys alone, by two people, and with a server that stops, or is killed, in the middle. */

import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { madeWorkspace } from "../src/methods/zoobot/madeSurvey.ts";
import { readHistory, readLabels } from "../src/survey/labelLog.ts";
import { addTask, type LabelTask } from "../src/survey/labelTask.ts";
import { galaxyZooDecalsQuestions } from "../src/survey/trees/galaxyZooDecals.ts";
import type { Workspace } from "../src/survey/workspace.ts";
import {
  allSaved,
  answer,
  here,
  openedIn,
  type ServedPages,
  type ServerApart,
  seen,
  seriousFindings,
  servePages,
  serverApart,
} from "./testPage.ts";

const galaxies = 90;
const shape: LabelTask = {
  name: "shape",
  kind: "classes",
  classes: ["disc", "bar", "other"],
  question: "What shape is it?",
};
const tasks: LabelTask[] = [
  shape,
  { name: "odd", kind: "rating" },
  { name: "gz", kind: "tree", tree: galaxyZooDecalsQuestions },
  { name: "notes", kind: "text" },
];

let workspace: Workspace;
let served: ServedPages;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  workspace = await madeWorkspace(galaxies);
  for (const task of tasks) await addTask(workspace, "made", task);
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

const opened = (of: BrowserContext) => openedIn(of, complaints);

async function begin(of: Page, address: string, task: string, name = "Ada", query = ""): Promise<void> {
  await of.goto(`${address}/label/made?task=${task}${query}`);
  await of.getByLabel("Your name").fill(name);
  await of.keyboard.press("Enter");
  await seen(of);
}

const stored = async (task: string, of = workspace) =>
  new Map((await readLabels(of, "made", { task })).map(({ by, id, value }) => [`${by} ${id}`, value]));

test("a person labels forty galaxies by keys alone, passes over some and takes some back", async () => {
  await begin(page, served.address, "shape");
  const expected = new Map<string, unknown>();
  for (let i = 0; i < 40; i++) {
    const id = await answer(page, String(1 + (i % 3)));
    expected.set(`Ada ${id}`, shape.classes?.[i % 3]);
    if (i % 25 === 10) {
      await page.keyboard.press(i % 2 ? "Backspace" : "Control+z");
      expect(await here(page)).toBe(id);
      expected.set(`Ada ${await answer(page, "3")}`, "other");
    }
    if (i % 20 === 5) expected.set(`Ada ${await answer(page, "s")}`, null);
  }
  await page.keyboard.press("ArrowLeft");
  await page.getByText(/^You said: /).waitFor();
  await page.keyboard.press("ArrowRight");
  await allSaved(page);
  expect(await stored("shape")).toEqual(expected);
  const keys = (await readHistory(workspace, "made")).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  await page
    .locator(".label-progress")
    .getByText(/^40 labelled and 2 skipped by you, of 90/)
    .waitFor();
  await page.keyboard.press("?");
  await page.getByText("take the last answer back").waitFor();
  expect(complaints).toEqual([]);
}, 240_000);

test("what was labelled is gone back to after the page is opened again, and can be taken back", async () => {
  await begin(page, served.address, "shape");
  const first = await answer(page, "1");
  const second = await answer(page, "2");
  await allSaved(page);
  await page.reload();
  await seen(page);
  expect(await here(page)).not.toBe(second);
  await page.keyboard.press("Backspace");
  expect(await here(page)).toBe(second);
  await allSaved(page);
  expect(await stored("shape")).toEqual(new Map([[`Ada ${first}`, "disc"]]));
});

test("a decision tree asks on, goes back one question, and is saved when nothing more is asked", async () => {
  await begin(page, served.address, "gz");
  const question = (name: string) => page.getByRole("heading", { name, exact: true }).waitFor();
  await question("smooth-or-featured");
  const id = await here(page);
  await page.keyboard.press("2");
  await question("disk-edge-on");
  await page.keyboard.press("Backspace");
  await question("smooth-or-featured");
  await page.keyboard.press("1");
  await question("how-rounded");
  await page.keyboard.press("3");
  await question("merging");
  await answer(page, "1");
  await allSaved(page);
  const [value] = (await stored("gz")).values();
  expect(value).toEqual({ "smooth-or-featured": "smooth", "how-rounded": "cigar-shaped", merging: "none" });
  expect((await stored("gz")).has(`Ada ${id}`)).toBe(true);
});

test("ratings are digits from 0, and text is typed with its #tags and sent by Enter", async () => {
  await begin(page, served.address, "odd");
  const rated = await answer(page, "0");
  await allSaved(page);
  expect(await stored("odd")).toEqual(new Map([[`Ada ${rated}`, 0]]));
  await page.getByLabel("Task").selectOption("notes");
  await seen(page);
  const id = await here(page);
  await page.keyboard.type("12s #ring i");
  await page.keyboard.press("Enter");
  await page.waitForFunction((before) => document.querySelector(".labelled .id")?.textContent !== before, id);
  await seen(page);
  const passed = await answer(page, "Escape");
  await allSaved(page);
  expect(await stored("notes")).toEqual(
    new Map([
      [`Ada ${id}`, "12s #ring i"],
      [`Ada ${passed}`, null],
    ]),
  );
});

test("two people in two browsers label the same galaxies at once, and see how far they agree", async () => {
  const other = await served.browser.newContext();
  const second = await opened(other);
  const inTheSameOrder = "&order=random&seed=7";
  await Promise.all([
    begin(page, served.address, "shape", "Ada", inTheSameOrder),
    begin(second, served.address, "shape", "Ben", inTheSameOrder),
  ]);
  const label = async (of: Page, keys: string) => {
    const ids: string[] = [];
    for (const key of keys) ids.push(await answer(of, key));
    await allSaved(of);
    return ids;
  };
  const [ada, ben] = await Promise.all([label(page, "1122112211"), label(second, "1122112212")]);
  expect(ada).toEqual(ben);
  expect((await stored("shape")).size).toBe(20);
  await page.getByText(/^Agreement: α = 0\.\d+ on 10 galaxies/).waitFor();
  await other.close();
});

test("two tabs of one browser send what either kept, once", async () => {
  const tab = await opened(context);
  await begin(page, served.address, "shape");
  await page.route("**/labels", (route) => route.abort());
  const ids = [await answer(page, "1"), await answer(page, "2")];
  await page.getByText("2 labels are not saved yet").waitFor();
  await tab.goto(`${served.address}/label/made?task=shape`);
  await seen(tab);
  await allSaved(tab);
  await allSaved(page);
  expect([...(await stored("shape")).keys()]).toEqual(ids.map((id) => `Ada ${id}`));
  expect(await readHistory(workspace, "made")).toHaveLength(2);
  await tab.close();
});

test("the next galaxy and the next question are spoken, though the focus stays", async () => {
  await begin(page, served.address, "gz");
  const spoken = (question: string, id: string) =>
    page.getByRole("status").getByText(`Galaxy ${id}. ${question}`, { exact: true }).waitFor({ state: "attached" });
  const id = await here(page);
  await spoken("smooth-or-featured", id);
  await page.keyboard.press("1");
  await spoken("how-rounded", id);
});

test("a key that is held takes one answer back, and answers nothing", async () => {
  await begin(page, served.address, "shape");
  const ids = [await answer(page, "1"), await answer(page, "2"), await answer(page, "3")];
  // A key that is down already repeats.
  await page.keyboard.down("Backspace");
  for (let i = 0; i < 5; i++) await page.keyboard.down("Backspace");
  await page.keyboard.up("Backspace");
  expect(await here(page)).toBe(ids[2]);
  await allSaved(page);
  expect([...(await stored("shape")).keys()]).toEqual(ids.slice(0, 2).map((id) => `Ada ${id}`));
});

test("another task is chosen, and the digits answer it", async () => {
  await begin(page, served.address, "shape");
  await page.getByLabel("Task").focus();
  await page.getByLabel("Task").selectOption("odd");
  await page.getByRole("heading", { name: /How interesting|odd/i }).waitFor();
  const id = await answer(page, "4");
  await allSaved(page);
  expect(await stored("odd")).toEqual(new Map([[`Ada ${id}`, 4]]));
});

test("a galaxy whose picture is still on its way is not passed over", async () => {
  let draw = () => {};
  const drawn = new Promise<void>((resolve) => {
    draw = resolve;
  });
  await page.route(/\/image\?size=512/, async (route) => {
    await drawn;
    await route.continue();
  });
  await page.goto(`${served.address}/label/made?task=shape`);
  await page.getByLabel("Your name").fill("Ada");
  await page.keyboard.press("Enter");
  await page.locator(".labelled .id").getByText(/\d/).waitFor();
  const id = await here(page);
  await page.keyboard.press("s");
  expect(await here(page)).toBe(id);
  draw();
  await seen(page);
  expect(await answer(page, "s")).toBe(id);
});

test("a picture that did not come is tried until the workbench answers again", async () => {
  let refusals = 0;
  await page.route(/\/image\?size=512/, (route) => (refusals++ < 6 ? route.abort() : route.continue()));
  await page.goto(`${served.address}/label/made?task=shape`);
  await page.getByLabel("Your name").fill("Ada");
  await page.keyboard.press("Enter");
  await page.getByText("the workbench does not answer: the picture comes when it does").waitFor();
  await seen(page);
  expect(await page.getByText("the workbench does not answer").count()).toBe(0);
});

test("what is typed and not saved stays, whatever Esc and the arrows do", async () => {
  await begin(page, served.address, "notes");
  const id = await here(page);
  await page.keyboard.type("a faint #shell");
  await page.keyboard.press("Escape");
  await page.getByText(/not saved: Enter saves it, Esc again skips/).waitFor();
  expect(await here(page)).toBe(id);
  expect(await answer(page, "Escape")).toBe(id);
  await page.getByRole("button", { name: "Previous" }).click();
  expect(await page.getByRole("textbox").inputValue()).toBe("a faint #shell");
  await page.getByRole("textbox").focus();
  await answer(page, "Enter");
  await allSaved(page);
  expect(await stored("notes")).toEqual(new Map([[`Ada ${id}`, "a faint #shell"]]));
});

test("what is taken back after the page was opened again gives way to what had been said before", async () => {
  await begin(page, served.address, "shape");
  const id = await answer(page, "1");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("2");
  await allSaved(page);
  await page.reload();
  await seen(page);
  await page.keyboard.press("Backspace");
  expect(await here(page)).toBe(id);
  await page.getByText("You said: disc").waitFor();
  await allSaved(page);
  expect(await stored("shape")).toEqual(new Map([[`Ada ${id}`, "disc"]]));
});

test("what the server will not take is said, and does not hold up the rest", async () => {
  await begin(page, served.address, "shape");
  await page.evaluate(() => {
    const label = { by: "Ada", key: "k", at: new Date(0).toISOString(), task: "shape", id: "none", value: "disc" };
    localStorage.setItem("almagest-label:made:0-000000-k", JSON.stringify(label));
  });
  const id = await answer(page, "1");
  await page.getByRole("alert").getByText('1 not taken: survey "made" has no object "none"').waitFor();
  await allSaved(page);
  expect([...(await stored("shape")).keys()]).toEqual([`Ada ${id}`]);
});

test("a task is declared in the page where there is none, and a mistake in it is said", async () => {
  await begin(page, served.address, "shape");
  await page.getByRole("button", { name: "New task" }).click();
  await page.getByLabel("Name").fill("two words");
  await page.getByLabel("Classes, one a line").fill("spiral\nelliptical");
  await page.getByRole("button", { name: "Add task" }).click();
  await page.getByRole("alert").getByText('"two words" cannot name a task').waitFor();
  await page.getByLabel("Name").fill(`hubble${Date.now()}`);
  await page.getByRole("button", { name: "Add task" }).click();
  await page.getByRole("button", { name: "spiral" }).waitFor();
});

test.each(tasks.map(({ name }, i) => [name, i % 2 ? [1200, 380] : [380, 1200]] as const))(
  "the page for %s passes axe in both themes and on a narrow screen",
  async (task, widths) => {
    await begin(page, served.address, task);
    // Half of the tasks are dark on the narrow screen, the others on the wide one.
    for (const [i, width] of widths.entries()) {
      const colorScheme = i === 0 ? "dark" : "light";
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const serious = await seriousFindings(page);
      expect([colorScheme, width, serious]).toEqual([colorScheme, width, []]);
      const isWider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect([width, isWider]).toEqual([width, false]);
    }
    expect(complaints).toEqual([]);
  },
);

describe("a server of its own", () => {
  let own: Workspace;
  let server: ServerApart;
  beforeAll(async () => {
    own = await madeWorkspace(60);
    await addTask(own, "made", shape);
    server = await serverApart(own);
  });
  afterEach(async () => {
    await server.end("SIGKILL");
    await rm(join(own.surveysPath, "made.labels", "log.jsonl"), { force: true });
  });
  afterAll(() => rm(dirname(own.path), { recursive: true, force: true }));

  /** Lines on the disk, by key. */
  async function onDisk(): Promise<string[]> {
    const text = await readFile(join(own.surveysPath, "made.labels", "log.jsonl"), "utf8").catch(() => "");
    return text.split("\n").flatMap((line) => (line.endsWith("}") ? [JSON.parse(line).key as string] : []));
  }

  test("that stops in the middle and starts again loses no label and doubles none, and the page says what it keeps", async () => {
    await server.start();
    await begin(page, server.address, "shape");
    // More than is loaded ahead is not to be had without a server.
    const ids = [await answer(page, "1"), await answer(page, "2")];
    await allSaved(page);
    await page.waitForTimeout(1000);
    await server.end("SIGTERM");
    for (let i = 0; i < 6; i++) ids.push(await answer(page, String(1 + (i % 3))));
    await page.keyboard.press("Backspace");
    ids.pop();
    await page
      .getByRole("status")
      .getByText(/not saved yet\. The workbench does not answer.*kept in this browser/)
      .waitFor();
    expect((await onDisk()).length).toBe(2);
    await server.start();
    await allSaved(page);
    await page.getByText("✓ All saved").waitFor();
    await page.getByRole("status").getByText("The workbench answers again: nothing is unsaved.").waitFor();
    ids.push(await answer(page, "1"));
    await allSaved(page);
    expect([...(await stored("shape", { ...own })).keys()].sort()).toEqual(ids.map((id) => `Ada ${id}`).sort());
    const keys = await onDisk();
    expect(new Set(keys).size).toBe(keys.length);
    // 8 labels, one taken back, and one more.
    expect(keys).toHaveLength(10);
  }, 120_000);

  test("that is killed between keystrokes loses no label that was shown as saved", async () => {
    await server.start();
    await begin(page, server.address, "shape");
    const ids: string[] = [];
    for (let kill = 0; kill < 2; kill++) {
      await page.waitForTimeout(500);
      for (let i = 0; i < 3 + kill; i++) ids.push(await answer(page, String(1 + (i % 3))));
      const unsent = Number(await page.locator(".count").getAttribute("data-unsent"));
      await server.end("SIGKILL");
      // What the page had not heard of may be there too.
      expect((await onDisk()).length).toBeGreaterThanOrEqual(ids.length - unsent);
      await server.start();
      await allSaved(page);
    }
    expect([...(await stored("shape", { ...own })).keys()].sort()).toEqual(ids.map((id) => `Ada ${id}`).sort());
    const keys = await onDisk();
    expect(new Set(keys).size).toBe(keys.length);
  }, 180_000);
});

test("a task that the address names and the survey has not is said, beside the one that is asked instead", async () => {
  await begin(page, served.address, "nosuch");
  await page.getByText(/made has no task “nosuch”: this is \w+\./).waitFor();
});
