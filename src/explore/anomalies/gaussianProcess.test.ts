import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { fitGaussianProcess, likelihood, predictAt, processAt } from "./gaussianProcess.ts";
import { fromLogarithms, type Hyperparameters, logarithms, squaredDistances } from "./rationalQuadratic.ts";

interface Fixture {
  dimension: number;
  points: number[];
  targets: number[];
  elsewhere: number[];
  cases: {
    hyperparameters: Hyperparameters;
    likelihood: number;
    gradient: number[];
    mean: number[];
    deviation: number[];
  }[];
  fitted: { likelihood: number; logarithms: number[]; mean: number[]; deviation: number[] };
}

const fixture: Fixture = JSON.parse(
  await readFile(new URL("../../../fixtures/anomalies/gaussianProcess.json", import.meta.url), "utf8"),
);
const { dimension } = fixture;
const rated = { points: Float64Array.from(fixture.points), dimension, targets: Float64Array.from(fixture.targets) };
const elsewhere = Array.from({ length: fixture.elsewhere.length / dimension }, (_, i) =>
  Float64Array.from(fixture.elsewhere.slice(i * dimension, (i + 1) * dimension)),
);

function expectClose(ours: readonly number[], theirs: readonly number[], tolerance = 1e-6): void {
  expect(ours.length).toBe(theirs.length);
  for (const [i, each] of ours.entries())
    expect(Math.abs(each - (theirs[i] as number))).toBeLessThan(tolerance * Math.max(1, Math.abs(theirs[i] as number)));
}

describe.each(fixture.cases)("at hyperparameters $hyperparameters", (expected) => {
  test("has scikit-learn's log marginal likelihood and gradient", () => {
    const squares = squaredDistances(rated.points, rated.points, dimension);
    const { value, gradient } = likelihood(rated, squares, expected.hyperparameters);
    expectClose([value, ...gradient], [expected.likelihood, ...expected.gradient]);
  });

  test("predicts scikit-learn's mean and, with the noise of one rating, its standard deviation", () => {
    const process = processAt(rated, expected.hyperparameters);
    const predicted = elsewhere.map((point) => predictAt(process, point));
    expectClose(
      predicted.map(({ mean }) => mean),
      expected.mean,
    );
    expectClose(
      predicted.map(({ deviation }) => Math.sqrt(deviation ** 2 + expected.hyperparameters.noise)),
      expected.deviation,
    );
  });
});

test("finds hyperparameters as likely as scikit-learn's best of 21 starts", () => {
  const process = fitGaussianProcess(rated);
  expect(process.logLikelihood).toBeGreaterThan(fixture.fitted.likelihood - 1e-3);
  const predicted = elsewhere.map((point) => predictAt(process, point).mean);
  expectClose(predicted, fixture.fitted.mean, 1e-2);
});

test("goes on from hyperparameters that were found before", () => {
  const before = fromLogarithms(fixture.fitted.logarithms.map((log) => log + 0.2));
  expect(fitGaussianProcess(rated, { from: before }).logLikelihood).toBeGreaterThan(fixture.fitted.likelihood - 1e-2);
});

test("predicts the one rating there is where all are the same, and is the less certain the farther away", () => {
  const same = { ...rated, targets: rated.targets.map(() => 2) };
  const process = fitGaussianProcess(same);
  const near = predictAt(process, same.points.subarray(0, dimension));
  const far = predictAt(process, new Float64Array(dimension).fill(50));
  expect(near.mean).toBeCloseTo(2);
  expect(far.mean).toBeCloseTo(2);
  expect(far.deviation).toBeGreaterThan(2 * near.deviation);
});

test("fits one rating, and ratings of objects that look the same", () => {
  const one = { points: rated.points.slice(0, dimension), dimension, targets: Float64Array.of(3) };
  expect(predictAt(fitGaussianProcess(one), one.points).mean).toBeCloseTo(3);
  const twins = { points: Float64Array.of(1, 1, 1, 1), dimension: 1, targets: Float64Array.of(0, 5, 0, 5) };
  expect(predictAt(fitGaussianProcess(twins), Float64Array.of(1)).mean).toBeCloseTo(2.5, 1);
});

test("is the same for the same seed", () => {
  const [a, b] = [fitGaussianProcess(rated, { seed: 5 }), fitGaussianProcess(rated, { seed: 5 })];
  expect(logarithms(a.hyperparameters)).toEqual(logarithms(b.hyperparameters));
});
