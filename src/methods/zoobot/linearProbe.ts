/** A lesson for the head alone: the encoder stays as it is, so it looks at every image once, and steps take a millisecond. */

import { adamW } from "../../nn/optimiser.ts";
import { asInputs, type Parameters } from "../../nn/parameters.ts";
import { randomStream } from "../../random.ts";
import { compile } from "../../tensor/program.ts";
import { input } from "../../tensor/tensor.ts";
import { indicesOf, targetsOf } from "../../training/examples.ts";
import type { Lesson } from "../../training/lesson.ts";
import { labelSmoothing } from "./configuration.ts";
import { chunks, type Evaluation, type EvaluationBatch, evaluated } from "./evaluator.ts";
import { orderOf, type Setting, weighedMean } from "./lessons.ts";
import { answersOf, lossOf, predictionLoss, predictionOf, representationWidth } from "./network.ts";
import { representImages } from "./predict.ts";
import { scaleOf, seeingOwnScale, standardise } from "./representationScale.ts";
import { frozenBy } from "./tuning.ts";

/** Views of each image to learn from: fewer of many images, which are variety enough. */
function viewsFor(images: number): number {
  if (images <= 2000) return 8;
  return images <= 10_000 ? 4 : 1;
}

/** @throws what `stop` was aborted with, while the encoder looks at the images */
export async function linearLesson(
  setting: Setting,
  talk: (text: string) => void,
  stop: AbortSignal,
): Promise<{ lesson: Lesson; release: () => Promise<void> }> {
  const { description, options, examples, fresh, cachePath, keepBest, judged } = setting;
  const { task } = description;
  const { seed, batchSize, threads, device, dropout, weightDecay, tune } = options;
  const [training, validation] = [indicesOf(examples, "train"), indicesOf(examples, "validation")];
  const [answers, width] = [answersOf(task).length, representationWidth(description)];
  const views = viewsFor(training.length);
  talk(`the encoder looks at ${training.length + validation.length} images, in ${views} views`);
  const images = (indices: readonly number[]) => indices.map((index) => examples.images[index] ?? "");
  const model = { ...description, parameters: fresh };
  const looked = (indices: readonly number[], count: number) =>
    representImages(model, images(indices), { views: count, threads, device, cachePath, signal: stop });
  const seen = await looked(training, views);
  const seenInValidation = await looked(validation, 1);
  const scale = scaleOf(seen, width);
  for (const representations of [seen, seenInValidation]) standardise(representations, scale);
  const place = new Map(training.map((index, i) => [index, i]));
  const evaluator = await headEvaluator(setting, validation, seenInValidation);

  const lesson: Lesson = {
    cachePath,
    parameters: () => fresh,
    keepBest: (parameters) => keepBest(seeingOwnScale(parameters, scale)),
    recipe: {
      optimiser: adamW({ weightDecay }),
      isFrozen: frozenBy(tune, Object.keys(fresh)),
      loss: (parameters, phase) => {
        const representation = input("representation", [batchSize, width]);
        const targets = input("targets", [batchSize, answers]);
        const losses = lossOf(task, parameters, representation, targets, phase, { dropout, labelSmoothing });
        return { loss: weighedMean(losses, targets, setting) };
      },
    },
    order: orderOf(setting),
    inputs: (indices, step) => {
      const stream = randomStream(seed, "views", step);
      const representation = new Float32Array(indices.length * width);
      indices.forEach((index, i) => {
        const at = ((place.get(index) ?? 0) * views + stream.below(views)) * width;
        representation.set(seen.subarray(at, at + width), i * width);
      });
      return { representation, targets: targetsOf(examples, indices) };
    },
    validate: async (parameters) =>
      validation.length === 0 ? undefined : judged(await evaluator.evaluate(parameters)),
  };
  return { lesson, release: () => evaluator.release() };
}

/** @param representations [indices.length x width] */
async function headEvaluator(
  { description, options, examples, fresh }: Setting,
  indices: readonly number[],
  representations: Float32Array,
) {
  const { task } = description;
  const { batchSize, threads, device } = options;
  const [answers, width] = [answersOf(task).length, representationWidth(description)];
  const prediction = predictionOf(task, asInputs(fresh), input("representation", [batchSize, width]));
  const targets = input("targets", [batchSize, answers]);
  const program = await compile(
    { loss: predictionLoss(task, prediction, targets), mean: prediction.mean },
    { threads, device, spinning: false },
  );
  function* batches(): Generator<EvaluationBatch> {
    let row = 0;
    for (const chunk of chunks(indices, batchSize)) {
      const representation = new Float32Array(batchSize * width);
      representation.set(representations.subarray(row * width, (row + chunk.length) * width));
      yield { indices: chunk, inputs: { representation } };
      row += chunk.length;
    }
  }
  return {
    evaluate(current: Parameters): Promise<Evaluation> {
      const arrays = Object.fromEntries(Object.entries(current).map(([name, { data }]) => [name, data]));
      return evaluated(program, arrays, batches(), examples, {
        batchSize,
        answers,
        objects: indices.length,
      });
    },
    release: () => program.release(),
  };
}
