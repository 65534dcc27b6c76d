/** "Your image" in a real browser: a picture looked at in the page as the library looks at it, and sent nowhere. */

import { readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Browser, Page } from "playwright-core";
import sharp, { type Sharp } from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { madeWorkspace } from "../src/methods/zoobot/madeSurvey.ts";
import type { Model } from "../src/methods/zoobot/model.ts";
import { answersOf } from "../src/methods/zoobot/network.ts";
import { predictPicture } from "../src/methods/zoobot/predictPicture.ts";
import { prepareRun, startTraining } from "../src/methods/zoobot/startTraining.ts";
import { embedSurvey, modelOf } from "../src/methods/zoobot/surveyPredictions.ts";
import { turned as turnedInGraph } from "../src/nn/turned.ts";
import { randomStream } from "../src/random.ts";
import { decodeJpeg } from "../src/sky/jpeg.ts";
import { nearestTo } from "../src/survey/nearest.ts";
import { openSurvey, surveyObjects } from "../src/survey/survey.ts";
import type { Workspace } from "../src/survey/workspace.ts";
import { compile } from "../src/tensor/program.ts";
import { constant } from "../src/tensor/tensor.ts";
import { withJobsHere } from "../src/training/jobsHere.ts";
import { openRun } from "../src/training/run.ts";
import { turned } from "./src/ownImage/seen.ts";
import { type ServedPages, seriousFindings, servePages } from "./testPage.ts";

let workspace: Workspace;
let address: string;
let classRun: string;
let model: Model;
let browser: Browser;
let page: Page;
let served: ServedPages;
const complaints: string[] = [];
/** What the page asked of the network, but for the page's own files. */
let posts: { url: string; body: Buffer | null }[] = [];
let hosts = new Set<string>();

beforeAll(async () => {
  workspace = await madeWorkspace(30);
  const prepared = await prepareRun(await openSurvey(workspace, "made"), {
    label: "class",
    options: { imageSize: 32, epochs: 2, batchSize: 8, threads: 1 },
  });
  await withJobsHere(() => startTraining(workspace, prepared, () => {}).done);
  classRun = prepared.id;
  const run = await openRun(workspace, classRun);
  await embedSurvey(await openSurvey(workspace, "made"), run, {});
  model = await modelOf(run);
  served = await servePages(workspace);
  ({ address, browser } = served);
});

afterAll(async () => {
  await served?.close();
  await rm(dirname(workspace.path), { recursive: true, force: true });
});

beforeEach(async () => {
  posts = [];
  hosts = new Set();
  page = await served.open(complaints);
  page.on("request", (request) => {
    hosts.add(new URL(request.url()).host);
    if (request.method() !== "GET") posts.push({ url: request.url(), body: request.postDataBuffer() });
  });
});
afterEach(() => page.close());

const text = (what: string | RegExp) => page.getByText(what).first().waitFor();
const give = (name: string, bytes: Buffer) =>
  page.getByLabel("Drop a picture").setInputFiles({ name, mimeType: "application/octet-stream", buffer: bytes });
const vectorSent = () => JSON.parse(String(posts.find(({ url }) => url.endsWith("/similar"))?.body)).vector as number[];

/** A galaxy of a kind: smooth, with noise on it, off the middle. */
function drawn(width: number, height: number): Sharp {
  const stream = randomStream(5, "drawn");
  const data = Buffer.from(
    Uint8Array.from({ length: width * height * 3 }, (_, i) => {
      const [x, y] = [(Math.floor(i / 3) % width) / width - 0.45, Math.floor(i / 3 / width) / height - 0.55];
      return Math.min(255, (180 + 30 * (i % 3)) * Math.exp(-40 * (x * x + 2 * y * y)) + 25 * stream.uniform());
    }),
  );
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** The largest difference, relative to the largest number. */
function apart(found: readonly number[], expected: readonly number[]): number {
  expect(found).toHaveLength(expected.length);
  return (
    Math.max(...found.map((value, i) => Math.abs(value - (expected[i] ?? 0)))) / Math.max(...expected.map(Math.abs))
  );
}

describe("the page sees what the library sees", () => {
  // Lossless files are decoded to the same bytes; JPEG decoders differ by a level or two.
  const pictures: [string, () => Promise<Buffer>, number][] = [
    ["a PNG", () => drawn(424, 424).png().toBuffer(), 1e-5],
    ["an oblong PNG of odd sides", () => drawn(301, 222).png().toBuffer(), 1e-5],
    ["a PNG smaller than the network looks at", () => drawn(23, 20).png().toBuffer(), 1e-5],
    ["a grey PNG", () => drawn(100, 100).toColourspace("b-w").png().toBuffer(), 1e-5],
    ["a PNG of 16 bits", () => drawn(100, 100).toColourspace("rgb16").png().toBuffer(), 1e-5],
    ["a lossless WebP", () => drawn(100, 130).webp({ lossless: true }).toBuffer(), 1e-5],
    ["a JPEG", () => drawn(424, 424).jpeg().toBuffer(), 5e-3],
    ["a JPEG that a camera would turn", () => drawn(300, 200).withMetadata({ orientation: 6 }).jpeg().toBuffer(), 5e-3],
    ["a PNG that a camera would turn", () => drawn(300, 200).withMetadata({ orientation: 6 }).png().toBuffer(), 1e-5],
    [
      "a WebP that a camera would turn",
      () => drawn(300, 200).withMetadata({ orientation: 6 }).webp({ lossless: true }).toBuffer(),
      1e-5,
    ],
    [
      "a progressive JPEG",
      () => drawn(424, 424).jpeg({ progressive: true, chromaSubsampling: "4:4:4" }).toBuffer(),
      1e-2,
    ],
  ];
  test("of files of every kind", async () => {
    await page.goto(`${address}/image?run=${classRun}`);
    for (const [name, made, tolerance] of pictures) {
      const bytes = await made();
      posts = [];
      const searched = page.waitForResponse("**/similar");
      await give(name, bytes);
      await searched;
      await text(/^Looked at in this page, in \d+ ms/);
      const expected = await predictPicture(model, bytes);
      expect(apart(vectorSent(), expected.representation), name).toBeLessThan(tolerance);
      for (const [i, answer] of answersOf(model.task).entries()) {
        const shown = await page.getByRole("row", { name: answer }).locator(".number").textContent();
        expect(Math.abs(Number(shown) - (expected.means[i] ?? 0)), name).toBeLessThan(0.0051 + tolerance);
      }
    }
    expect(complaints).toEqual([]);
  });

  test("JPEGs are decoded alike: no colour is more than three levels off, and one on average", async () => {
    await page.goto(address);
    for (const options of [{}, { quality: 60 }, { chromaSubsampling: "4:4:4" }, { progressive: true }]) {
      const bytes = await drawn(200, 200).jpeg(options).toBuffer();
      const shown = await page.evaluate(async (base64) => {
        const blob = new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]);
        const bitmap = await createImageBitmap(blob, { colorSpaceConversion: "none" });
        const context = new OffscreenCanvas(200, 200).getContext("2d");
        context?.drawImage(bitmap, 0, 0);
        // As one text: 160,000 numbers handed over one by one take seconds.
        return Array.from(context?.getImageData(0, 0, 200, 200).data ?? [], (value) => String.fromCharCode(value)).join(
          "",
        );
      }, bytes.toString("base64"));
      const read = decodeJpeg(bytes, 1e6)?.data ?? [];
      const levels = Array.from(read, (value, i) =>
        Math.abs(value - shown.charCodeAt(Math.floor(i / 3) * 4 + (i % 3))),
      );
      expect(levels).toHaveLength(120_000);
      expect(levels.reduce((most, each) => Math.max(most, each))).toBeLessThanOrEqual(3);
      expect(levels.reduce((sum, each) => sum + each) / levels.length).toBeLessThan(1.2);
    }
  });

  test("turned and mirrored", async () => {
    const [side, count] = [5, 75];
    const planes = Float32Array.from({ length: count }, (_, i) => i);
    for (let v = 0; v < 8; v++) {
      const program = await compile({ out: turnedInGraph(constant(planes, [1, 3, side, side]), v % 4, v >= 4) });
      const { out } = await program.run({});
      await program.release();
      expect(turned(planes, side, v % 4, v >= 4)).toEqual(out);
    }
  });
});

test("neighbours are those of the library, and nothing but the representation is sent, to this server only", async () => {
  const survey = await openSurvey(workspace, "made");
  const { ids, images } = await surveyObjects(survey);
  await page.goto(`${address}/image?run=${classRun}&survey=made`);
  await give("mine.png", await readFile(images[7] ?? ""));
  await page.locator(".neighbours li").nth(17).waitFor();
  const shown = await page
    .locator(".neighbours img")
    .evaluateAll((found: { getAttribute(name: string): string | null }[]) =>
      found.map((each) => each.getAttribute("alt")),
    );
  const expected = await nearestTo(survey, classRun, vectorSent(), 18);
  expect(shown).toEqual(expected.map(({ id }) => `galaxy ${id}`));
  // The picture is the survey's own: at no distance from itself.
  expect(expected[0]).toMatchObject({ id: ids[7] });
  expect(expected[0]?.distance).toBeLessThan(1e-5);
  expect([...hosts]).toEqual([new URL(address).host]);
  expect(posts.map(({ url }) => new URL(url).pathname)).toEqual(["/api/surveys/made/similar"]);
});

test("the shipped network shows votes question by question, and how to make representations by it", async () => {
  await page.goto(`${address}/image?run=shipped`);
  await give("mine.jpg", await drawn(100, 100).jpeg().toBuffer());
  await page.getByRole("table", { name: "smooth-or-featured-dr5" }).first().waitFor();
  await text("No survey has representations of shipped.");
  expect(posts).toEqual([]);
});

describe("a picture is given", () => {
  const dropped = (kind: "drop" | "paste", base64: string) =>
    page.evaluate(
      ([event, content]) => {
        const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
        const data = new DataTransfer();
        data.items.add(new File([bytes], "given.png", { type: "image/png" }));
        dispatchEvent(
          event === "drop"
            ? new DragEvent("drop", { dataTransfer: data, cancelable: true })
            : new ClipboardEvent("paste", { clipboardData: data, cancelable: true }),
        );
      },
      [kind, base64] as const,
    );

  test.each(["drop", "paste"] as const)("by %s", async (kind) => {
    await page.goto(`${address}/image`);
    await text("The network is in this page");
    await dropped(kind, (await drawn(60, 60).png().toBuffer()).toString("base64"));
    await text(/^Looked at in this page/);
    await page.getByRole("img", { name: "The picture given.png" }).waitFor();
  });

  test("by keys alone, after choosing the run by keys; the address then names the run", async () => {
    await page.goto(`${address}/image`);
    await page.getByRole("combobox").first().focus();
    await page.keyboard.press("ArrowDown");
    await page.waitForURL(/run=shipped/);
    // No survey has its representations: until the choice of one is gone, Tab would lead there.
    await page.getByLabel("Neighbours in").waitFor({ state: "detached" });
    await page.getByRole("combobox").first().focus();
    await page.keyboard.press("Tab");
    const chosen = page.waitForEvent("filechooser");
    // The browser is told to hand choosers over by then: a key pressed at once may come before that.
    expect(await page.evaluate(() => document.activeElement?.getAttribute("type"))).toBe("file");
    await page.keyboard.press("Space");
    const chooser = await chosen;
    await chooser.setFiles({ name: "mine.png", mimeType: "image/png", buffer: await drawn(60, 60).png().toBuffer() });
    await text(/^Looked at in this page/);
    const second = await browser.newPage();
    await second.goto(page.url());
    expect(await second.getByRole("combobox").first().inputValue()).toBe("shipped");
    await second.close();
  });
});

describe("the server looks instead", () => {
  const cases: [string, () => Promise<unknown>, RegExp][] = [
    ["the runtime cannot be had", () => page.route("**/*.wasm", (route) => route.abort()), /does not run in this page/],
    [
      "the model cannot be had",
      () => page.route("**/model.onnx", (route) => route.fulfill({ status: 500, body: "no" })),
      /the server answered 500 when asked for the model/,
    ],
    [
      "the model is damaged",
      () => page.route("**/model.onnx", (route) => route.fulfill({ body: "no model" })),
      /does not run in this page/,
    ],
    [
      "the browser has no WebAssembly",
      () => page.addInitScript("delete globalThis.WebAssembly"),
      /this browser has no WebAssembly/,
    ],
  ];
  let bytes: Buffer;
  let expected: number[];
  beforeAll(async () => {
    bytes = await drawn(200, 100).jpeg().toBuffer();
    expected = (await predictPicture(model, bytes)).representation;
  });
  test.each(cases)("where %s", async (_, broken, reason) => {
    await broken();
    await page.goto(`${address}/image?run=${classRun}`);
    await text(reason);
    await give("mine.jpg", bytes);
    await text(/^Looked at by the workbench's server, which kept nothing of the picture/);
    await page.locator(".neighbours li").first().waitFor();
    expect(vectorSent()).toEqual(expected);
  });

  test.each<[string, () => Promise<Buffer>, RegExp]>([
    ["TIFF", () => drawn(60, 60).tiff().toBuffer(), /browsers do not read TIFF images/],
    ["transparent", () => drawn(60, 60).ensureAlpha(0.5).png().toBuffer(), /transparent pixels/],
  ])("at a %s picture, when the person says so", async (_, made, reason) => {
    await page.goto(`${address}/image?run=${classRun}`);
    await give("mine", await made());
    await text(reason);
    expect(posts).toEqual([]);
    await page.getByRole("button", { name: "Let the workbench's server read it" }).click();
    await text(/^Looked at by the workbench's server/);
    await page.locator(".neighbours li").first().waitFor();
  });
});

describe("what cannot be looked at says why", () => {
  const halfOf = async (whole: Sharp) => {
    const bytes = await whole.toBuffer();
    return bytes.subarray(0, bytes.length / 2);
  };
  const files: [string, () => Promise<Buffer>, RegExp][] = [
    ["a text", async () => Buffer.from("id_str,file_loc\n"), /not a JPEG, PNG, WebP or TIFF image/],
    ["nothing", async () => Buffer.from(""), /not a JPEG, PNG, WebP or TIFF image/],
    ["half a JPEG", () => halfOf(drawn(200, 200).jpeg()), /damaged or cut off/],
    ["half a PNG", () => halfOf(drawn(200, 200).png()), /damaged or cut off/],
    [
      "a drawing",
      async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      /not a JPEG, PNG, WebP or TIFF/,
    ],
  ];
  test("of files of every kind, in the page; and a good one after each is looked at", async () => {
    await page.goto(`${address}/image?run=${classRun}`);
    await text("The network is in this page");
    for (const [name, made, reason] of files) {
      await give(name, await made());
      await page.getByRole("alert").getByText(reason).waitFor();
      expect(await page.getByText(/^Looked at in this page/).count(), name).toBe(0);
      await give("good", await drawn(60, 60).png().toBuffer());
      await text(/^Looked at in this page/);
      expect(await page.getByRole("alert").count(), name).toBe(0);
    }
  });

  test("a run that is not there", async () => {
    await page.goto(`${address}/image?run=none`);
    await text('There is no finished run "none" here.');
  });
});

test("passes axe in both themes, with a picture and without", async () => {
  const passesInBoth = async () => {
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme });
      expect([colorScheme, await seriousFindings(page)]).toEqual([colorScheme, []]);
    }
  };
  await page.goto(`${address}/image?run=${classRun}`);
  await text("The network is in this page");
  await passesInBoth();
  await give("<img src=x onerror=window.ran=1>.png", await drawn(60, 60).png().toBuffer());
  await page.locator(".neighbours li").first().waitFor();
  await passesInBoth();
  expect(await page.evaluate(() => "ran" in window)).toBe(false);
  expect(complaints).toEqual([]);
});

test("a run's page leads to it", async () => {
  await page.goto(`${address}/runs/${classRun}`);
  await page.getByRole("link", { name: "Try it on your own image" }).click();
  await page.waitForURL(new RegExp(`/image\\?run=${classRun}`));
  await text("The network is in this page");
});
