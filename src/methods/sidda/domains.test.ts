import { describe, expect, test } from "vitest";
import type { Examples } from "../../training/examples.ts";
import { pairedOrder, smallTargetRemark, unitObjects } from "./domains.ts";

/** Of which all train; both domains sorted by class. */
function sortedExamples(sources: number, targets: number): Examples {
  const all = Array.from({ length: sources + targets }, (_, i) => i);
  const isFirst = (i: number) => (i < sources ? i < sources / 2 : i - sources < targets / 2);
  return {
    ids: all.map(String),
    images: all.map(String),
    splits: all.map(() => "train"),
    targets: all.map((i) => (isFirst(i) ? [1, 0] : [0, 1])),
  };
}

describe("what losses are measured on", () => {
  test("is of every class of both domains, though catalogues are sorted by class, and the same again", () => {
    const examples = sortedExamples(400, 400);
    const options = { sources: 400, seed: 3, batchSize: 8 };
    const { sources, targets } = unitObjects(examples, options);
    for (const chosen of [sources, targets]) {
      expect(new Set(chosen).size).toBe(32);
      const first = chosen.filter((index) => examples.targets[index]?.[0] === 1).length;
      expect(first).toBeGreaterThan(8);
      expect(first).toBeLessThan(24);
    }
    expect(sources.every((index) => index < 400)).toBe(true);
    expect(targets.every((index) => index >= 400)).toBe(true);
    expect(unitObjects(examples, options)).toEqual({ sources, targets });
  });
});

describe("an epoch", () => {
  const options = { sources: 100, seed: 3, batchSize: 8, divergence: "sinkhorn" as const, target: "survey" };

  test("goes over the whole source however small the target is, which comes again as often each", () => {
    const order = pairedOrder(sortedExamples(100, 10), options, 1);
    expect(order).toHaveLength(12 * 16);
    const sources = order.filter((index) => index < 100);
    expect(new Set(sources).size).toBe(96);
    for (let step = 0; step < 12; step++)
      expect(order.slice(16 * step, 16 * step + 8).every((index) => index < 100)).toBe(true);
    const times = Array.from({ length: 10 }, (_, i) => order.filter((index) => index === 100 + i).length);
    expect(new Set(times)).toEqual(new Set([9, 10]));
  });

  test("of a target of as many shows no image of it twice, and those of a larger one that come next time differ", () => {
    for (const targets of [100, 300]) {
      const examples = sortedExamples(100, targets);
      const [one, two] = [0, 1].map((epoch) => pairedOrder(examples, options, epoch).filter((index) => index >= 100));
      expect(new Set(one).size).toBe(96);
      expect(two).not.toEqual(one);
    }
  });

  test("is remarked on where the target has few images, and not where it has as many", () => {
    expect(smallTargetRemark(sortedExamples(100, 10), options)).toMatch(
      /survey "survey" has 10 images to train with beside 100 .* about 10 times an epoch/,
    );
    expect(smallTargetRemark(sortedExamples(100, 90), options)).toBeUndefined();
    expect(smallTargetRemark(sortedExamples(100, 10), { ...options, divergence: "none" })).toBeUndefined();
  });
});
