import { expect, test } from "vitest";
import type { Table } from "./measures.ts";
import { histogram, numberErrors } from "./numberMeasures.ts";

const table = (...values: number[]): Table => ({ answers: 1, values });

test("errors of three numbers, computed by hand", () => {
  const { r2, ...errors } = numberErrors(table(1, 4, 5), table(1, 2, 6), 4);
  expect(errors).toEqual({
    meanAbsoluteError: 1,
    rootMeanSquareError: Math.sqrt(5 / 3),
    // |1-4|, |2-4|, |6-4|
    meanPredictorError: 7 / 3,
  });
  // Squares about the observed mean, 3: 4 + 1 + 9.
  expect(r2).toBeCloseTo(1 - 5 / 14, 12);
});

test("numbers that are all equal have no variance to explain", () => {
  expect(numberErrors(table(1, 2), table(3, 3), 3)).not.toHaveProperty("r2");
});

test("a histogram counts every value once, the largest in its last bin", () => {
  expect(histogram([0, 1, 2, 2.5, 4], 2)).toEqual([
    { from: 0, to: 2, count: 2 },
    { from: 2, to: 4, count: 3 },
  ]);
  expect(histogram([3, 3], 4)).toEqual([{ from: 3, to: 3, count: 2 }]);
  expect(histogram([], 4)).toEqual([]);
});
