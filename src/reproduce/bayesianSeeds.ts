/** What the seeds of a reproduction gave, and the figures that are taken of them. */

import type { Configuration } from "../methods/bayesian/configuration.ts";
import {
  negativeLogLikelihood,
  normalised,
  uncertaintyCalibrationError,
  uncertaintyCalibrationErrorOfRight,
} from "../methods/bayesian/uncertaintyMeasures.ts";
import type { Table } from "../methods/zoobot/measures.ts";
import type { Pruned, Said, Tried } from "./bayesianRuns.ts";

/** What a scale is. */
export interface Size {
  base: Partial<Configuration> & Pick<Configuration, "epochs">;
  priors: readonly Configuration["prior"][];
  /** Of the Laplace prior. */
  temperatures: readonly number[];
  /** Only the network with certain weights and the Laplace prior's: none with dropout, none with the PAC-style cost. */
  isPair?: true;
  fractions: readonly number[];
  /** Networks drawn to predict. */
  draws: number;
  /** Networks with certain weights, each from a start of its own: together they are a deep ensemble. */
  members: number;
  /** Simulated sources on which doubt is held to people's; left out, it is not. */
  simulated?: number;
}

/** What one seed gave. */
export interface Seed {
  /** Each from a start of its own. */
  certain: readonly [Tried, ...Tried[]];
  /** Of several of them. */
  ensemble?: Said;
  cheap: { laplace: Said; dropout?: Said };
  /** Of a pair, by their last epoch's weights instead of those of the least validation loss. */
  ended?: { certain: Tried; laplace: Tried };
  /** By prior, at the usual temperature. */
  priors: Map<string, Tried>;
  /** By temperature, of the Laplace prior. */
  temperatures: Map<number, Tried>;
  pac?: Tried;
  pruned: Pruned[];
  /** Whether each test source is of the second class. */
  truth: number[];
  validationTruth: number[];
  /** The same of the uncertain sources, as the catalogue's experts have them. */
  uncertainTruth: number[];
  /** Of the confident sources, those that are test sources. */
  testShare: number;
}

export function table(p: readonly number[]): Table {
  return { answers: 2, values: p.flatMap((each) => [1 - each, each]) };
}

export function errorsOf({ p }: Said, truth: readonly number[]): boolean[] {
  return p.map((each, i) => (each > 0.5 ? 1 : 0) !== truth[i]);
}

export function errorRate(said: Said, truth: readonly number[]): number {
  return errorsOf(said, truth).filter(Boolean).length / truth.length;
}

/** In per cent, by predictive entropy. */
export function uce(said: Said, truth: readonly number[]): number {
  return 100 * uncertaintyCalibrationError(normalised(said.entropy, 2), errorsOf(said, truth));
}

/** What `uce` comes to on average where probabilities are right, in per cent. */
export function uceOfRight({ p, entropy }: Said): number {
  return 100 * uncertaintyCalibrationErrorOfRight(normalised(entropy, 2), table(p));
}

/**
 * UCE on test sources as the catalogue has them, confident and uncertain: of the uncertain ones, which no network has learnt
 * from, each counts as much as the share of confident ones that are test sources.
 */
export function uceOfBoth(tried: Tried, seed: Seed): number {
  const { all, weights } = bothOf(tried, seed);
  const isWrong = [...errorsOf(tried.test, seed.truth), ...errorsOf(tried.uncertain, seed.uncertainTruth)];
  return 100 * uncertaintyCalibrationError(normalised(all.entropy, 2), isWrong, { weights });
}

/** `uceOfRight` of the same. */
export function uceOfBothRight(tried: Tried, seed: Seed): number {
  const { all, weights } = bothOf(tried, seed);
  return 100 * uncertaintyCalibrationErrorOfRight(normalised(all.entropy, 2), table(all.p), { weights });
}

function bothOf(
  { test, uncertain }: Tried,
  { testShare }: Seed,
): { all: Pick<Said, "p" | "entropy">; weights: number[] } {
  return {
    all: { p: [...test.p, ...uncertain.p], entropy: [...test.entropy, ...uncertain.entropy] },
    weights: [...test.p.map(() => 1), ...uncertain.p.map(() => testShare)],
  };
}

export function loss({ p }: Pick<Said, "p">, truth: readonly number[]): number {
  return negativeLogLikelihood(table(p), table(truth));
}

/** The mean over networks with certain weights, which differ from start to start. */
export function certainly(seed: Seed, of: (tried: Tried) => number): number {
  return seed.certain.reduce((sum, tried) => sum + of(tried), 0) / seed.certain.length;
}

export const laplaceOf = ({ priors }: Seed) => priors.get("laplace") as Tried;

/** Of a scale that is a pair. */
export const endedOf = ({ ended }: Seed) => ended as NonNullable<Seed["ended"]>;

type Figure = (said: Said, truth: readonly number[]) => number;

export const onConfident = (figure: Figure) => (tried: Tried, seed: Seed) => figure(tried.test, seed.truth);

export const onUncertain = (figure: Figure) => (tried: Tried, seed: Seed) =>
  figure(tried.uncertain, seed.uncertainTruth);
