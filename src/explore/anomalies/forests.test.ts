import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { astronomalyScore } from "./astronomaly.ts";
import { isolationDecision } from "./isolationForest.ts";
import { forestRegression } from "./regressionForest.ts";

async function fixture<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(new URL(`../../../fixtures/anomalies/${name}`, import.meta.url), "utf8"));
}

const isolation = await fixture<{ dimension: number; vectors: number[]; decision: number[]; oneForest: number[] }>(
  "isolationForest.json",
);
const regression = await fixture<{ targets: number[]; training: number; predicted: number[]; oneForest: number[] }>(
  "regressionForest.json",
);
const { dimension } = isolation;
const vectors = Float32Array.from(isolation.vectors);

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [Array.from(a), Array.from(b)];
  const mean = (values: number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  const sum = (f: (i: number) => number) => x.reduce((total, _, i) => total + f(i), 0);
  const [dx, dy] = [(i: number) => (x[i] as number) - meanX, (i: number) => (y[i] as number) - meanY];
  return sum((i) => dx(i) * dy(i)) / Math.sqrt(sum((i) => dx(i) ** 2) * sum((i) => dy(i) ** 2));
}

function ranks(values: ArrayLike<number>): number[] {
  const order = Array.from(values, (_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number));
  const rank = new Array<number>(values.length);
  order.forEach((each, i) => {
    rank[each] = i;
  });
  return rank;
}

test("an isolation forest ranks as scikit-learn's: as near to the mean of twenty of its forests as one of its own", () => {
  const ours = isolationDecision({ vectors, dimension }, { seed: 3 });
  const theirs = correlation(ranks(isolation.oneForest), ranks(isolation.decision));
  expect(correlation(ranks(ours), ranks(isolation.decision))).toBeGreaterThan(theirs - 0.02);
  // Not only the ranks, the decision function itself.
  const largest = Math.max(...Array.from(ours, (each, i) => Math.abs(each - (isolation.decision[i] as number))));
  const theirLargest = Math.max(
    ...isolation.oneForest.map((each, i) => Math.abs(each - (isolation.decision[i] as number))),
  );
  expect(largest).toBeLessThan(2 * theirLargest);
});

test("an isolation forest of vectors that are all the same finds none odd", () => {
  const same = isolationDecision({ vectors: new Float32Array(60).fill(2), dimension: 3 });
  expect(new Set(same).size).toBe(1);
});

test("a regression forest predicts as scikit-learn's", () => {
  const { training, targets, predicted, oneForest } = regression;
  const known = { vectors: vectors.subarray(0, training * dimension), dimension };
  const wanted = { vectors: vectors.subarray(training * dimension), dimension };
  const ours = forestRegression(known, targets.slice(0, training), wanted, { seed: 3 });
  const error = (values: ArrayLike<number>) =>
    Math.sqrt(predicted.reduce((sum, each, i) => sum + (each - (values[i] as number)) ** 2, 0) / predicted.length);
  expect(error(ours)).toBeLessThan(1.5 * error(oneForest));
});

test("a forest is the same for the same seed, and another for another", () => {
  const of = (seed: number) => isolationDecision({ vectors, dimension }, { seed });
  expect(of(1)).toEqual(of(1));
  expect(of(1)).not.toEqual(of(2));
});

test("Astronomaly's score at a rated object is its oddness times 0.1 + 0.85 U / 5, and far away its oddness", () => {
  const line = Float32Array.of(0, 1, 2, 1000);
  const decision = Float64Array.of(-0.1, -0.2, 0.3, -0.4);
  const oddness = [(5 * 0.4) / 0.7, (5 * 0.5) / 0.7, 0, 5];
  const score = astronomalyScore({ vectors: line, dimension: 1 }, decision, { rows: [0, 1], ratings: [5, 5] });
  expect(score[0]).toBeCloseTo((oddness[0] as number) * 0.95, 10);
  expect(score[1]).toBeCloseTo((oddness[1] as number) * 0.95, 10);
  expect(score[2]).toBe(0);
  expect(score[3]).toBeCloseTo(5, 3);
});

test("Astronomaly's score is the oddness where nothing is rated", () => {
  const score = astronomalyScore({ vectors: Float32Array.of(0, 1), dimension: 1 }, Float64Array.of(-0.1, 0.1), {
    rows: [],
    ratings: [],
  });
  expect(Array.from(score)).toEqual([5, 0]);
});
