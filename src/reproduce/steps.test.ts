import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { meanInterval } from "../explore/meanInterval.ts";
import { isAbove, type Reproduction, withoutOpenIntervals } from "./claims.ts";
import { barsSvg, saveResults } from "./results.ts";
import { openSteps } from "./steps.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "almagest-steps-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a step that was done is not done again, unless its settings changed or its file was damaged", async () => {
  let times = 0;
  const work = async () => ({ times: ++times });
  const once = async (settings: object) => (await openSteps(folder)).done("seed", settings, work);
  expect(await once({ seed: 1 })).toEqual({ times: 1 });
  expect(await once({ seed: 1 })).toEqual({ times: 1 });
  expect(await once({ seed: 2 })).toEqual({ times: 2 });
  for (const file of await readdir(join(folder, "steps"))) await writeFile(join(folder, "steps", file), '{"resu');
  expect(await once({ seed: 1 })).toEqual({ times: 3 });
});

test("a step that fails leaves nothing, and is done the next time", async () => {
  const steps = await openSteps(folder);
  await expect(steps.done("seed", {}, () => Promise.reject(new Error("stopped")))).rejects.toThrow("stopped");
  expect(await steps.done("seed", {}, async () => 5)).toBe(5);
});

test("a bound inside the interval decides nothing", () => {
  expect(isAbove([0.91, 1.1], 0.9)).toBe("holds");
  expect(isAbove([0.7, 0.8], 0.9)).toBe("does not");
  expect(isAbove([0.8, 1], 0.9)).toBe("cannot tell");
  expect(isAbove([Number.NaN, Number.NaN], 0.9)).toBe("cannot tell");
});

test("the mean of three runs has Student's interval, that of one run none", () => {
  const { mean, interval } = meanInterval([1, 2, 3]);
  expect(mean).toBe(2);
  expect(interval[1] - mean).toBeCloseTo(4.303 / Math.sqrt(3), 3);
  expect(isAbove(meanInterval([5]).interval, 0)).toBe("cannot tell");
});

test("results are saved as JSON, Markdown and a page, with what people wrote kept as text", async () => {
  const result: Reproduction = {
    paper: "arXiv 0000.00000",
    title: "A <b>claim</b>",
    scale: "small",
    seeds: 1,
    data: "made",
    claims: [{ claim: "a|b", paper: 0.5, ours: null, interval: null, verdict: "cannot tell", note: "<script>" }],
    plots: [{ title: "Bars", measure: "F1", bars: [{ name: "tags", value: 0.4, interval: [0.3, 0.5] }] }],
  };
  const { json, page } = await saveResults(folder, result);
  expect(JSON.parse(await readFile(json, "utf8"))).toEqual(result);
  const html = await readFile(page, "utf8");
  expect(html).not.toContain("<script>");
  expect(html).toContain("<svg");
  expect(await readFile(join(folder, "claims.md"), "utf8")).toContain("a\\|b");
});

test("a bar of a value below zero lies left of zero, as long as one as far above it", () => {
  const svg = barsSvg({
    title: "gains",
    measure: "points",
    bars: [
      { name: "lost", value: -0.2 },
      { name: "gained", value: 0.2 },
    ],
  });
  const rects = [...svg.matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="14"/g)].map((found) =>
    found.slice(1).map(Number),
  ) as [number, number][];
  const [[left, first], [right, second]] = rects as [[number, number], [number, number]];
  expect(first).toBeGreaterThan(50);
  expect(first).toBeCloseTo(second, 0);
  expect(left + first).toBeCloseTo(right, 0);
});

test("an interval that tells nothing, as one of a single seed, is null in JSON and not a pair of nulls", () => {
  const { mean, interval } = meanInterval([0.5]);
  const claim = { claim: "a", paper: null, ours: mean, interval, verdict: "cannot tell" as const, note: "" };
  const whole = { paper: "", title: "", scale: "small" as const, seeds: 1, data: "", claims: [claim], plots: [] };
  expect(withoutOpenIntervals(whole).claims[0]?.interval).toBeNull();
});
