/** Predictions and representations of whole surveys, from image files. */

import { availableParallelism } from "node:os";
import { Fault } from "../../fault.ts";
import { hasNormalWeights } from "../../nn/normalWeights.ts";
import type { Parameters } from "../../nn/parameters.ts";
import type { Device } from "../../tensor/device.ts";
import { compile, type Program } from "../../tensor/program.ts";
import type { TypedArray } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { imageBatches, workersFor } from "../../training/imageBatches.ts";
import { affordableImages } from "./configuration.ts";
import { type DrawnPredictions, doubtNames, drawnPredictions, usualDraws } from "./drawnPredictions.ts";
import { chunks } from "./evaluator.ts";
import { type Model, modelOutputs, representationOutputs, type Sight } from "./model.ts";
import { answersOf, representationWidth } from "./network.ts";

/** Images that the network sees at once. */
const mostAtOnce = 64;

/**
 * Images in a batch of which each is seen in so many views.
 * @param most in any case
 */
export function predictionBatch(imageSize: number, views: number, most = mostAtOnce): number {
  const atOnce = Math.min(mostAtOnce, Math.max(8, Math.round(affordableImages(imageSize))));
  return Math.max(1, Math.min(most, Math.round(atOnce / views)));
}

/** How many images of a survey the network sees at once: batches all but as full as one another, for a program computes empty places too. */
export function batchFor(images: number, imageSize: number, views: number): number {
  return images === 0 ? 1 : Math.ceil(images / Math.ceil(images / predictionBatch(imageSize, views)));
}

export interface PredictOptions {
  /** Predictions are averaged over this many views of each image: turned by right angles, then mirrored. 1 to 8. */
  views?: number;
  /** Of a network with normal weights: so many networks drawn out of it are averaged over, instead of views. */
  draws?: number;
  /** By which the picture at a path is decoded larger than the network's own: see `seenPictures`. 1 where left out. */
  ratioOf?: (path: string) => number;
  threads?: number;
  device?: Device;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

export interface PredictedImages {
  answers: string[];
  /** [images x answers] */
  means: Float32Array;
  /** [images x answers], for votes. */
  concentrations?: Float32Array;
  /** Of a network with normal weights: see `doubtNames`, each [images]. */
  doubts?: Record<string, Float32Array>;
  /** What else is said of each image in words, by the name of its column, each [images]. */
  texts?: Record<string, string[]>;
  /** [images x width], of the first view. */
  representations: Float32Array;
}

/** What a network gives for some images that follow one another. */
export interface Batch {
  from: number;
  count: number;
  /** By name, each [count x its width]. */
  arrays: Record<string, Float32Array>;
}

type BatchOptions = PredictOptions & {
  /** Images at once; what suits their number where it is left out. */
  batchSize?: number;
};

/**
 * @param images paths
 * @throws Fault "image" that names the first file which cannot be decoded; "not-finite"; "no-device"; what `signal` was aborted
 * with
 */
export async function predictImages(
  model: Model,
  images: readonly string[],
  options: PredictOptions = {},
): Promise<PredictedImages> {
  const answers = answersOf(model.task);
  const width = representationWidth(model);
  const means = new Float32Array(images.length * answers.length);
  const concentrations = model.task.kind === "votes" ? new Float32Array(images.length * answers.length) : undefined;
  const representations = new Float32Array(images.length * width);
  const doubts = hasNormalWeights(model.parameters)
    ? Object.fromEntries(doubtNames.map((name) => [name, new Float32Array(images.length)]))
    : undefined;
  for await (const { from, arrays } of predictedBatches(model, images, options)) {
    const { mean = [], concentration = [], representation = [] } = arrays;
    for (const [name, values] of Object.entries(doubts ?? {})) values.set(arrays[name] ?? [], from);
    means.set(mean, from * answers.length);
    concentrations?.set(concentration, from * answers.length);
    representations.set(representation, from * width);
  }
  return { answers, means, concentrations, ...(doubts ? { doubts } : {}), representations };
}

/**
 * The same batch by batch: `mean`, for votes `concentration`, for normal weights each of `doubtNames`, and
 * `representation` of the first view.
 * @throws Fault "not-finite" that names the first image of which the network says no number
 */
export function predictedBatches(
  model: Model,
  images: readonly string[],
  options: BatchOptions = {},
): AsyncGenerator<Batch> {
  return finiteBatches(images, drawnOrPlain(model, images, options));
}

function drawnOrPlain(
  model: Model,
  images: readonly string[],
  { views: asked = 1, draws = usualDraws, batchSize: most, ...options }: BatchOptions,
): AsyncGenerator<Batch> {
  const isDrawn = hasNormalWeights(model.parameters);
  const views = isDrawn ? 1 : asked;
  const batchSize = most ?? batchFor(images.length, model.imageSize, views);
  if (isDrawn) {
    const { outputs, see } = drawnPredictions(model, batchSize, draws);
    return overImages(model, images, outputs, { batchSize, see, ...options });
  }
  const { mean, concentration, representation } = modelOutputs(model, batchSize, views);
  const outputs = { mean, representation, ...(concentration ? { concentration } : {}) };
  return overImages(model, images, outputs, { batchSize, ...options });
}

/** A damaged network's answers are no predictions, and what comes after would keep them as such. */
async function* finiteBatches(images: readonly string[], batches: AsyncGenerator<Batch>): AsyncGenerator<Batch> {
  for await (const batch of batches) {
    const { mean = new Float32Array(), representation = new Float32Array() } = batch.arrays;
    const wrong = [mean, representation].flatMap((values) => {
      const at = values.findIndex((value) => !Number.isFinite(value));
      return at < 0 ? [] : [Math.floor(at / (values.length / batch.count))];
    });
    if (wrong.length > 0)
      throw new Fault(
        "not-finite",
        `the network says nothing finite of ${images[batch.from + Math.min(...wrong)]}: its weights are damaged, or its training diverged; predict with another run`,
      );
    yield batch;
  }
}

/**
 * Representations alone, of each view by itself: as the image is, then turned by right angles, then mirrored.
 * @param images paths
 * @returns [images x views x width]
 */
export async function representImages(
  encoder: Sight & { parameters: Parameters },
  images: readonly string[],
  { views = 1, ...options }: PredictOptions & { cachePath?: string } = {},
): Promise<Float32Array> {
  const width = representationWidth(encoder);
  const all = new Float32Array(images.length * views * width);
  for await (const { from, count, arrays } of representedBatches(encoder, images, { views, ...options }))
    for (let view = 0; view < views; view++)
      for (let i = 0; i < count; i++)
        all.set(arrays[`view${view}`]?.subarray(i * width, (i + 1) * width) ?? [], ((from + i) * views + view) * width);
  return all;
}

/** The same batch by batch: `view0`, `view1`, ... */
export function representedBatches(
  encoder: Sight & { parameters: Parameters },
  images: readonly string[],
  {
    views = 1,
    batchSize = batchFor(images.length, encoder.imageSize, views),
    ...options
  }: BatchOptions & { cachePath?: string } = {},
): AsyncGenerator<Batch> {
  return overImages(encoder, images, representationOutputs(encoder, batchSize, views), { batchSize, ...options });
}

/** Runs a program over batches of decoded images. */
async function* overImages(
  { imageSize, decodedSize }: Sight,
  images: readonly string[],
  outputs: Readonly<Record<string, Tensor>>,
  {
    batchSize,
    threads = 2,
    device,
    cachePath,
    ratioOf,
    see = (made, pixels) => made.run({ pixels }),
    onProgress = () => {},
    signal,
  }: Omit<PredictOptions, "views"> & {
    batchSize: number;
    cachePath?: string;
    /** What is done with the pixels of a batch. */
    see?: DrawnPredictions["see"];
  },
): AsyncGenerator<Batch> {
  if (images.length === 0) return;
  const batches = chunks(
    images.map((_, i) => i),
    batchSize,
  );
  const workers = workersFor(images.length);
  const inTurns = threads + workers > availableParallelism();
  const decoded = imageBatches({
    images,
    size: decodedSize,
    ...(ratioOf ? { sizeOf: (i: number) => Math.round(decodedSize * ratioOf(images[i] as string)) } : {}),
    middle: imageSize,
    cachePath,
    batches,
    workers,
    inTurns,
  });
  // The first images are decoded while the program is made ready.
  const first = decoded.next();
  first.catch(() => {});
  const full = new Uint8Array(batchSize * imageSize ** 2 * 3);
  let done = 0;
  let program: Program | undefined;
  try {
    program = await compile(outputs, { threads, device, spinning: false });
    for (let next = await first; !next.done; next = await decoded.next()) {
      const { indices, pixels } = next.value;
      signal?.throwIfAborted();
      full.set(pixels);
      const result = await see(program, full);
      const from = done;
      done += indices.length;
      yield { from, count: indices.length, arrays: firstRows(result, indices.length, batchSize) };
      onProgress(done, images.length);
    }
  } finally {
    await decoded.return(undefined);
    await program?.release();
  }
  // Asked to stop in the last batch, a caller has nothing to store either.
  signal?.throwIfAborted();
}

/** A last batch may not be full: what the network made of its empty places is left out. */
function firstRows(result: Record<string, TypedArray>, count: number, batchSize: number): Batch["arrays"] {
  return Object.fromEntries(
    Object.entries(result).flatMap(([name, values]) =>
      values instanceof Float32Array ? [[name, values.subarray(0, (count * values.length) / batchSize)]] : [],
    ),
  );
}
