import { expect, test } from "vitest";
import { randomStream } from "../../random.ts";
import { expectedImprovement, upperConfidence, type Worth } from "./acquisition.ts";
import { fitGaussianProcess, predictAt, processAt, type Rated } from "./gaussianProcess.ts";
import { proposeBatch } from "./proposeBatch.ts";

const dimension = 3;
const objects = 120;
const stream = randomStream(11, "made");
const vectors = Float32Array.from({ length: objects * dimension }, () => stream.normal());
const pointOf = (row: number) => Float64Array.from(vectors.subarray(row * dimension, (row + 1) * dimension));
const ratedRows = [0, 1, 2, 3, 4, 5, 6, 7];
const rated: Rated = {
  dimension,
  points: Float64Array.from(vectors.subarray(0, 8 * dimension)),
  targets: Float64Array.from(ratedRows, (row) => Math.round(Math.abs(2 * (vectors[row * dimension] as number))) % 6),
};
const process = fitGaussianProcess(rated);
const all = Array.from({ length: objects }, (_, row) => predictAt(process, pointOf(row)));
const predictions = {
  mean: Float32Array.from(all, ({ mean }) => mean),
  deviation: Float32Array.from(all, ({ deviation }) => deviation),
};

/** Kriging believer word by word: every posterior is computed anew after each belief. */
function plainly(count: number, worth: Worth): number[] {
  const { hyperparameters, offset, spread } = process;
  const known = { ...rated, targets: rated.targets.map((each) => (each - offset) / spread) };
  const chosen: number[] = [];
  for (let i = 0; i < count; i++) {
    const believed = processAt(known, hyperparameters);
    let best: { row: number; worth: number; mean: number } | undefined;
    for (let row = 0; row < objects; row++) {
      if (ratedRows.includes(row) || chosen.includes(row)) continue;
      const { mean, deviation } = predictAt(believed, pointOf(row));
      const value = worth(offset + spread * mean, spread * deviation);
      if (!best || value > best.worth) best = { row, worth: value, mean };
    }
    if (!best) break;
    chosen.push(best.row);
    known.points = Float64Array.of(...known.points, ...pointOf(best.row));
    known.targets = Float64Array.of(...known.targets, best.mean);
  }
  return chosen;
}

test.each([
  ["expected improvement", expectedImprovement(Math.max(...rated.targets))],
  ["mean plus deviations", upperConfidence(2)],
])("chooses by %s what the believer chooses who computes everything anew", (_, worth) => {
  const isTaken = (row: number) => ratedRows.includes(row);
  const batch = proposeBatch(process, predictions, vectors, { count: 8, worth, isTaken });
  expect(batch.map(({ object }) => object)).toEqual(plainly(8, worth));
});

test("does not propose two objects that look the same while others are almost as good", () => {
  const certain = processAt(rated, { amplitude: 1, mixture: 1, length: 2, noise: 1e-3 });
  const twins = Float32Array.from(vectors);
  const [best, twin, other] = [20, 21, 22];
  twins.set(vectors.subarray(best * dimension, (best + 1) * dimension), twin * dimension);
  const same = { mean: new Float32Array(objects).fill(1), deviation: new Float32Array(objects).fill(0.1) };
  for (const [row, deviation] of [
    [best, 0.9],
    [twin, 0.89],
    [other, 0.5],
  ] as const)
    same.deviation[row] = deviation;
  const isTaken = (row: number) => ratedRows.includes(row);
  const batch = proposeBatch(certain, same, twins, { count: 2, worth: upperConfidence(3), isTaken });
  expect(batch.map(({ object }) => object)).toEqual([best, other]);
});

test("proposes all there are where more are asked for", () => {
  const batch = proposeBatch(process, predictions, vectors, {
    count: 500,
    worth: upperConfidence(),
    isTaken: (row) => row < 100,
  });
  expect(batch.map(({ object }) => object).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 20 }, (_, i) => 100 + i),
  );
});
