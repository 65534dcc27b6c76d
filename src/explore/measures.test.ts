import { expect, test } from "vitest";
import { bestJaccards } from "./clusters/clusterStability.ts";
import { nearNormals } from "./hdbscan/fixturePoints.ts";
import { ridgeResiduals } from "./ridge.ts";
import { wilsonInterval } from "./wilson.ts";

test("Wilson's interval is the textbook's: 81 of 263 (Newcombe 1998, table I)", () => {
  const [low, high] = wilsonInterval(81, 263);
  expect(low).toBeCloseTo(0.2553, 4);
  expect(high).toBeCloseTo(0.3662, 4);
});

test("Wilson's interval of none of 20 ends at 0.1611", () => {
  expect(wilsonInterval(0, 20)[0]).toBe(0);
  expect(wilsonInterval(0, 20)[1]).toBeCloseTo(0.1611, 4);
});

test("what predictors explain is gone from the residuals, what they do not is left", () => {
  const predictors = nearNormals(31, 0, 500 * 2);
  const own = nearNormals(32, 0, 500);
  const targets = Float32Array.from({ length: 500 }, (_, i) => 3 * (predictors[2 * i] ?? 0) + (own[i] ?? 0));
  const { residuals, removed } = ridgeResiduals(predictors, 2, targets, 1);
  expect(removed).toBeGreaterThan(0.85);
  const correlation = residuals.reduce((sum, each, i) => sum + each * (predictors[2 * i] ?? 0), 0) / 500;
  expect(Math.abs(correlation)).toBeLessThan(0.05);
  expect(residuals.reduce((sum, each) => sum + each * each, 0) / 500).toBeGreaterThan(0.8);
});

test("a predictor that never changes is left out", () => {
  const { residuals } = ridgeResiduals(new Float64Array(4).fill(7), 1, Float32Array.of(1, 2, 3, 4), 1);
  expect([...residuals]).toEqual([-1.5, -0.5, 0.5, 1.5]);
});

test("a cluster that splits in two halves matches each half by a half", () => {
  expect([...bestJaccards(Int32Array.of(0, 0, 0, 0, -1), Int32Array.of(0, 0, 1, 1, 1), 1)]).toEqual([0.5]);
});
