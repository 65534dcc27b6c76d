/** What to rate next in a survey, from the ratings that are stored. */

import type { Survey } from "../../survey/survey.ts";
import { type AnomalySpace, anomalySpace } from "./anomalySpace.ts";
import { type Everywhere, everywhere } from "./everywhere.ts";
import type { Basis } from "./proposalWords.ts";
import { learn, type NextOptions, nextToRate, unratedByScore } from "./ranking.ts";
import { type Ratings, readRatings } from "./ratings.ts";
import type { Hyperparameters } from "./rationalQuadratic.ts";

export interface ProposeOptions extends Omit<NextOptions, "passed"> {
  run?: string;
  /** Whose ratings count; everybody's, where it is left out. */
  by?: string;
  interest?: string;
  threads?: number;
  /** What `propose` found when there were fewer ratings: it is quicker from there. */
  from?: Hyperparameters;
}

export interface Expected {
  id: string;
  /** The rating it is expected to get, and how uncertain that is; null before the first rating. */
  mean: number | null;
  deviation: number | null;
}

export interface Proposals {
  run: string;
  /** Objects that can be proposed, and how many of them are rated. */
  objects: number;
  rated: number;
  /** Ratings that were learnt from: fewer where there are very many. */
  learntFrom: number;
  /** Objects that nobody whose ratings count has rated or passed on. */
  left: number;
  /** Rated objects that the run has no representation of: nothing is learnt from them. */
  unseen: number;
  /** What the proposals rest on: see `proposalWords`. */
  basis: Basis;
  /** What to rate next. */
  proposals: Expected[];
  /** What should interest most among the unrated, whether or not it teaches anything; empty where nothing is told apart. */
  likeliest: Expected[];
  hyperparameters: Hyperparameters | null;
}

/** @throws Fault "no-representations", "vector" */
export async function propose(survey: Survey, options: ProposeOptions): Promise<Proposals> {
  const space = await anomalySpace(survey, options.run);
  const ratings = await readRatings(survey.workspace, survey.card.name, options);
  const quick = everywhere(space, options);
  try {
    return await proposeIn(space, quick, ratings, options);
  } finally {
    await quick.release();
  }
}

/**
 * @param space of the survey, which a server keeps
 * @param quick of the same space
 */
export async function proposeIn(
  space: AnomalySpace & { run: string },
  quick: Everywhere,
  { scores, passed }: Ratings,
  options: ProposeOptions,
): Promise<Proposals> {
  const { run, ids } = space;
  const { seed = 0, from, count } = options;
  const place = new Map(ids.map((id, row) => [id, row]));
  const rated = new Map(
    [...scores].flatMap(([id, score]) => (place.has(id) ? [[place.get(id) as number, score]] : [])),
  );
  const passedRows = new Set([...passed].flatMap((id) => place.get(id) ?? []));
  const learnt = rated.size > 0 ? await learn(space, quick, rated, { seed, from }) : undefined;
  const next = nextToRate(space, learnt, rated, { ...options, passed: passedRows });
  const isOver = (row: number) => rated.has(row) || passedRows.has(row);
  const basis = !learnt ? "drawn" : isFlat(learnt.mean, isOver) ? "unlike" : "learnt";
  const likeliest = learnt && basis === "learnt" ? unratedByScore(learnt.mean, isOver).slice(0, count) : [];
  return {
    run,
    objects: ids.length,
    rated: rated.size,
    learntFrom: learnt?.ratings ?? 0,
    left: ids.length - new Set([...rated.keys(), ...passedRows]).size,
    unseen: scores.size - rated.size,
    basis,
    proposals: next.map(({ row, mean, deviation }) => ({ id: ids[row] as string, mean, deviation })),
    likeliest: likeliest.map((row) => ({
      id: ids[row] as string,
      mean: learnt?.mean[row] ?? null,
      deviation: learnt?.deviation[row] ?? null,
    })),
    hyperparameters: learnt?.process.hyperparameters ?? null,
  };
}

/** Expected ratings that differ by less than this are the same number wherever they are shown. */
const sameRating = 0.005;

/** @param isOver rows that are not asked about */
function isFlat(expected: Float32Array, isOver: (row: number) => boolean): boolean {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  expected.forEach((each, row) => {
    if (!isOver(row)) [low, high] = [Math.min(low, each), Math.max(high, each)];
  });
  return high - low < sameRating;
}
