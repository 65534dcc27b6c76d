/** Predictions and losses while training goes on: the parameters are inputs, so one program serves every epoch. */

import { asInputs, type Parameters } from "../../nn/parameters.ts";
import type { Device } from "../../tensor/device.ts";
import { compile, type Program } from "../../tensor/program.ts";
import type { TypedArray } from "../../tensor/shape.ts";
import { input } from "../../tensor/tensor.ts";
import { type Examples, targetsOf } from "../../training/examples.ts";
import { type BatchOptions, type ImageBatch, imageBatches, workersFor } from "../../training/imageBatches.ts";
import { planes } from "../../training/views.ts";
import type { Table } from "./measures.ts";
import { averagedOutputs, type Description } from "./model.ts";
import { answersOf, predictionLoss, seesGrey } from "./network.ts";

export interface Evaluation {
  /** Mean over the objects. */
  loss: number;
  predicted: Table;
  targets: Table;
}

/** Pixels of at most so many bytes are kept from one epoch to the next: reading them took as long as predicting. */
const largestKept = 64e6;

export interface Evaluator {
  evaluate(parameters: Parameters, indices: readonly number[]): Promise<Evaluation>;
  release(): Promise<void>;
}

export interface EvaluatorOptions {
  batchSize: number;
  threads: number;
  device: Device;
  cachePath: string;
  /** As `modelOutputs` has them. */
  views: number;
}

/**
 * @param like parameters of the right shapes
 */
export async function createEvaluator(
  description: Description,
  like: Parameters,
  examples: Examples,
  { batchSize, threads, device, cachePath, views }: EvaluatorOptions,
): Promise<Evaluator> {
  const { task, imageSize } = description;
  const answers = answersOf(task).length;
  const image = planes(input("pixels", [batchSize, imageSize, imageSize, 3], "uint8"), seesGrey(description));
  const prediction = averagedOutputs(description, task, asInputs(like), image, views);
  const targets = input("targets", [batchSize, answers]);
  const program: Program = await compile(
    { loss: predictionLoss(task, prediction, targets), mean: prediction.mean },
    { threads, device },
  );
  let kept: { indices: readonly number[]; batches: ImageBatch[] } | undefined;
  async function* decoded(indices: readonly number[]): AsyncGenerator<ImageBatch> {
    yield* decodedBatches(examples, description, indices, { batchSize, cachePath }, (batches) => {
      kept = { indices, batches };
    });
  }
  const full = new Uint8Array(batchSize * imageSize * imageSize * 3);
  async function* inputs(indices: readonly number[]): AsyncGenerator<EvaluationBatch> {
    for await (const batch of kept?.indices === indices ? kept.batches : decoded(indices)) {
      // The program's batch is fixed: places that a last, shorter batch leaves over hold what was there before.
      full.set(batch.pixels);
      yield { indices: batch.indices, inputs: { pixels: full } };
    }
  }
  return {
    evaluate: (current, indices) => {
      const arrays = Object.fromEntries(Object.entries(current).map(([name, { data }]) => [name, data]));
      return evaluated(program, arrays, inputs(indices), examples, {
        batchSize,
        answers,
        objects: indices.length,
      });
    },
    release: () => program.release(),
  };
}

export interface EvaluationBatch {
  indices: readonly number[];
  /** What the program sees of them. */
  inputs: Record<string, TypedArray>;
}

/** Runs a program with outputs `loss` and `mean` over batches. @param arrays the program's parameters */
export async function evaluated(
  program: Program,
  arrays: Readonly<Record<string, TypedArray>>,
  batches: AsyncIterable<EvaluationBatch> | Iterable<EvaluationBatch>,
  examples: Examples,
  { batchSize, answers, objects }: { batchSize: number; answers: number; objects: number },
): Promise<Evaluation> {
  const predicted = new Float32Array(objects * answers);
  const observed = new Float32Array(objects * answers);
  let [row, sum] = [0, 0];
  for await (const { indices, inputs } of batches) {
    const own = targetsOf(examples, indices);
    const targets = new Float32Array(batchSize * answers);
    targets.set(own);
    const { loss, mean } = await program.run({ ...arrays, ...inputs, targets });
    for (let i = 0; i < indices.length; i++) sum += Number(loss?.[i]);
    for (let i = 0; i < own.length; i++) predicted[row * answers + i] = Number(mean?.[i]);
    observed.set(own, row * answers);
    row += indices.length;
  }
  return {
    loss: sum / objects,
    predicted: { answers, values: predicted },
    targets: { answers, values: observed },
  };
}

export function chunks(indices: readonly number[], size: number): number[][] {
  return Array.from({ length: Math.ceil(indices.length / size) }, (_, i) => indices.slice(i * size, (i + 1) * size));
}

/** Where not all whole pictures are decoded as wide: see `imageBatches`. */
export type Sized = Pick<BatchOptions, "sizeOf">;

/**
 * Images of these examples, decoded.
 * @param keep gets a copy of all of them after the last, where they are few enough to be held for the next time
 */
export async function* decodedBatches(
  { images, sizeOf }: Pick<Examples, "images"> & Sized,
  { imageSize, decodedSize }: Pick<Description, "imageSize" | "decodedSize">,
  indices: readonly number[],
  { batchSize, cachePath }: Pick<EvaluatorOptions, "batchSize" | "cachePath">,
  keep: (batches: ImageBatch[]) => void,
): AsyncGenerator<ImageBatch> {
  const isSmall = indices.length * imageSize * imageSize * 3 <= largestKept;
  const batches: ImageBatch[] = [];
  for await (const batch of imageBatches({
    images,
    size: decodedSize,
    sizeOf,
    middle: imageSize,
    cachePath,
    batches: chunks(indices, batchSize),
    workers: workersFor(indices.length),
  })) {
    if (isSmall) batches.push({ indices: batch.indices, pixels: batch.pixels.slice() });
    yield batch;
  }
  if (isSmall) keep(batches);
}
