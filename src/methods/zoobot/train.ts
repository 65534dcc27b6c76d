/** Training on volunteers' votes, class labels or numbers (Walmsley+ 2022): examples, views and loss for the training loop. */

import { join } from "node:path";
import { z } from "zod";
import { Fault } from "../../fault.ts";
import { networkNamed } from "../../nn/networks.ts";
import { adamW } from "../../nn/optimiser.ts";
import type { Parameters } from "../../nn/parameters.ts";
import { randomStream } from "../../random.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { devices } from "../../tensor/device.ts";
import { input } from "../../tensor/tensor.ts";
import { type Examples, indicesOf, readExamples, targetsOf } from "../../training/examples.ts";
import type { Lesson, Plan } from "../../training/lesson.ts";
import { trainingLoop } from "../../training/loop.ts";
import { type Run, type Task, updateRun, withRunLock } from "../../training/run.ts";
import { augmentationRound, randomViews, viewed } from "../../training/views.ts";
import { writeWhole } from "../../wholeFile.ts";
import { averageDecay, type Configuration, configuration, labelSmoothing, predictionViews } from "./configuration.ts";
import { createEvaluator, type Evaluation, type EvaluatorOptions } from "./evaluator.ts";
import { finishRun } from "./finishRun.ts";
import { orderOf, type Setting, weighedMean } from "./lessons.ts";
import { linearLesson } from "./linearProbe.ts";
import { accuracy, balancedAccuracy, confusion, voteErrors } from "./measures.ts";
import { descriptionOf, onnxOf, readModel, writeModel } from "./model.ts";
import { answersOf, type Encoder, encoderParameters, headParameters, lossOf, represent, seesGrey } from "./network.ts";
import { numberErrors } from "./numberMeasures.ts";
import { predictionBatch } from "./predict.ts";
import { bestPath } from "./runFiles.ts";
import { digestOf, openStartingEncoder } from "./startingEncoder.ts";
import type { TrainingMessage } from "./startTraining.ts";
import { frozenBy, rateBy } from "./tuning.ts";

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
  await trained(prepared, send, (run) => learn(workspace, run, send, stop));
}

/**
 * What every method's training is framed by: the run's lock, and its card, which says how it stands.
 * @param learning returns whether it came to its end
 * @throws Fault "locked" where another process trains it
 */
export async function trained(
  prepared: Run,
  send: (message: TrainingMessage) => void,
  learning: (run: Run) => Promise<boolean>,
): Promise<void> {
  await withRunLock(prepared, async () => {
    const { device } = computedOn.parse(prepared.card.configuration);
    const before = prepared.card.devices ?? [];
    const all = before.at(-1) === device ? before : [...before, device];
    let run = await updateRun(prepared, { status: "running", message: undefined, devices: all });
    try {
      const isDone = await learning(run);
      if (!isDone) {
        run = await updateRun(run, { status: "stopped" });
        send({ kind: "stopped" });
      }
    } catch (error) {
      const fault = isDiskFull(error) ? new Fault("disk-full", goOn(run), { cause: error }) : error;
      const message = fault instanceof Error ? fault.message : String(fault);
      // The same seed comes to the same step again.
      const isDiverged = fault instanceof Fault && fault.code === "diverged";
      const notResumable = isDiverged ? `its training diverged (${message})` : undefined;
      await updateRun(run, { status: "failed", message, notResumable });
      throw fault;
    }
  });
}

const computedOn = z.object({ device: z.enum(devices) });

function isDiskFull(error: unknown): boolean {
  return error instanceof Fault && error.code === "disk-full";
}

function goOn({ id, path }: Run): string {
  return `the disk is full: nothing more can be written to ${path}. Free some space, then: almagest train --resume ${id}`;
}

/** The training loop, each of its measures sent on. @returns false where `stop` ended it */
export function reportedLoop(
  run: Run,
  plan: Plan,
  lesson: Lesson,
  { send, stop }: { send: (message: TrainingMessage) => void; stop: AbortSignal },
): Promise<boolean> {
  return trainingLoop(run, plan, lesson, {
    onMetric: (metric, planned) => send({ kind: "metric", metric, ...planned }),
    stop,
  });
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
  const { imageSize, batchSize, threads, device } = options;
  const { fresh, encoder } = await startingParameters(workspace, run, options);
  const description = descriptionOf(encoder, task, options);
  const { cachePath } = workspace;
  const setting: Setting = {
    description,
    options,
    examples,
    fresh,
    cachePath,
    keepBest: (parameters) => writeModel(bestPath(run), { ...description, parameters }),
    judged: (evaluation) => measuresOf(task, evaluation, examples),
  };
  const talk = (text: string) => send({ kind: "talk", text });
  const { lesson, release } = await (options.tune === "linear"
    ? linearLesson(setting, talk, stop)
    : wholeLesson(setting));
  try {
    const plan = { ...options, averageDecay, decodedSize: description.decodedSize };
    const isDone = await reportedLoop(run, plan, lesson, { send, stop });
    const evaluated = {
      batchSize: predictionBatch(imageSize, predictionViews, batchSize),
      threads,
      device,
      cachePath,
      // Seen as `predict` sees them.
      views: predictionViews,
    };
    if (isDone) await finish(run, examples, evaluated, send);
    return isDone;
  } finally {
    await release();
  }
}

/** Of the encoder that the run begins with, or fresh ones; and a head for its task. @throws Fault "model-replaced" */
export async function startingParameters(
  workspace: Workspace,
  run: Run,
  options: Configuration,
): Promise<{ fresh: Parameters; encoder: Encoder }> {
  const stream = randomStream(options.seed, "parameters");
  const head = (encoder: Encoder) => headParameters(encoder, run.card.task, stream);
  if (run.card.from === undefined) {
    const encoder = { network: options.network, normalization: networkNamed(options.network).normalization };
    const parameters = encoderParameters(encoder, options.imageSize, stream);
    return { fresh: { ...parameters, ...head(encoder) }, encoder };
  }
  const start = await openStartingEncoder(workspace, run.card.from);
  if (run.card.fromDigest !== undefined && run.card.fromDigest !== digestOf(start))
    throw new Fault(
      "model-replaced",
      `the model "${run.card.from}" is another one than when run ${run.id} began: import the old one under this name again (--replace), or begin a new run`,
    );
  const { parameters, network, graph, normalization } = start;
  const encoder = { network, graph, normalization };
  return { fresh: { ...parameters, ...head(encoder) }, encoder };
}

/** A lesson in which the network sees images: all of it learns, or its last blocks. */
async function wholeLesson(setting: Setting): Promise<{ lesson: Lesson; release: () => Promise<void> }> {
  const { description, options, examples, fresh, cachePath, keepBest, judged } = setting;
  const { task, imageSize, decodedSize, zoom } = description;
  const { seed, batchSize, flips, threads, device, dropout, dropPath, weightDecay, tune, layerDecay } = options;
  const answers = answersOf(task).length;
  const validation = indicesOf(examples, "validation");
  const augmentation = augmentationRound(zoom, flips);
  const evaluator = await createEvaluator(description, fresh, examples, {
    batchSize,
    threads,
    device,
    cachePath,
    views: 1,
  });
  const names = Object.keys(fresh);
  const lesson: Lesson = {
    images: examples.images,
    cachePath,
    parameters: () => fresh,
    keepBest,
    recipe: {
      optimiser: adamW({ weightDecay }),
      isFrozen: frozenBy(tune, names),
      rateOf: rateBy(layerDecay, names),
      loss: (parameters, phase) => {
        const pixels = input("pixels", [batchSize, decodedSize, decodedSize, 3], "uint8");
        const view = viewed(pixels, input("theta", [batchSize, 2, 3]), imageSize, seesGrey(description));
        const targets = input("targets", [batchSize, answers]);
        const representation = represent(description, parameters, view, phase, { dropPath });
        const losses = lossOf(task, parameters, representation, targets, phase, { dropout, labelSmoothing });
        return { loss: weighedMean(losses, targets, setting) };
      },
    },
    order: orderOf(setting),
    inputs: (indices, step) => ({
      theta: randomViews(randomStream(seed, "views", step), indices.length, augmentation),
      targets: targetsOf(examples, indices),
    }),
    validate: async (parameters) =>
      validation.length === 0 ? undefined : judged(await evaluator.evaluate(parameters, validation)),
  };
  return { lesson, release: () => evaluator.release() };
}

/** What a run is judged by, by name. */
function measuresOf(task: Task, { loss, predicted, targets }: Evaluation, examples: Examples): Record<string, number> {
  if (task.kind === "labels") {
    const counts = confusion(predicted, targets);
    return { loss, accuracy: accuracy(counts), balancedAccuracy: balancedAccuracy(counts) };
  }
  if (task.kind === "regression") return { loss, ...numberErrors(predicted, targets, task.mean) };
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
  evaluation: EvaluatorOptions,
  send: (message: TrainingMessage) => void,
): Promise<void> {
  const model = await readModel(bestPath(run));
  const heldOut = indicesOf(examples, "test");
  const evaluator = await createEvaluator(model, model.parameters, examples, evaluation);
  const tested = heldOut.length > 0 ? await evaluator.evaluate(model.parameters, heldOut) : undefined;
  await evaluator.release();
  const summary = tested ? measuresOf(model.task, tested, examples) : {};
  await writeWhole(join(run.path, "model.onnx"), onnxOf(model));
  await finishRun(run, { summary, evaluation: tested, votes: trainingVotes(examples) }, send);
}
