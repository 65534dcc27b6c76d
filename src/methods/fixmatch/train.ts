/** FixMatch on cutouts (Slijepcevic+ 2022, arXiv 2204.08816): a few labels, and the network's confident guesses about images without any. */

import { join } from "node:path";
import { crossEntropy } from "../../nn/losses.ts";
import { adamW } from "../../nn/optimiser.ts";
import type { Parameters, ParameterTensors } from "../../nn/parameters.ts";
import type { Training } from "../../nn/phase.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { concat } from "../../tensor/operators/movement.ts";
import { input, type Tensor } from "../../tensor/tensor.ts";
import { type Examples, readExamples, targetsOf } from "../../training/examples.ts";
import type { Lesson } from "../../training/lesson.ts";
import type { Run } from "../../training/run.ts";
import type { Recipe } from "../../training/trainingProgram.ts";
import { planes } from "../../training/views.ts";
import { writeWhole } from "../../wholeFile.ts";
import { createDomainEvaluator, type DomainEvaluator } from "../sidda/domainEvaluator.ts";
import { sourcesOf } from "../sidda/domains.ts";
import { classified } from "../sidda/results.ts";
import { decodedAlike } from "../zoobot/decodedAlike.ts";
import { finishRun } from "../zoobot/finishRun.ts";
import { weighedMean } from "../zoobot/lessons.ts";
import { type Description, descriptionOf, onnxOf, readModel, writeModel } from "../zoobot/model.ts";
import { headOutputs, represent } from "../zoobot/network.ts";
import { predictionBatch } from "../zoobot/predict.ts";
import { bestPath } from "../zoobot/runFiles.ts";
import type { TrainingMessage } from "../zoobot/startTraining.ts";
import { reportedLoop, startingParameters, trained } from "../zoobot/train.ts";
import { frozenBy, rateBy } from "../zoobot/tuning.ts";
import { type Configuration, configuration, discRadii } from "./configuration.ts";
import { fixMatchLoss } from "./fixMatchLoss.ts";
import { pooledOrder } from "./pools.ts";
import { poolMeasures, summaryOf, tested, writeFixMatch } from "./results.ts";
import { stepViewer } from "./views.ts";

/** Trains a run to its end, or until `stop` is aborted: as `train` of zoobot does. @throws Fault "locked" */
export async function trainFixMatch(
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
  const { batchSize, threads, device, imageSize, averageDecay } = options;
  const examples = await readExamples(run);
  const { fresh, encoder } = await startingParameters(workspace, run, options);
  const wide = discRadii[options.disc];
  // Wider than from the middle to a corner it hides nothing.
  const halves = wide === undefined ? undefined : (wide * Math.min(1, options.poolWidth)) / options.zoom;
  const discRadius = halves !== undefined && halves < Math.SQRT2 ? halves : undefined;
  const description = descriptionOf({ ...encoder, discRadius }, run.card.task, options);
  const setting: Setting = { description, options, examples };
  const { decodedSize, sizeOf } = decodedAlike(description, { ratio: options.poolWidth, sources: options.sources });
  const { cachePath } = workspace;
  const evaluation = {
    seed: options.seed,
    batchSize: predictionBatch(imageSize, 1),
    threads,
    device,
    divergence: "none" as const,
  };
  const evaluator = await createDomainEvaluator(description, fresh, { ...examples, sizeOf }, evaluation, cachePath);
  const unlabelled = options.isSupervised ? 0 : batchSize * options.unlabelledRatio;
  const views = stepViewer(
    { ...options, decodedSize, discRadius },
    {
      seed: options.seed,
      labelled: batchSize,
      unlabelled,
    },
  );
  const lesson: Lesson = {
    images: examples.images,
    sizeOf,
    cachePath,
    parameters: () => fresh,
    recipe: recipeOf(setting, fresh),
    order: (epoch) => pooledOrder(examples, options, epoch),
    inputs: (indices, step, pixels) => {
      if (!pixels) throw new Error("views are drawn from pixels");
      return { ...views(pixels, step), targets: targetsOf(examples, indices.slice(0, batchSize)) };
    },
    validate: (parameters) => validated(setting, evaluator, parameters),
    keepBest: (parameters) => writeModel(bestPath(run), { ...description, parameters }),
  };
  try {
    const plan = {
      ...options,
      batchSize: batchSize + unlabelled,
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

function recipeOf(setting: Setting, fresh: Parameters): Recipe {
  const { options } = setting;
  const names = Object.keys(fresh);
  return {
    optimiser: adamW({ weightDecay: options.weightDecay }),
    isFrozen: frozenBy(options.tune, names),
    rateOf: rateBy(options.layerDecay, names),
    loss: (parameters, phase) => ({ loss: lossOf(setting, parameters, phase) }),
  };
}

function lossOf(setting: Setting, parameters: ParameterTensors, phase: Training): Tensor {
  const { description, options } = setting;
  const { batchSize, unlabelledRatio, isSupervised, bands, imageSize } = options;
  // The views have their disc already; a shift may have moved it.
  const encoder = { ...description, discRadius: undefined };
  let current = parameters;
  const logitsOf = (view: string, count: number) => {
    const image = coloured(planes(input(view, [count, imageSize, imageSize, bands], "uint8")));
    const pass = { ...phase, pass: view, isWhole: options.isSteady && view === "weak" };
    const logits = headOutputs(current, represent(encoder, current, image, pass, options), pass, options.dropout);
    // Three passes, not one: batch norm sees each pool by itself, and its running statistics all of them in turn.
    current = { ...current, ...phase.updates };
    return logits;
  };
  const own = logitsOf("labelled", batchSize);
  const targets = input("targets", own.shape);
  const supervised = weighedMean(crossEntropy(own, targets), targets, setting);
  if (isSupervised) return supervised;
  const [weak, strong] = ["weak", "strong"].map((view) => logitsOf(view, batchSize * unlabelledRatio));
  return fixMatchLoss(supervised, weak as Tensor, strong as Tensor, {
    threshold: options.threshold,
    weight: options.unlabelledWeight,
  });
}

/** Networks see three bands; those of a grey image are alike. */
function coloured(x: Tensor): Tensor {
  return x.shape[1] === 3 ? x : concat([x, x, x], 1);
}

/** No `loss` among them: nothing is chosen by so few, and the last parameters are kept. */
async function validated(
  { options, examples }: Setting,
  evaluator: DomainEvaluator,
  parameters: Parameters,
): Promise<Record<string, number> | undefined> {
  const own = sourcesOf(examples, options, "validation");
  const known = own.length > 0 ? classified(await evaluator.see(parameters, own), examples, own) : {};
  return { ...known, ...(await poolMeasures(evaluator, parameters, examples, options)) };
}

/** The last parameters, tried on the objects held out; reports, and the model for other tools. */
async function finish(
  run: Run,
  setting: Setting,
  evaluator: DomainEvaluator,
  send: (message: TrainingMessage) => void,
): Promise<void> {
  const model = await readModel(bestPath(run));
  await writeWhole(join(run.path, "model.onnx"), onnxOf(model));
  const results = await tested(evaluator, model.parameters, setting.examples, setting.options);
  await writeFixMatch(run, results);
  await finishRun(run, { summary: summaryOf(results), evaluation: results.evaluation }, send);
}
