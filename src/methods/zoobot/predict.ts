/** Predictions and representations of whole surveys, from image files. */

import { availableParallelism } from "node:os";
import type { Parameters } from "../../nn/parameters.ts";
import type { Device } from "../../tensor/device.ts";
import { compile, type Program } from "../../tensor/program.ts";
import type { TypedArray } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { imageBatches } from "../../training/imageBatches.ts";
import { affordableImages } from "./configuration.ts";
import { chunks } from "./evaluator.ts";
import { type Model, modelOutputs, representationOutputs, type Sight } from "./model.ts";
import { answersOf, representationWidth } from "./network.ts";

const decodingWorkers = 2;

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

/** Batches of at most `most`, all but as full as one another: a program computes the places of its last one that are empty too. */
function evenBatch(images: number, most: number): number {
  return images === 0 ? 1 : Math.ceil(images / Math.ceil(images / most));
}

export interface PredictOptions {
  /** Predictions are averaged over this many views of each image: turned by right angles, then mirrored. 1 to 8. */
  views?: number;
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
  /** [images x width], of the first view. */
  representations: Float32Array;
}

/**
 * @param images paths
 * @throws Fault "image" that names the first file which cannot be decoded; "no-device"; what `signal` was aborted with
 */
export async function predictImages(
  model: Model,
  images: readonly string[],
  { views = 1, ...options }: PredictOptions = {},
): Promise<PredictedImages> {
  const answers = answersOf(model.task);
  const width = representationWidth(model);
  const batchSize = evenBatch(images.length, predictionBatch(model.imageSize, views));
  const { mean, concentration, representation } = modelOutputs(model, batchSize, views);
  const means = new Float32Array(images.length * answers.length);
  const concentrations = concentration ? new Float32Array(images.length * answers.length) : undefined;
  const representations = new Float32Array(images.length * width);
  await overImages(
    model,
    images,
    { mean, representation, ...(concentration ? { concentration } : {}) },
    { batchSize, ...options },
    (result, from, count) => {
      const keep = (all: Float32Array | undefined, batch: TypedArray | undefined, each: number) => {
        if (batch instanceof Float32Array) all?.set(batch.subarray(0, count * each), from * each);
      };
      keep(means, result.mean, answers.length);
      keep(concentrations, result.concentration, answers.length);
      keep(representations, result.representation, width);
    },
  );
  return { answers, means, concentrations, representations };
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
  const batchSize = evenBatch(images.length, predictionBatch(encoder.imageSize, views));
  const all = new Float32Array(images.length * views * width);
  const outputs = representationOutputs(encoder, batchSize, views);
  await overImages(encoder, images, outputs, { batchSize, ...options }, (result, from, count) => {
    for (let view = 0; view < views; view++) {
      const batch = result[`view${view}`];
      if (!(batch instanceof Float32Array)) continue;
      for (let i = 0; i < count; i++)
        all.set(batch.subarray(i * width, (i + 1) * width), ((from + i) * views + view) * width);
    }
  });
  return all;
}

/** Runs a program over batches of decoded images. @param keep what it gives for `count` images, the first of which is `from` */
async function overImages(
  { imageSize, decodedSize }: Sight,
  images: readonly string[],
  outputs: Readonly<Record<string, Tensor>>,
  {
    batchSize,
    threads = 2,
    device,
    cachePath,
    onProgress = () => {},
    signal,
  }: Omit<PredictOptions, "views"> & { batchSize: number; cachePath?: string },
  keep: (result: Record<string, TypedArray>, from: number, count: number) => void,
): Promise<void> {
  if (images.length === 0) return;
  const batches = chunks(
    images.map((_, i) => i),
    batchSize,
  );
  const inTurns = threads + decodingWorkers > availableParallelism();
  const decoded = imageBatches({
    images,
    size: decodedSize,
    middle: imageSize,
    cachePath,
    batches,
    workers: decodingWorkers,
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
      keep(await program.run({ pixels: full }), done, indices.length);
      done += indices.length;
      onProgress(done, images.length);
    }
  } finally {
    await decoded.return(undefined);
    await program?.release();
  }
  // Asked to stop in the last batch, a caller has nothing to store either.
  signal?.throwIfAborted();
}
