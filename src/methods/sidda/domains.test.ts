import { describe, expect, test } from "vitest";
import type { Examples } from "../../training/examples.ts";
import { unitObjects } from "./domains.ts";

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
