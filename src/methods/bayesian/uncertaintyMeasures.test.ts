import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { randomStream } from "../../random.ts";
import type { Table } from "../zoobot/measures.ts";
import {
  errorWithout,
  negativeLogLikelihood,
  normalised,
  overlapIndex,
  uncertaintyCalibrationError,
  uncertaintyCalibrationErrorOfRight,
  wrongs,
} from "./uncertaintyMeasures.ts";

/** See fixtures/bayesian/make.py. */
const fixture = JSON.parse(
  readFileSync(new URL("../../../fixtures/bayesian/uncertainty.json", import.meta.url), "utf8"),
);
const predicted: Table = { answers: 3, values: fixture.mean };
const targets: Table = {
  answers: 3,
  values: fixture.labels.flatMap((label: number) => [0, 1, 2].map((each) => (each === label ? 1 : 0))),
};

test("likelihood, calibration of uncertainty and errors without the unsure are numpy's", () => {
  const isWrong = wrongs(predicted, targets);
  const uncertainties = normalised(fixture.predictiveEntropy, 3);
  expect(negativeLogLikelihood(predicted, targets)).toBeCloseTo(fixture.negativeLogLikelihood, 6);
  expect(uncertaintyCalibrationError(uncertainties, isWrong, { answers: 3 })).toBeCloseTo(
    fixture.uncertaintyCalibrationError,
    6,
  );
  errorWithout([0, 0.2, 0.5], uncertainties, isWrong).forEach((value, i) => {
    expect(value).toBeCloseTo(fixture.errorWithout[i], 6);
  });
});

test("uncertainty that is as large as twice the error rate is calibrated", () => {
  const uncertainties = Array.from({ length: 400 }, (_, i) => (i < 200 ? 0.1 : 0.5));
  // One in twenty wrong, and one in four.
  const isWrong = uncertainties.map((u, i) => i % (u === 0.1 ? 20 : 4) === 0);
  expect(uncertaintyCalibrationError(uncertainties, isWrong)).toBeCloseTo(0, 10);
});

test("where classes are as often right as is said, what is left of three classes' calibration is what right probabilities have", () => {
  const stream = randomStream(1, "right");
  const rows = Array.from({ length: 30_000 }, () => {
    const [a, b] = [stream.uniform(), stream.uniform()].sort((x, y) => x - y) as [number, number];
    return [a, b - a, 1 - b];
  });
  const said: Table = { answers: 3, values: rows.flat() };
  const truths = rows.flatMap(([a = 0, b = 0]) => {
    const drawn = stream.uniform();
    return [drawn < a, drawn >= a && drawn < a + b, drawn >= a + b].map(Number);
  });
  const entropies = rows.map((row) => -row.reduce((sum, p) => sum + (p > 0 ? p * Math.log(p) : 0), 0));
  const uncertainties = normalised(entropies, 3);
  const ofRight = uncertaintyCalibrationErrorOfRight(uncertainties, said);
  const found = uncertaintyCalibrationError(uncertainties, wrongs(said, { answers: 3, values: truths }), {
    answers: 3,
  });
  expect(ofRight).toBeGreaterThan(0.03);
  expect(Math.abs(found - ofRight)).toBeLessThan(0.015);
  // Two classes that share everything: less entropy than errors.
  expect(
    uncertaintyCalibrationErrorOfRight([Math.LN2 / Math.log(3)], { answers: 3, values: [0.5, 0.5, 0] }),
  ).toBeCloseTo(0.75 - Math.LN2 / Math.log(3), 10);
});

test("overlap is numpy's, 1 of a group with itself and 0 of groups far apart, also outside 0 to 1", () => {
  const { first, second, index } = fixture.overlap;
  expect(overlapIndex(first, second, { range: [0, 1] })).toBeCloseTo(index, 6);
  const far = first.map((value: number) => value + 40);
  expect(overlapIndex(far, far, { points: 2000 })).toBeCloseTo(1, 2);
  expect(overlapIndex(first, far, { points: 2000 })).toBeCloseTo(0, 6);
});
