/** Predictions and representations of whole surveys, from image files. */

import { compile } from "../../tensor/program.ts";
import type { TypedArray } from "../../tensor/shape.ts";
import { imageBatches } from "../../training/imageBatches.ts";
import { chunks } from "./evaluator.ts";
import { type Model, modelOutputs } from "./model.ts";
import { answersOf, representationWidth } from "./network.ts";

const batchSize = 64;

export interface PredictOptions {
  /** Predictions are averaged over this many views of each image: turned by right angles, then mirrored. 1 to 8. */
  views?: number;
  threads?: number;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

export interface PredictedImages {
  answers: string[];
  /** [images x answers] */
  means: Float32Array;
  /** [images x answers], for votes. */
  concentrations?: Float32Array;
  /** [images x 256], of the first view. */
  representations: Float32Array;
}

/**
 * @param images paths
 * @throws Fault "image" that names the first file which cannot be decoded; what `signal` was aborted with
 */
export async function predictImages(
  model: Model,
  images: readonly string[],
  { views = 1, threads = 2, onProgress = () => {}, signal }: PredictOptions = {},
): Promise<PredictedImages> {
  const answers = answersOf(model.task);
  const { mean, concentration, representation } = modelOutputs(model, batchSize, views);
  const program = await compile(
    { mean, representation, ...(concentration ? { concentration } : {}) },
    { threads, spinning: false },
  );
  const means = new Float32Array(images.length * answers.length);
  const concentrations = concentration ? new Float32Array(images.length * answers.length) : undefined;
  const representations = new Float32Array(images.length * representationWidth);
  const full = new Uint8Array(batchSize * model.imageSize ** 2 * 3);
  let done = 0;
  try {
    const batches = chunks(
      images.map((_, i) => i),
      batchSize,
    );
    for await (const { indices, pixels } of imageBatches({
      images,
      size: model.decodedSize,
      middle: model.imageSize,
      batches,
    })) {
      signal?.throwIfAborted();
      full.set(pixels);
      const result = await program.run({ pixels: full });
      const keep = (all: Float32Array | undefined, batch: TypedArray | undefined, width: number) => {
        if (batch instanceof Float32Array) all?.set(batch.subarray(0, indices.length * width), done * width);
      };
      keep(means, result.mean, answers.length);
      keep(concentrations, result.concentration, answers.length);
      keep(representations, result.representation, representationWidth);
      done += indices.length;
      onProgress(done, images.length);
    }
  } finally {
    await program.release();
  }
  // Asked to stop in the last batch, a caller has nothing to store either.
  signal?.throwIfAborted();
  return { answers, means, concentrations, representations };
}
