import { describe, expect, test } from "vitest";
import { randomStream } from "../../random.ts";
import { aucInterval, measuresOf } from "./measures.ts";
import { teachProbe } from "./probe.ts";

/** Examples of two normal clouds, `apart` deviations from each other along the first of some features. */
function clouds(positives: number, negatives: number, apart: number, width = 5) {
  const stream = randomStream(3, "clouds", positives, negatives);
  const rows = positives + negatives;
  const targets = Uint8Array.from({ length: rows }, (_, i) => Number(i < positives));
  const points = Float64Array.from(
    { length: rows * width },
    (_, at) => stream.normal() + (at % width === 0 && targets[Math.floor(at / width)] === 1 ? apart : 0),
  );
  return { points, width, targets };
}

describe("a probe", () => {
  test("reaches on held-out examples what two normal clouds allow", () => {
    const { measures, folds } = teachProbe(clouds(300, 300, 2));
    expect(folds).toBe(5);
    // 0.841 are on their own side of the middle, and the area is that of a deviation of 2 over root 2.
    expect(measures.accuracy.interval[0]).toBeLessThan(0.841);
    expect(measures.accuracy.interval[1]).toBeGreaterThan(0.841);
    expect(measures.rocAuc.value).toBeCloseTo(0.921, 1);
    for (const { value, interval } of [measures.accuracy, measures.rocAuc, measures.averagePrecision]) {
      expect(interval[0]).toBeLessThan(value);
      expect(interval[1]).toBeGreaterThan(value);
    }
  });

  test("finds nothing where there is nothing to find", () => {
    const { measures } = teachProbe(clouds(80, 80, 0));
    expect(measures.rocAuc.interval[0]).toBeLessThan(0.5);
    expect(Math.abs(measures.accuracy.value - 0.5)).toBeLessThan(0.12);
  });

  test("is the same every time, and with another seed has other folds", () => {
    const sides = clouds(20, 30, 1);
    expect(teachProbe(sides, 4)).toEqual(teachProbe(sides, 4));
    expect(teachProbe(sides, 5).heldOut).not.toEqual(teachProbe(sides, 4).heldOut);
  });

  test("learns with more examples: its curve ends higher than it begins, at all but those held out", () => {
    const { curve } = teachProbe(clouds(100, 100, 1.5, 20));
    expect(curve.at(-1)?.examples).toBe(160);
    const areas = curve.map(({ measures }) => measures.rocAuc.value);
    expect(areas.at(-1)).toBeGreaterThan((areas[0] as number) + 0.05);
  });

  test.each([
    [3, 3],
    [3, 200],
    [50, 3],
  ])("is taught by %i positives and %i negatives", (positives, negatives) => {
    const { measures, folds, heldOut } = teachProbe(clouds(positives, negatives, 4));
    expect(folds).toBe(3);
    expect(heldOut.every((each) => each >= 0 && each <= 1)).toBe(true);
    expect(measures.reliability.reduce((sum, { count }) => sum + count, 0)).toBe(positives + negatives);
  });
});

test("where every positive is above every negative the area is 1, and its interval is not a point", () => {
  const targets = Uint8Array.from([1, 1, 1, 1, 0, 0, 0, 0]);
  const { rocAuc, accuracy, balancedAccuracy } = measuresOf([0.9, 0.8, 0.8, 0.7, 0.2, 0.1, 0.1, 0], targets);
  expect(rocAuc.value).toBe(1);
  expect(rocAuc.interval[1]).toBe(1);
  expect(rocAuc.interval[0]).toBeGreaterThan(0.3);
  expect(rocAuc.interval[0]).toBeLessThan(0.9);
  expect(accuracy.interval[0]).toBeLessThan(0.8);
  expect(balancedAccuracy.interval[0]).toBeLessThan(0.8);
});

test("an area's interval holds the area, narrows with more examples, and is turned round with it", () => {
  for (const area of [0, 0.1, 0.5, 0.8, 0.99, 1]) {
    const [low, high] = aucInterval(area, 20, 30);
    expect(low).toBeLessThanOrEqual(area);
    expect(high).toBeGreaterThanOrEqual(area);
    const [lower, higher] = aucInterval(1 - area, 30, 20);
    expect(lower).toBeCloseTo(1 - high, 6);
    expect(higher).toBeCloseTo(1 - low, 6);
    const [narrowLow, narrowHigh] = aucInterval(area, 2000, 3000);
    expect(narrowHigh - narrowLow).toBeLessThan((high - low) / 5);
  }
});
