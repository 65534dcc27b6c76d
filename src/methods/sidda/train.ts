/** SIDDA (Pandya+ 2025, arXiv 2501.14048): classes learnt from one survey, features drawn together with those of another. */

import { join } from "node:path";
import { linearParameters } from "../../nn/linear.ts";
import { crossEntropy } from "../../nn/losses.ts";
import { adamW } from "../../nn/optimiser.ts";
import { type Parameters, prefixed } from "../../nn/parameters.ts";
import { randomStream } from "../../random.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { add, mul } from "../../tensor/operators/elementwise.ts";
import { slice } from "../../tensor/operators/movement.ts";
import { input, type Tensor } from "../../tensor/tensor.ts";
import { type Examples, readExamples, targetsOf } from "../../training/examples.ts";
import type { Lesson } from "../../training/lesson.ts";
import type { Run } from "../../training/run.ts";
import type { Recipe } from "../../training/trainingProgram.ts";
import { planes, viewed, viewsBy } from "../../training/views.ts";
import { writeWhole } from "../../wholeFile.ts";
import { averageDecay } from "../zoobot/configuration.ts";
import { decodedAlike } from "../zoobot/decodedAlike.ts";
import { finishRun } from "../zoobot/finishRun.ts";
import { weighedMean } from "../zoobot/lessons.ts";
import { type Description, descriptionOf, onnxOf, readModel, writeModel } from "../zoobot/model.ts";
import { answersOf, type Encoder, headOutputs, represent, representationWidth } from "../zoobot/network.ts";
import { bestPath } from "../zoobot/runFiles.ts";
import type { TrainingMessage } from "../zoobot/startTraining.ts";
import { reportedLoop, startingParameters, trained } from "../zoobot/train.ts";
import { frozenBy, rateBy } from "../zoobot/tuning.ts";
import { type Configuration, clip, configuration } from "./configuration.ts";
import { divergenceOf } from "./divergence.ts";
import { createDomainEvaluator, type DomainEvaluator } from "./domainEvaluator.ts";
import { nothingLearntRemark, pairedOrder, smallTargetRemark, sourcesOf, targetsIn, unitObjects } from "./domains.ts";
import { bounded, lossUnits, lossWeightParameters, unitsName, weighed, weightsName } from "./lossWeights.ts";
import { classified, summaryOf, tested, writeDomains } from "./results.ts";

/** Trains a run to its end, or until `stop` is aborted: as `train` of zoobot does. @throws Fault "locked" */
export async function adapt(
  workspace: Workspace,
  prepared: Run,
  send: (message: TrainingMessage) => void,
  stop: AbortSignal,
): Promise<void> {
  await trained(prepared, send, (run) => learn(workspace, run, send, stop));
}

/** What a lesson is made of. */
interface Setting {
  description: Description;
  /** Side of the pixels that views are drawn from. */
  decodedSize: number;
  options: Configuration;
  examples: Examples;
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
  const { fresh, encoder } = await beginning(workspace, run, options);
  const description = descriptionOf(encoder, task, options);
  const { decodedSize, sizeOf } = decodedAlike(description, { ratio: options.targetWidth, sources: options.sources });
  const setting: Setting = { description, decodedSize, options, examples };
  const evaluator = await createDomainEvaluator(
    description,
    fresh,
    { ...examples, sizeOf },
    options,
    workspace.cachePath,
  );
  const remark = smallTargetRemark(examples, options);
  if (remark !== undefined) send({ kind: "talk", text: remark });
  const isAlone = options.divergence === "none";
  const lesson: Lesson = {
    images: examples.images,
    sizeOf,
    cachePath: workspace.cachePath,
    parameters: () => fresh,
    recipe: isAlone || options.warmup > 0 ? alone(setting, fresh) : together(setting, fresh),
    ...(isAlone
      ? {}
      : {
          later: {
            from: options.warmup,
            recipe: together(setting, fresh),
            enter: (parameters) => measuredUnits(setting, evaluator, parameters),
          },
        }),
    order: (epoch) => pairedOrder(examples, options, epoch),
    inputs: (indices, step) => ({
      theta: viewsOf(options, indices.length, step),
      targets: targetsOf(examples, indices.slice(0, options.batchSize)),
    }),
    validate: (parameters) => validated(setting, evaluator, parameters),
    // Features that all became the same are no distance apart: by the loss alone such an epoch would be the best of many.
    isUsable: tellsApart,
    keepBest: (parameters) => writeModel(bestPath(run), { ...description, parameters: withoutWeights(parameters) }),
  };
  try {
    const plan = {
      ...options,
      batchSize: isAlone ? options.batchSize : 2 * options.batchSize,
      averageDecay,
      decodedSize,
    };
    const isDone = await reportedLoop(run, plan, lesson, { send, stop });
    if (isDone) await finish(run, setting, evaluator, send);
    return isDone;
  } finally {
    await evaluator.release();
  }
}

/** The encoder's and the head's parameters, and the two loss weights. */
async function beginning(
  workspace: Workspace,
  run: Run,
  options: Configuration,
): Promise<{ fresh: Parameters; encoder: Encoder }> {
  const { fresh, encoder } = await startingParameters(workspace, run, options);
  const isOfThePaper = options.network.startsWith("sidda_") && run.card.from === undefined;
  const head = isOfThePaper ? smallHead(encoder, run, options) : {};
  return {
    fresh: { ...fresh, ...head, ...lossWeightParameters() },
    encoder: isOfThePaper ? { ...encoder, normalization: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } } : encoder,
  };
}

/** As the published code begins. */
function smallHead(encoder: Encoder, { card }: Run, { seed }: Configuration): Parameters {
  const sizes = { inputs: representationWidth(encoder), outputs: answersOf(card.task).length, deviation: 0.01 };
  return prefixed("head", linearParameters(randomStream(seed, "head"), sizes));
}

function withoutWeights({ [weightsName]: _, [unitsName]: __, ...others }: Parameters): Parameters {
  return others;
}

function viewsOf(options: Configuration, count: number, step: number): Float32Array {
  const { augment, flips, seed } = options;
  // Views are of what is left where the source's pictures were cut.
  const zoom = options.zoom / Math.min(1, options.targetWidth);
  return viewsBy(augment, randomStream(seed, "views", step), count, { zoom, flips });
}

/** Cross-entropy on the source. A batch with the target's images in it is seen without them. */
function alone(setting: Setting, fresh: Parameters): Recipe {
  const { options } = setting;
  return {
    ...optimised(setting, fresh),
    loss: (parameters, phase) => {
      const count = options.divergence === "none" ? options.batchSize : 2 * options.batchSize;
      const representation = represent(
        setting.description,
        parameters,
        first(batchView(setting, count), options.batchSize),
        phase,
        options,
      );
      return { loss: onSource(setting, headOutputs(parameters, representation, phase, options.dropout)) };
    },
  };
}

/** The same, and how far the source's features are from the target's, in a sum whose weights are learnt. */
function together(setting: Setting, fresh: Parameters): Recipe {
  const { options, description } = setting;
  const { batchSize, divergence: name, divergenceWeight, dropout } = options;
  return {
    ...optimised(setting, fresh),
    clip,
    isUnclipped: (each) => each === weightsName,
    ...(divergenceWeight === undefined ? { constrain: bounded } : {}),
    loss: (parameters, phase) => {
      // One pass: batch norm sees both domains together.
      const features = represent(description, parameters, batchView(setting, 2 * batchSize), phase, options);
      const source = first(features, batchSize);
      const target = slice(features, { axis: 0, start: batchSize, end: 2 * batchSize });
      const supervised = onSource(setting, headOutputs(parameters, source, phase, dropout));
      if (name === "none") return { loss: supervised };
      const { divergence } = divergenceOf(name, source, target);
      const loss =
        divergenceWeight === undefined
          ? weighed(parameters, supervised, divergence)
          : add(supervised, mul(divergence, divergenceWeight));
      return { loss };
    },
  };
}

function optimised(
  { options }: Setting,
  fresh: Parameters,
): Pick<Recipe, "optimiser" | "isFrozen" | "rateOf" | "clip"> {
  const names = Object.keys(fresh);
  const isFrozen = frozenBy(options.tune, names);
  return {
    optimiser: adamW({ weightDecay: options.weightDecay }),
    clip,
    isFrozen: (name) => name === unitsName || isFrozen(name),
    rateOf: rateBy(options.layerDecay, names),
  };
}

function batchView({ description: { imageSize }, decodedSize, options }: Setting, count: number): Tensor {
  const pixels = input("pixels", [count, decodedSize, decodedSize, 3], "uint8");
  // Resampling to where they are already was a tenth of a small network's step.
  if (!options.augment && decodedSize === imageSize) return planes(pixels);
  return viewed(pixels, input("theta", [count, 2, 3]), imageSize);
}

function first(x: Tensor, count: number): Tensor {
  return x.shape[0] === count ? x : slice(x, { axis: 0, start: 0, end: count });
}

function onSource(setting: Setting, logits: Tensor): Tensor {
  const targets = input("targets", logits.shape);
  return weighedMean(crossEntropy(logits, targets), targets, setting);
}

/** Cross-entropy and divergence, unweighted: nothing here knows a label of the target. */
async function validated(
  { options, examples }: Setting,
  evaluator: DomainEvaluator,
  parameters: Parameters,
): Promise<Record<string, number> | undefined> {
  const own = sourcesOf(examples, options, "validation");
  if (own.length === 0) return undefined;
  const source = await evaluator.see(parameters, own);
  const { crossEntropy: supervised, ...right } = classified(source, examples, own);
  const other = targetsIn(examples, options, "validation");
  const apart = other.length > 0 ? await evaluator.apart(source, await evaluator.see(parameters, other)) : undefined;
  const [eta1 = Number.NaN, eta2 = Number.NaN] = parameters[weightsName]?.data ?? [];
  return {
    loss: supervised + (apart?.divergence ?? 0),
    crossEntropy: supervised,
    ...right,
    ...(apart ?? {}),
    ...(apart && options.divergenceWeight === undefined ? { eta1, eta2 } : {}),
  };
}

function tellsApart({ accuracy, chanceAccuracy }: Record<string, number>): boolean {
  return (accuracy as number) > (chanceAccuracy as number);
}

/** What to do where not even the epoch that was kept tells the source's own classes apart; undefined where it does. */
async function nothingLearnt(
  { options, examples }: Setting,
  evaluator: DomainEvaluator,
  parameters: Parameters,
): Promise<string | undefined> {
  const own = sourcesOf(examples, options, "validation");
  if (own.length === 0) return undefined;
  const { accuracy, chanceAccuracy } = classified(await evaluator.see(parameters, own), examples, own);
  // Of a handful of images chance can be right on every one: nothing is known.
  if (chanceAccuracy >= 1 || tellsApart({ accuracy, chanceAccuracy })) return undefined;
  return nothingLearntRemark(options, { images: own.length, accuracy, chanceAccuracy });
}

/** What both losses are on some of the training images, as they are looked at in validation. */
async function measuredUnits(
  { options, examples }: Setting,
  evaluator: DomainEvaluator,
  parameters: Parameters,
): Promise<Parameters> {
  if (options.lossUnits === "paper" || options.divergenceWeight !== undefined) return {};
  const { sources: own, targets: other } = unitObjects(examples, options);
  const source = await evaluator.see(parameters, own);
  const target = await evaluator.see(parameters, other);
  const apart = await evaluator.apart(source, target);
  return apart ? lossUnits(classified(source, examples, own).crossEntropy, apart.divergence) : {};
}

/** The best parameters, tried on the objects held out of both surveys; reports, and the model for other tools. */
async function finish(
  run: Run,
  setting: Setting,
  evaluator: DomainEvaluator,
  send: (message: TrainingMessage) => void,
): Promise<void> {
  const model = await readModel(bestPath(run));
  await writeWhole(join(run.path, "model.onnx"), onnxOf(model));
  const remark = await nothingLearnt(setting, evaluator, model.parameters);
  if (remark !== undefined) send({ kind: "talk", text: remark });
  const results = { ...(await tested(setting, evaluator, model.parameters)), remark };
  const summary = summaryOf(results);
  const beside = async (finished: Run) => `both surveys: ${await writeDomains(finished, results)}`;
  await finishRun(run, { summary, remark, evaluation: results.source.evaluation, beside }, send);
}
