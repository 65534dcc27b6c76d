/** Objects in the order in which they should interest a person who has rated some. */

import { randomStream, shuffled } from "../../random.ts";
import { type Acquisition, expectedImprovement, upperConfidence } from "./acquisition.ts";
import type { AnomalySpace } from "./anomalySpace.ts";
import type { Everywhere, Predictions } from "./everywhere.ts";
import { fitGaussianProcess, type GaussianProcess, type Rated } from "./gaussianProcess.ts";
import { proposeBatch } from "./proposeBatch.ts";
import type { Hyperparameters } from "./rationalQuadratic.ts";

/** Row of the space and rating. */
export type RowRatings = ReadonlyMap<number, number>;

export interface Learnt extends Predictions {
  process: GaussianProcess;
  /** Ratings that it was learnt from. */
  ratings: number;
}

/**
 * Memory grows with the square of the ratings, and time with their cube: 2,000 are a matrix of 32 MB, 20,000 would be one of
 * 3.2 GB.
 */
export const mostRatings = 2000;

/** The highest, which say what interests and are rare, and as many others drawn at random, which say what does not. */
export function ratingsToLearn(ratings: RowRatings, seed: number): RowRatings {
  if (ratings.size <= mostRatings) return ratings;
  const ranked = [...ratings].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const others = ranked.slice(mostRatings / 2);
  const drawn = shuffled(others.length, randomStream(seed, "ratings")).subarray(0, mostRatings / 2);
  return new Map([...ranked.slice(0, mostRatings / 2), ...Array.from(drawn, (i) => others[i] as [number, number])]);
}

type Space = Pick<AnomalySpace, "vectors" | "dimension">;

/** What the ratings say of every object; of many, `ratingsToLearn`. @param from hyperparameters of an earlier batch */
export async function learn(
  { vectors, dimension }: Space,
  everywhere: Everywhere,
  all: RowRatings,
  { seed = 0, from }: { seed?: number; from?: Hyperparameters } = {},
): Promise<Learnt> {
  const ratings = ratingsToLearn(all, seed);
  const points = new Float64Array(ratings.size * dimension);
  [...ratings.keys()].forEach((row, i) => {
    points.set(vectors.subarray(row * dimension, (row + 1) * dimension), i * dimension);
  });
  const rated: Rated = { points, dimension, targets: Float64Array.from(ratings.values()) };
  const process = fitGaussianProcess(rated, { seed, from });
  return { process, ratings: ratings.size, ...(await everywhere.predict(process)) };
}

export interface NextOptions {
  count: number;
  acquisition?: Acquisition;
  /** Deviations that "ucb" adds to the mean. */
  deviations?: number;
  seed?: number;
  /** Rows that are not to be shown though nobody rated them. */
  passed?: ReadonlySet<number>;
}

export interface Proposed {
  row: number;
  /** Null where there is nothing yet to expect it from. */
  mean: number | null;
  deviation: number | null;
}

/** The next objects to rate. Before the first rating they are drawn at random: nothing is known of what interests. */
export function nextToRate(
  { vectors, dimension }: Space,
  learnt: Learnt | undefined,
  ratings: RowRatings,
  { count, acquisition = "ei", deviations = 1, seed = 0, passed = new Set() }: NextOptions,
): Proposed[] {
  const isTaken = (row: number) => ratings.has(row) || passed.has(row);
  if (!learnt) {
    const order = shuffled(vectors.length / dimension, randomStream(seed, "first"));
    const rows = Array.from(order).filter((row) => !isTaken(row));
    return rows.slice(0, count).map((row) => ({ row, mean: null, deviation: null }));
  }
  const best = Math.max(...ratings.values());
  const worth = acquisition === "ei" ? expectedImprovement(best) : upperConfidence(deviations);
  return proposeBatch(learnt.process, learnt, vectors, { count, worth, isTaken }).map(({ object, ...rest }) => ({
    row: object,
    ...rest,
  }));
}

/** Rows nobody rated, the greatest score first; among equals the row that comes first. */
export function unratedByScore(scores: ArrayLike<number>, isRated: (row: number) => boolean): number[] {
  return Array.from({ length: scores.length }, (_, row) => row)
    .filter((row) => !isRated(row))
    .sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
}

/** What is known to interest first (the higher rated before), what is known to be dull last (Walmsley+ 2022). */
export function withKnown(
  unrated: readonly number[],
  ratings: RowRatings,
  isInteresting: (row: number, rating: number) => boolean,
): number[] {
  const known = [...ratings].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const part = (wanted: boolean) =>
    known.filter(([row, rating]) => isInteresting(row, rating) === wanted).map(([row]) => row);
  return [...part(true), ...unrated, ...part(false)];
}
