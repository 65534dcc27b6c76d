/** One training each: so many labels beside a pool, or alone; and how far pools are apart as the supervised network sees them. */

import type { Configuration } from "../methods/fixmatch/configuration.ts";
import { type DistanceOptions, poolDistance } from "../methods/fixmatch/poolDistance.ts";
import { standardFixMatch } from "../methods/fixmatch/prepareFixMatch.ts";
import { readFixMatch } from "../methods/fixmatch/results.ts";
import { trainFixMatch } from "../methods/fixmatch/train.ts";
import { beginRun } from "../methods/zoobot/beginRun.ts";
import { readModel } from "../methods/zoobot/model.ts";
import { predictImages } from "../methods/zoobot/predict.ts";
import { bestPath } from "../methods/zoobot/runFiles.ts";
import type { Workspace } from "../survey/workspace.ts";
import type { Examples } from "../training/examples.ts";
import { openRun } from "../training/run.ts";
import { classes, type Source } from "./mirabest.ts";
import type { Steps } from "./steps.ts";

export interface Work {
  workspace: Workspace;
  steps: Steps;
  test: readonly Source[];
  seed: number;
  /** What every network is trained with. */
  base: Partial<Configuration>;
  trainingSteps: number;
  /** What the steps depend on of the data. */
  data: string;
  signal: AbortSignal;
  report: (text: string, share: number) => void;
}

/** An image of the pool; its class where it is known, which nothing learns from. */
export interface PoolImage {
  image: string;
  class?: string;
}

export interface Reached {
  run: string;
  accuracy: number;
  calibration: number;
  uncertaintyCalibration: number;
  maskRate: number | null;
  impurity: number | null;
}

/** @param pool undefined learns from the labels alone */
export async function reached(
  work: Work,
  name: string,
  labelled: readonly Source[],
  pool: readonly PoolImage[] | undefined,
): Promise<Reached> {
  const { workspace, steps, base, seed, data, signal, report, test, trainingSteps } = work;
  const options = { seed, ...base, isSupervised: pool === undefined };
  const configuration: Configuration = {
    ...standardFixMatch(undefined, options, trainingSteps),
    zoom: 1,
    bands: 1,
    ...options,
    sources: labelled.length + test.length,
    poolWidth: 1,
  };
  // How many threads compute it changes a result in its last digits only; the pool is cut already.
  const { threads: _, poolWidth: __, ...settings } = configuration;
  const id = await steps.done(`begin-${name}-${seed}`, { data, settings }, async () => {
    const task = { kind: "labels" as const, column: "fr_class", classes };
    const examples = examplesOf(labelled, test, pool ?? []);
    const of = { workspace, card: { name: "mirabest" } };
    return (await beginRun(of, { method: "fixmatch", configuration, task, examples, reproduction: "fixmatch" })).id;
  });
  return steps.done(`reached-${name}-${seed}`, { id }, async () => {
    const run = await openRun(workspace, id);
    if (run.card.status !== "finished")
      await trainFixMatch(
        workspace,
        run,
        (message) => {
          if (message.kind === "metric") report(`${name}, seed ${seed}`, message.metric.step / message.steps);
        },
        signal,
      );
    signal.throwIfAborted();
    const found = await readFixMatch(await openRun(workspace, id));
    return {
      run: id,
      accuracy: found.test?.accuracy ?? Number.NaN,
      calibration: found.test?.expectedCalibrationError ?? Number.NaN,
      uncertaintyCalibration: found.test?.uncertaintyCalibrationError ?? Number.NaN,
      maskRate: found.pool?.maskRate ?? null,
      impurity: found.pool?.impurity ?? null,
    };
  });
}

function examplesOf(labelled: readonly Source[], test: readonly Source[], pool: readonly PoolImage[]): Examples {
  const own = [...labelled, ...test];
  const target = (of: string | undefined) => classes.map((name) => (name === of ? 1 : 0));
  return {
    ids: [...own.map(({ id }) => id), ...pool.map((_, i) => `pool${i}`)],
    images: [...own, ...pool].map(({ image }) => image),
    splits: own
      .map((_, i): "train" | "test" => (i < labelled.length ? "train" : "test"))
      .concat(pool.map(() => "train")),
    targets: [...own, ...pool].map((each) => target(each.class)),
  };
}

export interface Distance {
  pool: string;
  objects: number;
  mean: number;
  interval: [number, number];
  /** Over that of two halves of the labelled catalogue. */
  ratio: number;
}

/** By the features of a supervised network. @param own the reference: images of the labelled catalogue that are in no pool, and that it did not learn from */
export async function distances(
  work: Work,
  run: string,
  own: readonly string[],
  pools: ReadonlyMap<string, readonly string[]>,
  draws: number,
): Promise<Distance[]> {
  const { workspace, steps, seed, signal, report } = work;
  const settings = { run, draws, pools: [...pools.keys()], version: 2 };
  return steps.done(`distances-${seed}`, settings, async () => {
    const model = await readModel(bestPath(await openRun(workspace, run)));
    const all = [...new Set([...own, ...[...pools.values()].flat()])];
    const { representations } = await predictImages(model, all, {
      signal,
      onProgress: (done, total) => report(`features, seed ${seed}`, (0.5 * done) / total),
    });
    const width = representations.length / all.length;
    const rowOf = new Map(all.map((image, row) => [image, row]));
    const featuresOf = (images: readonly string[]) => {
      const found = new Float32Array(images.length * width);
      for (const [i, image] of images.entries()) {
        const row = rowOf.get(image) as number;
        found.set(representations.subarray(row * width, (row + 1) * width), i * width);
      }
      return found;
    };
    const features = new Map([...pools].map(([name, images]) => [name, featuresOf(images)]));
    return equalDistances(featuresOf(own), features, width, {
      seed,
      draws,
      signal,
      onProgress: (share) => report(`distances, seed ${seed}`, 0.5 + 0.5 * share),
    });
  });
}

/** Of as many objects in every pool: of fewer, a distance is larger by that alone. */
export async function equalDistances(
  own: ArrayLike<number>,
  pools: ReadonlyMap<string, ArrayLike<number>>,
  width: number,
  { onProgress = () => {}, ...options }: DistanceOptions,
): Promise<Distance[]> {
  const mostObjects = Math.min(...[...pools.values()].map(({ length }) => Math.floor(length / width / 2)));
  const found: Distance[] = [];
  for (const [pool, features] of pools) {
    const { objects, distance, ratio } = await poolDistance(own, features, width, { ...options, mostObjects });
    found.push({ pool, objects, mean: distance.mean, interval: distance.interval, ratio });
    onProgress(found.length / pools.size);
  }
  return found;
}
