import { expect, test } from "vitest";
import { brierScore, expectedCalibrationError, meanConfidenceGap } from "./calibrationErrors.ts";

const table = (rows: readonly (readonly number[])[]) => ({ answers: rows[0]?.length ?? 0, values: rows.flat() });

test("a classifier as often right as it is sure has no calibration error", () => {
  const predicted = table(Array.from({ length: 10 }, () => [0.75, 0.25]));
  const right = table(Array.from({ length: 8 }, (_, i) => (i % 4 === 3 ? [0, 1] : [1, 0])));
  expect(expectedCalibrationError(table(Array.from({ length: 8 }, () => [0.75, 0.25])), right)).toBeCloseTo(0, 12);
  expect(expectedCalibrationError(predicted, table(Array.from({ length: 10 }, () => [0, 1])))).toBeCloseTo(0.75, 12);
});

test("errors of opposite sign in different bins do not cancel", () => {
  const predicted = table([
    [0.95, 0.05],
    [0.55, 0.45],
  ]);
  const targets = table([
    [0, 1],
    [1, 0],
  ]);
  expect(expectedCalibrationError(predicted, targets)).toBeCloseTo((0.95 + 0.45) / 2, 12);
  expect(meanConfidenceGap(predicted, targets)).toBeCloseTo((0.95 + 0.45) / 2, 12);
});

test("Brier's score is 0 for certainty that is right, and 1 where it is wrong", () => {
  const certain = table([[1, 0]]);
  expect(brierScore(certain, certain)).toBe(0);
  expect(brierScore(certain, table([[0, 1]]))).toBe(1);
});
