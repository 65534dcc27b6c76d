/** Predictions and losses while training goes on: the parameters are inputs, so one program serves every epoch. */

import { asInputs, type Parameters } from "../../nn/parameters.ts";
import { compile, type Program } from "../../tensor/program.ts";
import { input } from "../../tensor/tensor.ts";
import type { Examples } from "../../training/examples.ts";
import { type ImageBatch, imageBatches } from "../../training/imageBatches.ts";
import { planes } from "../../training/views.ts";
import type { Table } from "./measures.ts";
import { averagedOutputs, type Description } from "./model.ts";
import { answersOf, predictionLoss } from "./network.ts";

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

/**
 * @param like parameters of the right shapes
 * @param views as `modelOutputs` has them
 */
export async function createEvaluator(
  description: Description,
  like: Parameters,
  examples: Examples,
  { batchSize, threads, cachePath, views }: { batchSize: number; threads: number; cachePath: string; views: number },
): Promise<Evaluator> {
  const { task, imageSize, decodedSize } = description;
  const answers = answersOf(task).length;
  const image = planes(input("pixels", [batchSize, imageSize, imageSize, 3], "uint8"));
  const prediction = averagedOutputs(description, task, asInputs(like), image, views);
  const targets = input("targets", [batchSize, answers]);
  const program: Program = await compile(
    { loss: predictionLoss(task, prediction, targets), mean: prediction.mean },
    { threads },
  );
  let kept: { indices: readonly number[]; batches: ImageBatch[] } | undefined;
  async function* decoded(indices: readonly number[]): AsyncGenerator<ImageBatch> {
    const isSmall = indices.length * imageSize * imageSize * 3 <= largestKept;
    const batches: ImageBatch[] = [];
    for await (const batch of imageBatches({
      images: examples.images,
      size: decodedSize,
      middle: imageSize,
      cachePath,
      batches: chunks(indices, batchSize),
    })) {
      if (isSmall) batches.push({ indices: batch.indices, pixels: batch.pixels.slice() });
      yield batch;
    }
    if (isSmall) kept = { indices, batches };
  }
  return {
    async evaluate(current, indices) {
      const arrays = Object.fromEntries(Object.keys(like).map((name) => [name, (current[name] ?? like[name])?.data]));
      const predicted = new Float32Array(indices.length * answers);
      const observed = new Float32Array(indices.length * answers);
      const full = new Uint8Array(batchSize * imageSize * imageSize * 3);
      let row = 0;
      let sum = 0;
      for await (const batch of kept?.indices === indices ? kept.batches : decoded(indices)) {
        // The program's batch is fixed: places that a last, shorter batch leaves over hold what was there before.
        full.set(batch.pixels);
        const aims = new Float32Array(batchSize * answers);
        batch.indices.forEach((index, i) => {
          aims.set(examples.targets[index] ?? [], i * answers);
        });
        const result = await program.run({ ...arrays, pixels: full, targets: aims });
        for (let i = 0; i < batch.indices.length; i++) sum += Number(result.loss?.[i]);
        for (let i = 0; i < batch.indices.length * answers; i++)
          predicted[row * answers + i] = Number(result.mean?.[i]);
        observed.set(aims.subarray(0, batch.indices.length * answers), row * answers);
        row += batch.indices.length;
      }
      return {
        loss: sum / indices.length,
        predicted: { answers, values: predicted },
        targets: { answers, values: observed },
      };
    },
    release: () => program.release(),
  };
}

export function chunks(indices: readonly number[], size: number): number[][] {
  return Array.from({ length: Math.ceil(indices.length / size) }, (_, i) => indices.slice(i * size, (i + 1) * size));
}
