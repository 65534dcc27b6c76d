/** Seconds from 500 ratings to a mean and deviation of 100,000 objects by 40 components: trained anew, and from the batch before. */

import { everywhere } from "../src/explore/anomalies/everywhere.ts";
import { fitGaussianProcess, likelihood, type Rated } from "../src/explore/anomalies/gaussianProcess.ts";
import { squaredDistances } from "../src/explore/anomalies/rationalQuadratic.ts";
import { randomStream } from "../src/random.ts";
import { median, result, talk } from "./peer.ts";

const [objects, dimension, ratings, batch, rounds] = [100_000, 40, 500, 10, 7];

const stream = randomStream(3, "made");
const vectors = Float32Array.from({ length: objects * dimension }, () => stream.normal());
const rated = (count: number): Rated => ({
  points: Float64Array.from(vectors.subarray(0, count * dimension)),
  dimension,
  targets: Float64Array.from({ length: count }, (_, i) => {
    const [a, b] = [vectors[i * dimension] as number, vectors[i * dimension + 1] as number];
    return Math.min(5, Math.max(0, Math.round(2 + 2 * a + b)));
  }),
});
const [all, before] = [rated(ratings), rated(ratings - batch)];
const quick = everywhere({ vectors, dimension });
const times: Record<string, number[]> = {};

async function timed<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  const value = await work();
  times[name] = [...(times[name] ?? []), (performance.now() - start) / 1000];
  return value;
}

const { hyperparameters } = fitGaussianProcess(before);
const squares = squaredDistances(all.points, all.points, dimension);
// The first round compiles.
for (let round = 0; round <= rounds; round++) {
  talk(`round ${round} of ${rounds}`);
  await timed("likelihood and gradient of all ratings", () => likelihood(all, squares, hyperparameters));
  await timed("fit anew", () => fitGaussianProcess(all));
  await timed("retrain and predict", async () => {
    const process = await timed("fit from the batch before", () => fitGaussianProcess(all, { from: hyperparameters }));
    await timed("predict", () => quick.predict(process));
  });
}
await quick.release();
const seconds = Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values.slice(1))]));
result({ objects, dimension, ratings, seconds });
