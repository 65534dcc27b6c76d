/** Training on volunteers' votes or class labels (Walmsley+ 2022): examples, views and loss for the training loop. */

import { join } from "node:path";
import { Fault } from "../../fault.ts";
import { adamW } from "../../nn/optimiser.ts";
import { type Parameters, withStored } from "../../nn/parameters.ts";
import { randomStream } from "../../random.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { mean } from "../../tensor/operators/reduction.ts";
import { input } from "../../tensor/tensor.ts";
import { type Examples, indicesOf, readExamples } from "../../training/examples.ts";
import { type Lesson, trainingLoop } from "../../training/loop.ts";
import type { Metric } from "../../training/metrics.ts";
import { openRun, type Run, type Task, updateRun, withRunLock } from "../../training/run.ts";
import { balancedOrder, plainOrder } from "../../training/sampling.ts";
import { augmentationRound, randomViews, viewed } from "../../training/views.ts";
import { writeWhole } from "../../wholeFile.ts";
import {
  averageDecay,
  type Configuration,
  configuration,
  labelSmoothing,
  predictionViews,
  weightDecay,
} from "./configuration.ts";
import { createEvaluator, type Evaluation, type Evaluator } from "./evaluator.ts";
import { accuracy, balancedAccuracy, confusion, voteErrors } from "./measures.ts";
import { type Description, decodedSizeFor, onnxOf, readModel, writeModel } from "./model.ts";
import { answersOf, encoderParameters, headParameters, lossOf } from "./network.ts";
import { writeReport } from "./report.ts";
import { bestPath, type TrainingMessage } from "./startTraining.ts";

/**
 * Trains a run to its end, or until `stop` is aborted: then its checkpoint is written, and it can be resumed.
 * @throws Fault "locked" where another process trains it
 */
export async function train(
  workspace: Workspace,
  prepared: Run,
  send: (message: TrainingMessage) => void,
  stop: AbortSignal,
): Promise<void> {
  await withRunLock(prepared, async () => {
    let run = await updateRun(prepared, { status: "running", message: undefined });
    try {
      const isDone = await learn(workspace, run, send, stop);
      if (!isDone) {
        run = await updateRun(run, { status: "stopped" });
        send({ kind: "stopped" });
      }
    } catch (error) {
      const fault = isDiskFull(error) ? new Fault("disk-full", goOn(run), { cause: error }) : error;
      const message = fault instanceof Error ? fault.message : String(fault);
      await updateRun(run, { status: "failed", message });
      throw fault;
    }
  });
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Fault && error.code === "disk-full";
}

function goOn({ id, path }: Run): string {
  return `the disk is full: nothing more can be written to ${path}. Free some space, then: almagest train --resume ${id}`;
}

async function learn(
  workspace: Workspace,
  run: Run,
  send: (message: TrainingMessage) => void,
  stop: AbortSignal,
): Promise<boolean> {
  const options = configuration.parse(run.card.configuration);
  const { task } = run.card;
  const examples = await readExamples(run);
  const { imageSize, zoom, batchSize, threads } = options;
  const description: Description = {
    network: "smallResnet",
    task,
    imageSize,
    zoom,
    decodedSize: decodedSizeFor(imageSize, zoom),
  };
  const fresh = await startingParameters(workspace, run, options);
  const evaluation = { batchSize, threads, cachePath: workspace.cachePath };
  const evaluator = await createEvaluator(description, fresh, examples, { ...evaluation, views: 1 });
  try {
    const lesson = lessonOf(description, options, examples, fresh, evaluator, {
      cachePath: workspace.cachePath,
      keepBest: (parameters) => writeModel(bestPath(run), { ...description, parameters }),
    });
    const plan = { ...options, averageDecay, decodedSize: description.decodedSize };
    const onMetric = (metric: Metric, planned: { epochs: number; steps: number }) =>
      send({ kind: "metric", metric, ...planned });
    const isDone = await trainingLoop(run, plan, lesson, { onMetric, stop });
    if (isDone) await finish(run, examples, evaluation, send);
    return isDone;
  } finally {
    await evaluator.release();
  }
}

async function startingParameters(workspace: Workspace, run: Run, { seed }: Configuration): Promise<Parameters> {
  const stream = randomStream(seed, "parameters");
  const encoder = encoderParameters(stream);
  const head = headParameters(run.card.task, stream);
  if (run.card.from === undefined) return { ...encoder, ...head };
  const path = bestPath(await openRun(workspace, run.card.from));
  return { ...withStored(encoder, (await readModel(path)).parameters, path), ...head };
}

function lessonOf(
  { task, imageSize, decodedSize, zoom }: Description,
  { seed, batchSize, balance, flips, frozen }: Configuration,
  examples: Examples,
  fresh: Parameters,
  evaluator: Evaluator,
  { cachePath, keepBest }: Pick<Lesson, "cachePath" | "keepBest">,
): Lesson {
  const answers = answersOf(task).length;
  const [training, validation] = [indicesOf(examples, "train"), indicesOf(examples, "validation")];
  const classOf = (index: number) => examples.targets[index]?.indexOf(1) ?? 0;
  const augmentation = augmentationRound(zoom, flips);
  return {
    images: examples.images,
    cachePath,
    parameters: () => fresh,
    keepBest,
    recipe: {
      optimiser: adamW({ weightDecay }),
      isFrozen: (name) => frozen && !name.startsWith("head."),
      loss: (parameters, phase) => {
        const pixels = input("pixels", [batchSize, decodedSize, decodedSize, 3], "uint8");
        const view = viewed(pixels, input("theta", [batchSize, 2, 3]), imageSize);
        const targets = input("targets", [batchSize, answers]);
        return { loss: mean(lossOf(task, parameters, view, targets, phase, labelSmoothing)) };
      },
    },
    order: (epoch) =>
      task.kind === "labels" && balance > 0
        ? balancedOrder(training, classOf, balance, seed, epoch)
        : plainOrder(training, seed, epoch),
    inputs: (indices, step) => ({
      theta: randomViews(randomStream(seed, "views", step), indices.length, augmentation),
      targets: Float32Array.from(indices.flatMap((index) => examples.targets[index] ?? [])),
    }),
    validate: async (parameters) => {
      if (validation.length === 0) return undefined;
      return measuresOf(task, await evaluator.evaluate(parameters, validation), examples);
    },
  };
}

/** What a run is judged by, by name. */
function measuresOf(task: Task, { loss, predicted, targets }: Evaluation, examples: Examples): Record<string, number> {
  if (task.kind === "labels") {
    const counts = confusion(predicted, targets);
    return { loss, accuracy: accuracy(counts), balancedAccuracy: balancedAccuracy(counts) };
  }
  const [first] = voteErrors(task.tree, predicted, targets, trainingVotes(examples));
  return first ? { loss, meanAbsoluteError: first.error, meanPredictorError: first.baseline } : { loss };
}

function trainingVotes(examples: Examples): { answers: number; values: number[] } {
  const training = indicesOf(examples, "train").map((index) => examples.targets[index] ?? []);
  return { answers: training[0]?.length ?? 0, values: training.flat() };
}

/** The best parameters, tried on the objects held out; the report and the model for other tools. */
async function finish(
  run: Run,
  examples: Examples,
  evaluation: { batchSize: number; threads: number; cachePath: string },
  send: (message: TrainingMessage) => void,
): Promise<void> {
  const model = await readModel(bestPath(run));
  const heldOut = indicesOf(examples, "test");
  // Seen as `predict` sees them.
  const evaluator = await createEvaluator(model, model.parameters, examples, { ...evaluation, views: predictionViews });
  const tested = heldOut.length > 0 ? await evaluator.evaluate(model.parameters, heldOut) : undefined;
  await evaluator.release();
  const summary = tested ? measuresOf(model.task, tested, examples) : {};
  await writeWhole(join(run.path, "model.onnx"), onnxOf(model));
  const finished: Run = {
    ...run,
    card: { ...run.card, status: "finished", finishedAt: new Date().toISOString(), summary },
  };
  await writeReport(finished, tested, trainingVotes(examples));
  await updateRun(run, { status: "finished", finishedAt: finished.card.finishedAt, summary });
  send({ kind: "talk", text: `report: ${join(run.path, "report.html")}` });
}
