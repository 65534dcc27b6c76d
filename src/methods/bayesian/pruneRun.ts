/** A Bayesian run without the weights that matter least, as a run of its own. */

import { join } from "node:path";
import { meanInterval } from "../../explore/meanInterval.ts";
import { wilsonInterval } from "../../explore/wilson.ts";
import { usage } from "../../fault.ts";
import { hasNormalWeights, meansOf } from "../../nn/normalWeights.ts";
import type { ParameterArray, Parameters } from "../../nn/parameters.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { type Examples, imagesOf, indicesOf, readExamples, writeExamples } from "../../training/examples.ts";
import { createRun, openRun, type Run, type RunCard } from "../../training/run.ts";
import { drawn } from "../../training/sampling.ts";
import { writeWhole } from "../../wholeFile.ts";
import { createEvaluator, type Evaluation } from "../zoobot/evaluator.ts";
import { finishRun } from "../zoobot/finishRun.ts";
import { type Model, onnxOf, writeModel } from "../zoobot/model.ts";
import { batchFor } from "../zoobot/predict.ts";
import { bestPath } from "../zoobot/runFiles.ts";
import { modelOf } from "../zoobot/surveyPredictions.ts";
import type { Counted } from "./conformalStatement.ts";
import { fisherInformation } from "./fisherInformation.ts";
import { type Judged, judged } from "./judged.ts";
import { denseWeights, prunedByFisher, prunedBySnr } from "./prune.ts";
import { logLosses, wrongs } from "./uncertaintyMeasures.ts";

/** Signal-to-noise: the weights least sure to differ from 0. Fisher: those on which predictions depend least. */
export const pruningOrders = ["snr", "fisher"] as const;
export type PruningOrder = (typeof pruningOrders)[number];

export interface PruneRequest {
  /** Of the dense weights, above 0, below 1: what is taken out. */
  share: number;
  by: PruningOrder;
  seed?: number;
  /** Networks drawn to try it before and after. */
  draws?: number;
  threads?: number;
  /** @param done share of the work */
  onProgress?: (done: number, words: string) => void;
  signal?: AbortSignal;
}

export interface PrunedRun {
  run: Run;
  /** Dense weights, and of them those that were taken out. */
  weights: number;
  removed: number;
  /** On the objects held out; null where there are none. */
  before: Counted | null;
  after: Counted | null;
  /** Objects that were right and are wrong now, and the other way round. */
  changed: { lost: number; gained: number } | null;
  likelihood: LikelihoodCost | null;
}

/** Negative log-likelihood on the objects held out, nats an object. */
export interface LikelihoodCost {
  before: number;
  after: number;
  /** 95 % of after less before, each object compared with itself; null of one object. */
  interval: [number, number] | null;
}

/** Training images whose mean is Fisher's information. */
const informationImages = 200;

/** @throws Fault "usage" where the run is not Bayesian; "unfinished" */
export async function pruneRun(
  workspace: Workspace,
  run: Run,
  { share, by, seed = 0, draws = 100, threads = 2, onProgress = () => {}, signal }: PruneRequest,
): Promise<PrunedRun> {
  const model = await modelOf(run);
  if (!hasNormalWeights(model.parameters))
    throw usage(
      `run "${run.id}" is not Bayesian: which of its weights matter least is not known. Train with --method bayesian`,
    );
  const examples = await readExamples(run);
  onProgress(0, by === "fisher" ? "how far predictions depend on each weight" : "weighing weights");
  const pruned = await prunedModel(model, examples, { share, by, seed, threads, cachePath: workspace.cachePath });
  signal?.throwIfAborted();
  const trial = { draws, threads, cachePath: workspace.cachePath };
  onProgress(0.3, "looking at the objects held out");
  const before = await tried(model, examples, trial);
  signal?.throwIfAborted();
  onProgress(0.65, "looking at them without those weights");
  const after = await tried(pruned, examples, trial);
  signal?.throwIfAborted();
  const made = await keep(workspace, run, {
    examples,
    model: pruned,
    after,
    configuration: { prunedShare: share, prunedBy: by },
  });
  const weights = countOf(model.parameters, () => true);
  return {
    run: made,
    weights,
    removed: countOf(pruned.parameters, (mean) => mean === 0) - countOf(model.parameters, (mean) => mean === 0),
    before: before && rightOf(before),
    after: after && rightOf(after),
    changed: before && after && changedBy(before.evaluation, after.evaluation),
    likelihood: before && after && likelihoodCost(before.evaluation, after.evaluation),
  };
}

/** @param before of the same objects in the same order as `after` */
export function likelihoodCost(before: Evaluation, after: Evaluation): LikelihoodCost {
  const lossesOf = ({ predicted, targets }: Evaluation) => logLosses(predicted, targets);
  const earlier = lossesOf(before);
  const { interval } = meanInterval(lossesOf(after).map((loss, i) => loss - (earlier[i] as number)));
  return { before: before.loss, after: after.loss, interval: interval.every(Number.isFinite) ? interval : null };
}

/** @param before of the same objects in the same order as `after` */
export function changedBy(before: Evaluation, after: Evaluation): { lost: number; gained: number } {
  const [was, is] = [before, after].map(({ predicted, targets }) => wrongs(predicted, targets)) as [
    boolean[],
    boolean[],
  ];
  return {
    lost: is.filter((isWrong, i) => isWrong && !was[i]).length,
    gained: was.filter((wasWrong, i) => wasWrong && !is[i]).length,
  };
}

async function prunedModel(
  model: Model,
  examples: Examples,
  {
    share,
    by,
    seed,
    threads,
    cachePath,
  }: { share: number; by: PruningOrder; seed: number; threads: number; cachePath: string },
): Promise<Model> {
  const { parameters } = model;
  if (by === "snr") return { ...model, parameters: prunedBySnr(parameters, share) };
  const images = drawn(imagesOf(examples, "train"), informationImages, seed, "fisher");
  const information = await fisherInformation(model, images, { seed, threads, cachePath });
  return { ...model, parameters: prunedByFisher(parameters, information, share) };
}

async function tried(
  model: Model,
  examples: Examples,
  { draws, threads, cachePath }: { draws: number; threads: number; cachePath: string },
): Promise<Judged | null> {
  const test = indicesOf(examples, "test");
  if (test.length === 0) return null;
  const evaluator = await createEvaluator(model, meansOf(model.parameters), examples, {
    batchSize: batchFor(test.length, model.imageSize, 1),
    threads,
    device: "cpu",
    cachePath,
    views: 1,
  });
  try {
    return await judged(evaluator, model.parameters, test, { seed: 0, draws });
  } finally {
    await evaluator.release();
  }
}

/** What a card says until all of the run is there. @param id of the run that is pruned */
export function interruptedPruning(id: string): Pick<RunCard, "status" | "message" | "notResumable"> {
  return {
    status: "failed",
    message: `pruning ${id} was interrupted: prune it again`,
    notResumable: `it is what an interrupted almagest runs prune left: there is nothing to train on; prune ${id} again`,
  };
}

/** Nothing is a run before all of it is there: its card comes to say that it is finished last. */
async function keep(
  workspace: Workspace,
  { id, card }: Run,
  {
    examples,
    model,
    after,
    configuration,
  }: { examples: Examples; model: Model; after: Judged | null; configuration: Record<string, unknown> },
): Promise<Run> {
  const { survey, method, task, devices } = card;
  const run = await createRun(workspace, {
    survey,
    method,
    ...interruptedPruning(id),
    createdAt: new Date().toISOString(),
    configuration: { ...card.configuration, ...configuration },
    task,
    devices,
    from: id,
  });
  await writeExamples(run, examples);
  await writeModel(bestPath(run), model);
  await writeWhole(join(run.path, "model.onnx"), onnxOf(model));
  await finishRun(run, { summary: after?.measures ?? {}, evaluation: after?.evaluation }, () => {});
  return openRun(workspace, run.id);
}

function rightOf({ evaluation: { targets }, measures: { accuracy } }: Judged): Counted {
  const objects = targets.values.length / targets.answers;
  const right = Math.round(accuracy * objects);
  return { value: accuracy, interval: wilsonInterval(right, objects), objects };
}

function countOf(parameters: Parameters, isCounted: (mean: number) => boolean): number {
  return denseWeights(parameters).reduce(
    (sum, name) => sum + (parameters[name] as ParameterArray).data.filter(isCounted).length,
    0,
  );
}
