/** Networks of one seed, trained and tried on MiraBest: what `reproduceBayesian` judges claims by. */

import type { Configuration } from "../methods/bayesian/configuration.ts";
import { droppedHeads } from "../methods/bayesian/dropoutDraws.ts";
import { fisherInformation } from "../methods/bayesian/fisherInformation.ts";
import { judged } from "../methods/bayesian/judged.ts";
import { drawnHeads, headPosterior } from "../methods/bayesian/lastLayerLaplace.ts";
import { standardBayesian } from "../methods/bayesian/prepareBayesian.ts";
import { prunedByFisher, prunedBySnr } from "../methods/bayesian/prune.ts";
import { startRun } from "../methods/startRun.ts";
import { beginRun } from "../methods/zoobot/beginRun.ts";
import { createEvaluator } from "../methods/zoobot/evaluator.ts";
import { type Model, readModel } from "../methods/zoobot/model.ts";
import { batchFor, type PredictedImages, predictImages } from "../methods/zoobot/predict.ts";
import { bestPath } from "../methods/zoobot/runFiles.ts";
import { meansOf } from "../nn/normalWeights.ts";
import type { Parameters } from "../nn/parameters.ts";
import type { Workspace } from "../survey/workspace.ts";
import { readLast } from "../training/checkpoint.ts";
import { type Examples, imagesOf, indicesOf } from "../training/examples.ts";
import { endOf } from "../training/job.ts";
import { openRun } from "../training/run.ts";
import { drawn } from "../training/sampling.ts";
import { uncertaintySums } from "../training/uncertainty.ts";
import { classes, type Source } from "./mirabest.ts";
import type { Steps } from "./steps.ts";

/** What one network, or several together, said of some sources: plain arrays, for they are kept as JSON. */
export interface Said {
  /** Of the second class. */
  p: number[];
  /** Nats; of a network that is certain of its weights, the mutual information is 0. */
  entropy: number[];
  mutual: number[];
}

export interface Tried {
  test: Said;
  validation: Said;
  uncertain: Said;
  hybrid: Said;
}

export interface Work {
  workspace: Workspace;
  steps: Steps;
  /** What its runs are said to be of; MiraBest where left out. */
  survey?: string;
  sources: readonly Source[];
  seed: number;
  examples: Examples;
  /** What every network is trained with. */
  base: Partial<Configuration>;
  /** Networks drawn to predict. */
  draws: number;
  data: string;
  signal: AbortSignal;
  report: (text: string) => void;
}

/** Before the head of the network for Monte-Carlo dropout. */
export const dropoutRate = 0.2;

/** Trains a network, or goes on with it. @returns its run's id */
export async function trainedRun(work: Work, name: string, own: Partial<Configuration>): Promise<string> {
  const { workspace, steps, survey = "mirabest", examples, base, seed, data, signal, report } = work;
  const options = { seed, ...base, ...own };
  const configuration = { ...standardBayesian(undefined, options), zoom: 1, ...options };
  const settings = { data, seed, configuration };
  const id = await steps.done(`begin-${name}`, settings, async () => {
    const task = { kind: "labels" as const, column: "fr_class", classes };
    const of = { workspace, card: { name: survey } };
    return (await beginRun(of, { method: "bayesian", configuration, task, examples, reproduction: "bayesian" })).id;
  });
  const run = await openRun(workspace, id);
  if (run.card.status === "finished") return id;
  const job = startRun(workspace, run, (message) => {
    if (message.kind === "metric" && message.metric.kind !== "note")
      report(`${name}, seed ${seed}: epoch ${message.metric.epoch} of ${message.epochs}`);
  });
  await endOf(job, signal);
  signal.throwIfAborted();
  return id;
}

/** What a run says of confident, uncertain and hybrid sources. @param last by its last epoch's weights, not its best's */
export async function triedRun(work: Work, name: string, id: string, { last = false } = {}): Promise<Tried> {
  const { steps, draws } = work;
  return steps.done(`${last ? "ended" : "tried"}-${name}`, { id, draws }, async () => {
    const run = await openRun(work.workspace, id);
    const model = await readModel(bestPath(run));
    const ended = last ? await readLast(run) : undefined;
    return tried(work, ended ? { ...model, parameters: ended.state.averages } : model);
  });
}

async function tried({ sources, examples, draws, report }: Work, model: Model): Promise<Tried> {
  const groups = {
    test: imagesOf(examples, "test"),
    validation: imagesOf(examples, "validation"),
    uncertain: uncertainOf(sources).map(({ image }) => image),
    hybrid: sources.filter((each) => each.class === "hybrid").map(({ image }) => image),
  };
  report("looking at test, uncertain and hybrid sources");
  const predicted = await predictImages(model, Object.values(groups).flat(), { draws, threads: 1 });
  let start = 0;
  const next = ({ length }: readonly string[]) => {
    const part = saidBy(predicted, start, start + length);
    start += length;
    return part;
  };
  return {
    test: next(groups.test),
    validation: next(groups.validation),
    uncertain: next(groups.uncertain),
    hybrid: next(groups.hybrid),
  };
}

/** Those that the experts put into a class, and were not sure of. */
export function uncertainOf(sources: readonly Source[]): Source[] {
  return sources.filter((each) => !each.isConfident && classes.includes(each.class));
}

function saidBy({ means, doubts }: PredictedImages, from: number, to: number): Said {
  const p = Array.from({ length: to - from }, (_, i) => rounded(means[(from + i) * 2 + 1] as number));
  const part = (values: Float32Array | undefined) => Array.from(values?.subarray(from, to) ?? [], rounded);
  return {
    p,
    entropy: doubts ? part(doubts.predictive_entropy) : p.map(binaryEntropy),
    mutual: doubts ? part(doubts.mutual_information) : p.map(() => 0),
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

function binaryEntropy(p: number): number {
  return [p, 1 - p].reduce((sum, each) => sum - (each > 0 ? each * Math.log(each) : 0), 0);
}

/** Several networks' predictions together: their mean, and how far they disagree. @param all [networks], each p of the second class */
export function together(all: readonly (readonly number[])[]): Said {
  const sums = uncertaintySums(all[0]?.length ?? 0, 2);
  for (const p of all) sums.add(p.flatMap((each) => [1 - each, each]));
  const found = sums.result();
  return {
    p: Array.from({ length: all[0]?.length ?? 0 }, (_, i) => rounded(found.mean[2 * i + 1] as number)),
    entropy: Array.from(found.predictiveEntropy, rounded),
    mutual: Array.from(found.mutualInformation, rounded),
  };
}

/** A certain network with Laplace's approximation of its head. @returns on the test sources */
export function laplaceHead({ draws, seed, ...work }: Work, id: string): Promise<Said> {
  return byHead(work, "laplace head", id, { draws }, async (head, seen) => {
    const posterior = headPosterior(head, await seen("train"));
    return drawnHeads(posterior, await seen("test"), { seed, draws });
  });
}

/** A network that was trained with dropout, and keeps it when predicting. @returns on the test sources */
export function droppedHead({ draws, seed, ...work }: Work, id: string): Promise<Said> {
  return byHead(work, "dropout head", id, { draws }, async (head, seen) =>
    droppedHeads(head, await seen("test"), { rate: dropoutRate, seed, draws }),
  );
}

/** What many heads on one network's representations say together. */
function byHead(
  { steps, examples, workspace }: Pick<Work, "steps" | "examples" | "workspace">,
  name: string,
  id: string,
  settings: object,
  headsOf: (
    head: { weight: Float32Array; bias: Float32Array },
    seen: (split: Examples["splits"][number]) => Promise<PredictedImages["representations"]>,
  ) => Promise<Iterable<{ values: ArrayLike<number> }>>,
): Promise<Said> {
  return steps.done(name, { id, ...settings }, async () => {
    const model = await readModel(bestPath(await openRun(workspace, id)));
    const head = {
      weight: model.parameters["head.weight"]?.data ?? new Float32Array(),
      bias: model.parameters["head.bias"]?.data ?? new Float32Array(),
    };
    const tables = await headsOf(
      head,
      async (split) => (await predictImages(model, imagesOf(examples, split), { threads: 1 })).representations,
    );
    return together(
      Array.from(tables, ({ values }) =>
        Array.from({ length: values.length / 2 }, (_, i) => values[2 * i + 1] as number),
      ),
    );
  });
}

/** Ways to choose what is taken out: small weights and then those of little Fisher information, or by that alone. */
export const prunings = ["snr", "fisher", "fisherAlone"] as const;
export type Pruning = (typeof prunings)[number];

/** Error rates on the test sources. */
export interface Pruned extends Record<Pruning, number> {
  fraction: number;
}

/** Training images whose mean is Fisher's information: of either class, for the catalogue is sorted by it. @returns paths */
export function informationImages(examples: Examples, seed: number): string[] {
  return drawn(imagesOf(examples, "train"), 200, seed, "fisher");
}

/** Test errors of a Bayesian network whose dense weights are taken out; first of all of it, by as many networks drawn. */
export async function prunedErrors(work: Work, id: string, fractions: readonly number[]): Promise<Pruned[]> {
  const { steps, examples, draws, seed, workspace, report } = work;
  return steps.done("pruned", { id, draws, fractions, prunings, version: 2 }, async () => {
    const model = await readModel(bestPath(await openRun(workspace, id)));
    const test = indicesOf(examples, "test");
    report("Fisher information of the dense weights");
    const information = await fisherInformation(model, informationImages(examples, seed), { threads: 1 });
    const evaluator = await createEvaluator(model, meansOf(model.parameters), examples, {
      batchSize: batchFor(test.length, model.imageSize, 1),
      threads: 1,
      device: "cpu",
      cachePath: workspace.cachePath,
      views: 1,
    });
    const errorOf = async (parameters: Parameters) => {
      const { measures } = await judged(evaluator, parameters, test, { seed: 0, draws: Math.ceil(draws / 3) });
      return 1 - measures.accuracy;
    };
    try {
      const whole = await errorOf(model.parameters);
      const found: Pruned[] = [{ fraction: 0, snr: whole, fisher: whole, fisherAlone: whole }];
      for (const fraction of fractions) {
        report(`without ${Math.round(100 * fraction)} % of the dense weights`);
        found.push({
          fraction,
          snr: await errorOf(prunedBySnr(model.parameters, fraction)),
          fisher: await errorOf(prunedByFisher(model.parameters, information, fraction)),
          fisherAlone: await errorOf(prunedByFisher(model.parameters, information, fraction, 1)),
        });
      }
      return found;
    } finally {
      await evaluator.release();
    }
  });
}
