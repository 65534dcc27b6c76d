import { expect, test } from "vitest";
import { measuresOf } from "./measures.ts";
import { tooFewText } from "./tooFew.ts";

const measured = (positives: number, negatives: number, isTold: boolean) => {
  const targets = Uint8Array.from({ length: positives + negatives }, (_, i) => Number(i < positives));
  const chances = Float64Array.from(targets, (target, i) => (isTold ? 0.1 + 0.8 * target : 0.4 + 0.2 * (i % 2)));
  return { positives, negatives, measures: measuresOf(chances, targets) };
};

test("three of either kind are said to be far too few, though all are right, with what the interval leaves open", () => {
  expect(tooFewText(measured(3, 3, true))).toMatch(
    /^Far too few to tell: 3 positives and 3 negatives.* anything from 0\.\d\d to 1\.00/,
  );
});

test("many of one kind do not make up for few of the other", () => {
  expect(tooFewText(measured(9, 500, true))).toMatch(/^Far too few/);
  expect(tooFewText(measured(500, 9, true))).toMatch(/^Far too few/);
});

test("enough that are told apart get no warning, and enough that are not are said to be no better than chance", () => {
  expect(tooFewText(measured(20, 20, true))).toBeNull();
  expect(tooFewText(measured(20, 20, false))).toMatch(
    /^Not told from chance: the ROC AUC may be anything from 0\.\d\d/,
  );
});
