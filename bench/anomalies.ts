/**
 * Seconds from 500 ratings to a mean and deviation of 100,000 objects by 40 components: trained anew, and from the batch before;
 * then the same as a person on the page has it: from a request for the next batch, with ten new ratings in the log, to its
 * answer, and how long the server answered nobody else meanwhile.
 */

import { rm } from "node:fs/promises";
import { monitorEventLoopDelay } from "node:perf_hooks";

import { everywhere } from "../src/explore/anomalies/everywhere.ts";
import { fitGaussianProcess, likelihood, type Rated } from "../src/explore/anomalies/gaussianProcess.ts";
import { squaredDistances } from "../src/explore/anomalies/rationalQuadratic.ts";
import { randomStream } from "../src/random.ts";
import { createApp } from "../src/server/app.ts";
import { createPreparation } from "../src/server/preparation.ts";
import { createTrainings } from "../src/server/trainings.ts";
import { bareSurvey } from "../src/survey/bareSurvey.ts";
import { writeRepresentations } from "../src/survey/representations.ts";
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
const page = await onThePage();
result({ objects, dimension, ratings, seconds, page });

/** Request to answer, through the server and the process that stands by. */
async function onThePage(): Promise<Record<string, number>> {
  talk("a survey of as many objects, and a server");
  const workspace = await bareSurvey(objects);
  try {
    const ids = Array.from({ length: objects }, (_, i) => `g${i}`);
    await writeRepresentations(workspace, "bare", "run", ids, vectors, dimension);
    const app = createApp(workspace, {
      token: "bench",
      trainings: createTrainings(workspace),
      preparation: createPreparation(),
    });
    const asked = async (path: string, content?: object) => {
      const response = await app.request(`http://localhost/api/surveys/bare/${path}`, {
        method: content ? "POST" : "GET",
        headers: { host: "localhost", "x-almagest-token": "bench" },
        body: content && JSON.stringify(content),
      });
      if (!response.ok) throw new Error(await response.text());
      return response.json();
    };
    const rate = (from: number, to: number) =>
      asked("ratings", {
        by: "Ada",
        ratings: Array.from({ length: to - from }, (_, i) => ({ id: `g${from + i}`, score: all.targets[from + i] })),
      });
    for (let from = 0; from < ratings - rounds * batch; from += 100)
      await rate(from, Math.min(from + 100, ratings - rounds * batch));
    const first = performance.now();
    await asked("anomalies?batch=10");
    const firstSeconds = (performance.now() - first) / 1000;
    const took: number[] = [];
    const loop = monitorEventLoopDelay({ resolution: 5 });
    for (let round = 0; round < rounds; round++) {
      const rated = ratings - (rounds - round) * batch;
      await rate(rated, rated + batch);
      loop.enable();
      const start = performance.now();
      await asked("anomalies?batch=10");
      took.push((performance.now() - start) / 1000);
      loop.disable();
    }
    return { firstSeconds, nextSeconds: median(took), slowestSeconds: Math.max(...took), blockedMs: loop.max / 1e6 };
  } finally {
    await rm(workspace.path, { recursive: true, force: true });
  }
}
