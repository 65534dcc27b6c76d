/** A survey's map in a real browser: drawn, lassoed, coloured, sent to a colleague, and where there is none. */

import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { madeWorkspace } from "../src/methods/zoobot/madeSurvey.ts";
import { mapColumns } from "../src/survey/mapColumns.ts";
import { writeNumberColumns } from "../src/survey/numberColumns.ts";
import { writeRepresentations } from "../src/survey/representations.ts";
import { openSurvey, surveyObjects } from "../src/survey/survey.ts";
import type { Workspace } from "../src/survey/workspace.ts";
import { type ServedPages, seriousFindings, servePages } from "./testPage.ts";

const objects = 60;
let workspace: Workspace;
let without: Workspace;
let served: ServedPages;
let servedWithout: ServedPages;
let page: Page;
let ids: string[];
const complaints: string[] = [];

/** Thirty to the left of 1000, thirty to the right; the last object was not laid out. */
const placeOf = (i: number) => ({
  x: 1000 + (i < objects / 2 ? -5 : 5) + 0.3 * (i % 6),
  y: 0.4 * (Math.floor(i / 6) % 5),
});

beforeAll(async () => {
  workspace = await madeWorkspace(objects + 1);
  ({ ids } = await surveyObjects(await openSurvey(workspace, "made")));
  const { x, y } = mapColumns("far");
  const places = ids.slice(0, objects).map((_, i) => placeOf(i));
  await writeNumberColumns(workspace, "made", ids.slice(0, objects), {
    [x]: places.map((place) => place.x),
    [y]: places.map((place) => place.y),
  });
  without = await madeWorkspace(3);
  const { ids: three } = await surveyObjects(await openSurvey(without, "made"));
  await writeRepresentations(without, "made", "one", three, Float32Array.from([1, 2, 3, 4, 5, 6]), 2);
  [served, servedWithout] = await Promise.all([servePages(workspace), servePages(without)]);
});

afterAll(async () => {
  await served?.close();
  await servedWithout?.close();
  for (const { path } of [workspace, without]) await rm(dirname(path), { recursive: true, force: true });
});

beforeEach(async () => {
  page = await served.open(complaints);
});
afterEach(() => page.close());

const text = (what: string | RegExp) => page.getByText(what).first().waitFor();
const plane = () => page.locator(".plane");

async function openMap(search: Record<string, string> = {}): Promise<void> {
  await page.goto(`${served.address}/map/made?${new URLSearchParams(search)}`);
  await text(/60 objects/);
  await page.waitForFunction(() => (document.querySelector(".plane canvas") as HTMLCanvasElement)?.width > 300);
}

/** Pixels of the map that differ from its ground, on the left and on the right. */
async function painted(): Promise<{ left: number; right: number; colours: Set<string> }> {
  const { data, info } = await sharp(await plane().screenshot())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (offset: number) =>
    [data[offset], data[offset + 1], data[offset + 2]].map(Number) as [number, number, number];
  const ground = at(3 * (10 * info.width + 10));
  const found = { left: 0, right: 0, colours: new Set<string>() };
  for (let row = 5; row < info.height - 5; row++) {
    for (let column = 5; column < info.width - 5; column++) {
      const colour = at(3 * (row * info.width + column));
      if (Math.max(...colour.map((value, i) => Math.abs(value - (ground[i] as number)))) < 60) continue;
      found[column < info.width / 2 ? "left" : "right"]++;
      found.colours.add(colour.map((value) => value >> 5).join());
    }
  }
  return found;
}

/** Round the left half of the plane. */
async function lassoLeft(): Promise<void> {
  const box = await plane().boundingBox();
  if (!box) throw new Error("the map has no place on the page");
  const corners = [
    [0.02, 0.1],
    [0.5, 0.1],
    [0.5, 0.9],
    [0.02, 0.9],
  ].map(([x = 0, y = 0]) => [box.x + x * box.width, box.y + y * box.height] as const);
  await page.mouse.move(...(corners[0] as [number, number]));
  await page.mouse.down();
  for (const corner of corners.slice(1)) await page.mouse.move(...corner, { steps: 8 });
  await page.mouse.up();
}

describe("the map", () => {
  test("draws both groups where they lie, far from 0, in both themes, and passes axe", {
    timeout: 180_000,
  }, async () => {
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme });
      await openMap({ colour: "" });
      const { left, right } = await painted();
      expect(left).toBeGreaterThan(200);
      expect(right).toBeGreaterThan(200);
      await openMap({ colour: "class", lasso: "990_-9_999_-9_999_9_990_9" });
      await page.getByRole("listbox").waitFor();
      expect(await seriousFindings(page)).toEqual([]);
    }
    expect(complaints).toEqual([]);
  });

  test("coloured by a class shows each class, its number and its colour", async () => {
    await openMap({ colour: "" });
    const plain = await painted();
    await page.getByLabel("Colour by").selectOption("class");
    const legend = page.getByRole("region", { name: "Legend: class" });
    await legend.waitFor();
    expect(await legend.getByRole("listitem").allTextContents()).toEqual(["disc 40", "bar 20"]);
    expect((await painted()).colours.size).toBeGreaterThan(plain.colours.size);
    expect(new URL(page.url()).searchParams.get("colour")).toBe("class");
  });

  test("coloured by a number shows the ends of its range", async () => {
    await openMap({ colour: "smooth-or-featured-dr5_smooth" });
    expect(await page.getByRole("region", { name: /^Legend/ }).textContent()).toBe("630");
  });

  test("is moved, zoomed and reset by keys; near enough the galaxies themselves are seen", async () => {
    await openMap();
    await plane().focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowLeft");
    for (let i = 0; i < 5; i++) await page.keyboard.press("+");
    await page.locator(".placed img").first().waitFor();
    await page.waitForFunction(() => new URLSearchParams(location.search).has("view"));
    await page.keyboard.press("0");
    await page.locator(".placed").first().waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
  });

  test("is dragged by the pointer and zoomed by the wheel about it, and the page does not scroll", async () => {
    await openMap();
    const box = await plane().boundingBox();
    await page.mouse.move((box?.x ?? 0) + 600, (box?.y ?? 0) + 200);
    await page.mouse.down();
    await page.mouse.move((box?.x ?? 0) + 400, (box?.y ?? 0) + 200, { steps: 5 });
    await page.mouse.up();
    await page.waitForFunction(() => Number(new URLSearchParams(location.search).get("view")?.split("_")[0]) > 1001);
    await page.mouse.wheel(0, -400);
    await page.waitForFunction(() => Number(new URLSearchParams(location.search).get("view")?.split("_")[2]) < 8);
  });

  test("says the id of the object under the pointer, and opens it at a click", async () => {
    await openMap({ view: `${placeOf(0).x}_${placeOf(0).y}_1` });
    const box = await plane().boundingBox();
    const middle = [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2] as const;
    await page.mouse.move(...middle);
    await page.locator(".near", { hasText: ids[0] }).waitFor();
    await page.mouse.click(...middle);
    await page.getByRole("heading", { name: ids[0] }).waitFor();
    await page.goBack();
    await text(/60 objects/);
  });
});

describe("a lasso", () => {
  test("selects the objects inside of it, and a colleague's page shows the same", async () => {
    await openMap();
    await page.getByRole("button", { name: "Lasso" }).click();
    await lassoLeft();
    await text("30 of 60 objects selected");
    await page.getByRole("option", { name: `galaxy ${ids[0]}` }).waitFor();
    expect(await page.getByRole("listbox").getAttribute("aria-label")).toBe("30 galaxies");
    expect(await page.getByRole("button", { name: "Lasso" }).getAttribute("aria-pressed")).toBe("false");
    await plane().focus();
    await page.keyboard.press("+");
    await page.waitForFunction(() => new URLSearchParams(location.search).has("view"));
    expect(page.url().length).toBeLessThan(700);

    const second = await served.browser.newPage({ viewport: { width: 900, height: 700 } });
    await second.goto(page.url());
    await second.getByText("30 of 60 objects selected").waitFor();
    await second.waitForTimeout(600);
    expect(new URL(second.url()).search).toBe(new URL(page.url()).search);
    await second.close();
  });

  test("is drawn with Shift held as well; Escape ends the selection, and Back brings it again", async () => {
    await openMap();
    await page.keyboard.down("Shift");
    await lassoLeft();
    await page.keyboard.up("Shift");
    await text("30 of 60 objects selected");
    await plane().focus();
    await page.keyboard.press("Escape");
    await text(/^60 objects$/);
    await page.goBack();
    await text("30 of 60 objects selected");
  });

  test("is not needed: V selects what is in view", async () => {
    await openMap({ view: "1005.8_0.8_6" });
    await plane().focus();
    await page.keyboard.press("v");
    await text("30 of 60 objects selected");
  });

  test("round nothing says so", async () => {
    await openMap({ lasso: "1_1_2_1_2_2" });
    await text("No object lies inside of the line.");
  });
});

describe("where there is nothing to draw", () => {
  test("a survey without a map says which command makes one", async () => {
    await page.goto(`${servedWithout.address}/map/made`);
    await text("almagest map made --run one");
  });

  test("an unknown run or column says so", async () => {
    await page.goto(`${served.address}/map/made?run=none`);
    await text('no map of run "none": make it with almagest map made --run none');
    await page.goto(`${served.address}/map/made?colour=none`);
    await text('has no column "none"');
  });

  test("a browser without WebGL2 says so, and still lists a selection", async () => {
    await page.addInitScript(() => {
      HTMLCanvasElement.prototype.getContext = () => null;
    });
    await page.goto(`${served.address}/map/made?lasso=990_-9_999_-9_999_9_990_9`);
    await text("This browser has no WebGL2");
    await text("30 of 60 objects selected");
  });

  test("the survey's page leads to its map", async () => {
    await page.goto(`${served.address}/survey/made`);
    await page.getByRole("link", { name: "Map" }).click();
    await text(/60 objects/);
  });
});
