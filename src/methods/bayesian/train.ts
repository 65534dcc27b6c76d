/** Bayes by Backprop on cutouts (Mohan+ 2022, arXiv 2201.01203): every weight a normal distribution, drawn anew at each step. */

import { join } from "node:path";
import { crossEntropy } from "../../nn/losses.ts";
import { freshRhos, isRho, meansOf } from "../../nn/normalWeights.ts";
import { adamW } from "../../nn/optimiser.ts";
import type { Parameters, ParameterTensors } from "../../nn/parameters.ts";
import type { Training } from "../../nn/phase.ts";
import { randomStream } from "../../random.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { add, mul, neg, sub } from "../../tensor/operators/elementwise.ts";
import { mean } from "../../tensor/operators/reduction.ts";
import { input, type Tensor } from "../../tensor/tensor.ts";
import { type Examples, indicesOf, readExamples, targetsOf } from "../../training/examples.ts";
import type { Lesson } from "../../training/lesson.ts";
import type { Run } from "../../training/run.ts";
import type { Recipe } from "../../training/trainingProgram.ts";
import { viewed, viewsBy } from "../../training/views.ts";
import { writeWhole } from "../../wholeFile.ts";
import { createEvaluator } from "../zoobot/evaluator.ts";
import { finishRun } from "../zoobot/finishRun.ts";
import { orderOf, weighedMean } from "../zoobot/lessons.ts";
import { type Description, descriptionOf, onnxOf, readModel, writeModel } from "../zoobot/model.ts";
import { answersOf, headOutputs, represent, seesGrey } from "../zoobot/network.ts";
import { bestPath } from "../zoobot/runFiles.ts";
import type { TrainingMessage } from "../zoobot/startTraining.ts";
import { reportedLoop, startingParameters, trained } from "../zoobot/train.ts";
import { frozenBy, rateBy } from "../zoobot/tuning.ts";
import { type Configuration, configuration, defaults } from "./configuration.ts";
import { type DrawnWeights, drawWeights } from "./drawWeights.ts";
import { judged } from "./judged.ts";
import { varianceTerm } from "./varianceTerm.ts";

/** Trains a run to its end, or until `stop` is aborted: as `train` of zoobot does. @throws Fault "locked" */
export async function trainBayesian(
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
  /** Examples trained with. */
  count: number;
}

async function learn(
  workspace: Workspace,
  run: Run,
  send: (message: TrainingMessage) => void,
  stop: AbortSignal,
): Promise<boolean> {
  const options = configuration.parse(run.card.configuration);
  const examples = await readExamples(run);
  const { fresh: means, encoder } = await startingParameters(workspace, run, options);
  const isFrozen = frozenBy(options.tune, Object.keys(means));
  const isCertain = options.cost === "likelihood";
  const rhos = isCertain ? {} : freshRhos(means, randomStream(options.seed, "rho"), isFrozen, options.deviation);
  const fresh: Parameters = { ...means, ...rhos };
  const { seed, batchSize, threads, device } = options;
  const description = descriptionOf(encoder, run.card.task, options);
  const setting: Setting = { description, options, examples, count: indicesOf(examples, "train").length };
  const { cachePath } = workspace;
  const evaluator = await createEvaluator(description, means, examples, {
    batchSize,
    threads,
    device,
    cachePath,
    views: 1,
  });
  const judge = (parameters: Parameters, indices: readonly number[], draws: number) =>
    judged(evaluator, parameters, indices, { seed, draws: isCertain ? 1 : draws });
  const validation = indicesOf(examples, "validation");
  const lesson: Lesson = {
    images: examples.images,
    cachePath,
    parameters: () => fresh,
    recipe: recipeOf(setting, fresh),
    order: orderOf(setting),
    inputs: (indices, step) => ({
      theta: viewsBy(options.augment, randomStream(seed, "views", step), indices.length, options),
      targets: targetsOf(examples, indices),
    }),
    validate: async (parameters) => {
      if (validation.length === 0) return undefined;
      const { measures } = await judge(parameters, validation, defaults.validationDraws);
      const { loss, accuracy } = measures;
      return { loss, accuracy, ...(isCertain ? {} : { meanDeviation: meanDeviation(parameters) }) };
    },
    // In an epoch of ten steps the running average hardly moves, and many networks look at every validation.
    validateEach: Math.max(1, Math.floor(defaults.stepsBetweenValidations / (setting.count / batchSize))),
    keepBest: (parameters) => writeModel(bestPath(run), { ...description, parameters }),
  };
  try {
    const plan = { ...options, averageDecay: defaults.averageDecay, decodedSize: description.decodedSize };
    const isDone = await reportedLoop(run, plan, lesson, { send, stop });
    if (isDone) {
      const model = await readModel(bestPath(run));
      const heldOut = indicesOf(examples, "test");
      const tested = heldOut.length > 0 ? await judge(model.parameters, heldOut, options.testDraws) : undefined;
      await writeWhole(join(run.path, "model.onnx"), onnxOf({ ...model, parameters: meansOf(model.parameters) }));
      const summary: Record<string, number> = { ...tested?.measures };
      if (!isCertain) summary.meanDeviation = meanDeviation(model.parameters);
      await finishRun(run, { summary, evaluation: tested?.evaluation }, send);
    }
    return isDone;
  } finally {
    await evaluator.release();
  }
}

function recipeOf(setting: Setting, fresh: Parameters): Recipe {
  const { options } = setting;
  const names = Object.keys(meansOf(fresh));
  const isFrozen = frozenBy(options.tune, names);
  const rate = rateBy(options.layerDecay, names);
  const own = (name: string) => name.replace(/^rho\./, "");
  return {
    optimiser: adamW({ weightDecay: 0 }),
    isFrozen: (name) => isFrozen(own(name)),
    rateOf: (name) => rate(own(name)) * (isRho(name) ? options.deviationRate : 1),
    loss: (parameters, phase) => ({ loss: costOf(setting, parameters, phase) }),
  };
}

/** Mean negative log-likelihood of the batch, and its share of the divergence from the prior, both an object. */
function costOf(setting: Setting, parameters: ParameterTensors, phase: Training): Tensor {
  const { description, options, count } = setting;
  const { prior, priorWidth, temperature, cost, local, batchSize } = options;
  const { decodedSize, imageSize, task } = description;
  const pixels = input("pixels", [batchSize, decodedSize, decodedSize, 3], "uint8");
  const view = viewed(pixels, input("theta", [batchSize, 2, 3]), imageSize, seesGrey(description));
  const targets = input("targets", [batchSize, answersOf(task).length]);
  const drawn = (draw: string) =>
    drawWeights(parameters, phase, {
      prior: { name: prior, width: priorWidth },
      draw,
      ...(local ? { local: batchSize } : {}),
    });
  const lossesUnder = ({ parameters: own }: Pick<DrawnWeights, "parameters">) =>
    crossEntropy(headOutputs(own, represent(description, own, view, phase, options), phase, options.dropout), targets);
  if (cost === "likelihood") return weighedMean(lossesUnder({ parameters }), targets, setting);
  const first = drawn("weights");
  const losses = lossesUnder(first);
  const share = temperature / count;
  if (cost === "elbo") return add(weighedMean(losses, targets, setting), mul(first.divergence, share));
  const second = drawn("weights again");
  const others = lossesUnder(second);
  const both = mul(add(losses, others), 0.5);
  const likelihood = weighedMean(sub(both, varianceTerm(neg(losses), neg(others))), targets, setting);
  return add(likelihood, mul(mean(add(first.divergence, second.divergence)), share / 2));
}

/** How far the weights are from certain. */
function meanDeviation(parameters: Parameters): number {
  let [sum, count] = [0, 0];
  for (const [name, { data }] of Object.entries(parameters)) {
    if (!isRho(name)) continue;
    for (const rho of data) sum += Math.exp(rho);
    count += data.length;
  }
  return sum / count;
}
