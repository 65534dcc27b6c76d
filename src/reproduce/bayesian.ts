/** Mohan+ 2022 (arXiv 2201.01203): Bayesian networks on MiraBest, their uncertainty, calibration, pruning and temperature. */

import { join } from "node:path";
import type { Configuration } from "../methods/bayesian/configuration.ts";
import type { Workspace } from "../survey/workspace.ts";
import { indicesOf } from "../training/examples.ts";
import { claimsOf } from "./bayesianClaims.ts";
import { type Doubt, doubtClaims, doubtOf, type JudgedSources, judgedSources, lessons } from "./bayesianDoubt.ts";
import { plotsOf } from "./bayesianPlots.ts";
import {
  dropoutRate,
  droppedHead,
  laplaceHead,
  prunedErrors,
  type Tried,
  together,
  trainedRun,
  triedRun,
  uncertainOf,
  type Work,
} from "./bayesianRuns.ts";
import type { Seed, Size } from "./bayesianSeeds.ts";
import type { Reproduction, Scale } from "./claims.ts";
import { catalogueName, classes, confidentExamples, readMirabest } from "./mirabest.ts";
import { allEnded, type Lanes, lanesFor } from "./sideBySide.ts";
import { fingerprint, type Steps } from "./steps.ts";

/** The temperature of the paper's main results. */
const usual = 0.01;

const sizes: Readonly<Record<Scale, Size>> = {
  small: {
    // The middle 173 arcseconds in pixels of 2.7: half the beam, so that nothing of the sources is lost, and a fifth of the work.
    // Deviations of the paper, 0.007 to 0.018, are half of a weight in the fourth layer, and 40 epochs do not make up for it
    // (seen on the splits of seeds 101 and 102).
    base: { imageSize: 64, zoom: 0.64, epochs: 40, learningRate: 2e-3, deviation: 0.003, testDraws: 20 },
    priors: ["laplace", "gaussian"],
    temperatures: [1, usual, 1e-4],
    fractions: [0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98],
    draws: 50,
    members: 3,
    simulated: 1000,
  },
  full: {
    base: { imageSize: 150, zoom: 1, epochs: 200, learningRate: 1e-3 },
    priors: ["laplace", "gaussian", "laplace-mixture", "gaussian-mixture"],
    temperatures: [1, 0.5, 0.2, 0.1, 0.05, 0.02, usual, 5e-3, 1e-3, 1e-4, 1e-5],
    fractions: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98],
    draws: 200,
    members: 5,
    simulated: 3000,
  },
};

/** Of each scale only the two networks that are compared, so that they may learn for longer, on more splits. */
const pairs: Readonly<Record<Scale, Size>> = {
  // Neither is done after 40 epochs, and by a rate of 1 deviations stay what they began with.
  small: pairOf(sizes.small, { epochs: 120, deviationRate: 3 }),
  full: pairOf(sizes.full, {}),
};

function pairOf({ base, fractions, draws }: Size, own: Partial<Configuration>): Size {
  const learnt = { ...base, ...own };
  return {
    // To the end: over-confidence comes after the epoch of least validation loss.
    base: { ...learnt, patience: learnt.epochs },
    priors: ["laplace"],
    temperatures: [usual],
    isPair: true,
    fractions,
    draws,
    members: 1,
  };
}

export interface BayesianRequest {
  /** Folder of MiraBest: catalog.csv and the images it names. */
  data: string;
  scale: Scale;
  /** Only the network with certain weights and the Laplace prior's. */
  pair?: boolean;
  seeds: number;
  /** Networks under way at once, each on one thread. */
  threads: number;
  /** In place of what the scale has. */
  size?: Size;
  signal: AbortSignal;
  onProgress?: (fraction: number, text: string) => void;
}

/** @throws Fault where the folder is not MiraBest's; what `signal` was aborted with */
export async function reproduceBayesian(
  workspace: Workspace,
  steps: Steps,
  request: BayesianRequest,
): Promise<Reproduction> {
  const { data, scale, pair = false, seeds, threads, signal, onProgress = () => {} } = request;
  const size = request.size ?? (pair ? pairs : sizes)[scale];
  const sources = await readMirabest(data);
  const print = await fingerprint(join(data, catalogueName));
  const inLane = lanesFor(threads);
  const { simulated } = size;
  // Simulating takes a processor for the better part of a minute: networks learn beside it.
  const judged = simulated === undefined ? undefined : inLane(() => judgedSources(workspace, simulated, signal));
  const pieces = seeds * piecesOf(size);
  let done = 0;
  const of = (seed: number) => {
    const work: Work = {
      workspace,
      steps,
      sources,
      seed,
      examples: confidentExamples(sources, seed),
      // Two threads would take twice the processor for these networks, and a fifth off the clock.
      base: { ...size.base, threads: 1 },
      draws: size.draws,
      data: print,
      signal,
      report: (text) => onProgress(done / pieces, text),
    };
    const piece: Lanes = (own) => inLane(() => own().finally(() => done++));
    return allEnded([ofMirabest(work, size, piece), ofPeople(work, judged, piece)] as const);
  };
  const [found] = await allEnded([allEnded(Array.from({ length: seeds }, (_, i) => of(i + 1))), judged]);
  const all = found.map(([seed]) => seed);
  const doubts = found.flatMap(([, own]) => own);
  const counts = { confident: confidentExamples(sources, 1).ids.length, test: all[0]?.truth.length ?? 0 };
  return {
    paper: "arXiv 2201.01203",
    title: `Bayesian uncertainty for radio galaxies${size.isPair ? ": certain and Bayesian weights alone" : ""}`,
    scale,
    seeds,
    data: `MiraBest (${counts.confident} confident sources of the paper's 833; ${counts.test} to test a seed, a split of our own each)`,
    claims: [...claimsOf(all, size), ...(doubts.length > 0 ? doubtClaims(doubts) : [])],
    plots: plotsOf(all, size),
  };
}

function piecesOf({ members, priors, temperatures, isPair, simulated }: Size): number {
  const doubts = simulated === undefined ? 0 : lessons.length;
  return members + priors.length + unusual(temperatures).length + (isPair ? 0 : 2) + doubts;
}

/** The usual one is among the priors' networks. */
function unusual(temperatures: readonly number[]): number[] {
  return temperatures.filter((temperature) => temperature !== usual);
}

/** Trains and tries the networks of a seed. */
async function ofMirabest(work: Work, size: Size, inLane: Lanes): Promise<Seed> {
  const { seed, examples } = work;
  const one = async (name: string, own: Partial<Configuration>) => {
    const id = await trainedRun(work, name, own);
    const tried = await triedRun(work, name, id);
    return { id, tried, ended: size.isPair && (await triedRun(work, name, id, { last: true })) };
  };
  const members = Array.from({ length: size.members }, (_, member) =>
    inLane(async () => {
      const found = await one(`certain ${member + 1}`, {
        cost: "likelihood",
        seed: seed + 1000 * member,
      });
      return { ...found, laplace: member === 0 ? await laplaceHead(work, found.id) : undefined };
    }),
  );
  const dropout = size.isPair
    ? undefined
    : inLane(async () => {
        const id = await trainedRun(work, "certain with dropout", { cost: "likelihood", dropout: dropoutRate });
        return droppedHead(work, id);
      });
  const priors = size.priors.map((prior) =>
    inLane(async () => {
      const found = await one(prior, { prior, temperature: usual });
      return { ...found, pruned: prior === "laplace" ? await prunedErrors(work, found.id, size.fractions) : undefined };
    }),
  );
  const rest = unusual(size.temperatures);
  const temperatures = rest.map((temperature) =>
    inLane(() => one(`laplace at ${temperature}`, { prior: "laplace", temperature })),
  );
  const pac = size.isPair
    ? undefined
    : inLane(() => one("pac at 1", { prior: "laplace", temperature: 1, cost: "pac" }));
  const [certain, dropped, probable, tempered, cautious] = await allEnded([
    allEnded(members),
    dropout,
    allEnded(priors),
    allEnded(temperatures),
    pac,
  ]);
  const [first, ...others] = certain;
  const usualOne = probable[size.priors.indexOf("laplace")];
  if (!first?.laplace || !usualOne?.pruned) throw new Error("a scale has a certain network, and the Laplace prior");
  const truthOf = (split: "test" | "validation") =>
    indicesOf(examples, split).map((index) => examples.targets[index]?.[1] ?? 0);
  return {
    certain: [first.tried, ...others.map(({ tried }) => tried)],
    ...(others.length > 0 ? { ensemble: together(certain.map(({ tried }) => tried.test.p)) } : {}),
    cheap: { laplace: first.laplace, ...(dropped ? { dropout: dropped } : {}) },
    ...(first.ended && usualOne.ended ? { ended: { certain: first.ended, laplace: usualOne.ended } } : {}),
    priors: new Map(size.priors.map((prior, i) => [prior, (probable[i] as { tried: Tried }).tried])),
    temperatures: new Map(
      size.temperatures.map((temperature) => [
        temperature,
        (temperature === usual ? usualOne : (tempered[rest.indexOf(temperature)] as { tried: Tried })).tried,
      ]),
    ),
    ...(cautious ? { pac: cautious.tried } : {}),
    pruned: usualOne.pruned,
    truth: truthOf("test"),
    validationTruth: truthOf("validation"),
    uncertainTruth: uncertainOf(work.sources).map((each) => Number(each.class === classes[1])),
    testShare: indicesOf(examples, "test").length / examples.ids.length,
  };
}

/** Trains and tries those that are held to people's doubt. */
function ofPeople(work: Work, judged: Promise<JudgedSources> | undefined, inLane: Lanes): Promise<Doubt[]> {
  return allEnded(judged ? lessons.map((lesson) => inLane(async () => doubtOf(work, lesson, await judged))) : []);
}
