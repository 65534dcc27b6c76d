/** How soon each way of choosing finds what interests a simulated person (Walmsley+ 2022, section 6 of the recipe). */

import { exitCodes, Fault } from "../../fault.ts";
import { randomStream, shuffled } from "../../random.ts";
import type { Acquisition } from "./acquisition.ts";
import type { AnomalySpace } from "./anomalySpace.ts";
import { astronomalyScore } from "./astronomaly.ts";
import { type Everywhere, everywhere } from "./everywhere.ts";
import { isolationDecision } from "./isolationForest.ts";
import { type Learnt, learn, nextToRate, type RowRatings, unratedByScore, withKnown } from "./ranking.ts";

export const waysToChoose = ["gaussianProcess", "astronomaly", "isolationForest", "random"] as const;

export type WayToChoose = (typeof waysToChoose)[number];

/** A person who answers at once. */
export interface Questioned {
  space: Pick<AnomalySpace, "vectors" | "dimension">;
  /** [objects], 0 to 5. */
  scores: ArrayLike<number>;
  /** [objects] */
  isInteresting: readonly boolean[];
}

export interface EvaluationOptions {
  /** How many the person rates. */
  ratings: number;
  batch: number;
  seeds: number;
  acquisition?: Acquisition;
  deviations?: number;
  /** Lengths of the lists that are judged. */
  lists?: readonly number[];
  threads?: number;
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

export interface Spread {
  mean: number;
  /** Standard deviation over the seeds. */
  deviation: number;
}

export interface ListMeasure {
  length: number;
  /** Share of the list that interests, with the rated objects ranked by what is known of them, as in the paper. */
  withKnown: Spread;
  /** The same, where the first count most: sum of (N - i) over those that interest, over the sum of all. */
  rankWeighted: Spread;
  /** Share of the first that nobody has rated: what a person would be shown next. */
  unrated: Spread;
  unratedRankWeighted: Spread;
}

export interface WayMeasured {
  way: WayToChoose;
  lists: ListMeasure[];
  /** Found among the rated. */
  foundWhileRating: Spread;
  /** Interesting objects that are left to be found after that. */
  left: Spread;
  /** Their share of the objects that nobody has rated: what chance would find in the `unrated` lists. */
  leftRate: number;
  /** found[i]: interesting objects among the first i shown, mean over the seeds: first the rated, then the ranking of the rest. */
  found: number[];
}

export interface Evaluation {
  objects: number;
  interesting: number;
  baseRate: number;
  ratings: number;
  ways: WayMeasured[];
}

/** Features of a network are brought down to as many before they go into Astronomaly (Lochner & Bassett 2021). */
const astronomalyDimension = 10;
/** With fewer ratings the hyperparameters are looked for anew each time: the last ones may be far off. */
const ratingsForWarmStart = 100;

/** @throws Fault "interest" where none or all are interesting; "usage" where there are fewer objects than ratings */
export async function evaluateWays(person: Questioned, options: EvaluationOptions): Promise<Evaluation> {
  const { isInteresting, space } = person;
  const objects = isInteresting.length;
  const interesting = isInteresting.filter(Boolean).length;
  if (interesting === 0 || interesting === objects)
    throw new Fault("interest", `${interesting} of ${objects} objects are interesting: there is nothing to find`, {
      exitCode: exitCodes.usage,
    });
  if (options.ratings >= objects)
    throw new Fault("usage", `there are ${objects} objects: --ratings must be less, not ${options.ratings}`, {
      exitCode: exitCodes.usage,
    });
  const { seeds, onProgress = () => {}, threads = 2 } = options;
  const quick = everywhere(space, { threads });
  const runs = new Map<WayToChoose, Course[]>(waysToChoose.map((way) => [way, []]));
  try {
    for (let seed = 0; seed < seeds; seed++) {
      const report = (share: number) => onProgress(seed + share, seeds);
      runs.get("gaussianProcess")?.push(await byGaussianProcess(person, quick, options, seed, report));
      for (const course of byForests(person, options, seed)) runs.get(course.way)?.push(course);
      runs.get("random")?.push(atRandom(person, options, seed));
    }
  } finally {
    await quick.release();
  }
  return {
    objects,
    interesting,
    baseRate: interesting / objects,
    ratings: options.ratings,
    ways: waysToChoose.map((way) => measured(way, person, runs.get(way) ?? [], options.lists ?? [50, 100])),
  };
}

interface Course {
  way: WayToChoose;
  /** In the order they were rated. */
  rated: readonly number[];
  /** The others, the most promising first. */
  rest: readonly number[];
}

async function byGaussianProcess(
  { space, scores }: Questioned,
  quick: Everywhere,
  { ratings, batch, acquisition, deviations, signal }: EvaluationOptions,
  seed: number,
  report: (share: number) => void,
): Promise<Course> {
  const given = new Map<number, number>();
  let learnt: Learnt | undefined;
  const learnFrom = () => {
    const from = given.size >= ratingsForWarmStart ? learnt?.process.hyperparameters : undefined;
    return learn(space, quick, given, { seed, from });
  };
  while (given.size < ratings) {
    signal?.throwIfAborted();
    if (given.size > 0) learnt = await learnFrom();
    const count = Math.min(batch, ratings - given.size);
    for (const { row } of nextToRate(space, learnt, given, { count, acquisition, deviations, seed }))
      given.set(row, scores[row] as number);
    report(given.size / ratings);
  }
  const { mean } = await learnFrom();
  return { way: "gaussianProcess", rated: [...given.keys()], rest: unratedByScore(mean, (row) => given.has(row)) };
}

/** Both show the oddest first while they are rated; Astronomaly learns from that in which order the rest comes. */
function byForests({ space, scores }: Questioned, { ratings }: EvaluationOptions, seed: number): Course[] {
  const few = firstColumns(space, astronomalyDimension);
  const decision = isolationDecision(few, { seed });
  const order = unratedByScore(
    decision.map((each) => -each),
    () => false,
  );
  const rated = order.slice(0, ratings);
  const isRated = new Set(rated);
  const score = astronomalyScore(
    few,
    decision,
    { rows: rated, ratings: rated.map((row) => scores[row] as number) },
    { seed },
  );
  return [
    { way: "isolationForest", rated, rest: order.slice(ratings) },
    { way: "astronomaly", rated, rest: unratedByScore(score, (row) => isRated.has(row)) },
  ];
}

function atRandom({ isInteresting }: Questioned, { ratings }: EvaluationOptions, seed: number): Course {
  const order = Array.from(shuffled(isInteresting.length, randomStream(seed, "at random")));
  return { way: "random", rated: order.slice(0, ratings), rest: order.slice(ratings) };
}

function firstColumns({ vectors, dimension }: Questioned["space"], count: number): Questioned["space"] {
  if (count >= dimension) return { vectors, dimension };
  const few = new Float32Array((vectors.length / dimension) * count);
  for (let i = 0; i * dimension < vectors.length; i++)
    few.set(vectors.subarray(i * dimension, i * dimension + count), i * count);
  return { vectors: few, dimension: count };
}

function measured(
  way: WayToChoose,
  { scores, isInteresting }: Questioned,
  courses: readonly Course[],
  lengths: readonly number[],
): WayMeasured {
  const interests = (row: number) => isInteresting[row] === true;
  const knownOf = ({ rated }: Course): RowRatings => new Map(rated.map((row) => [row, scores[row] as number]));
  // Whoever looks at random ranks nothing, by nothing.
  const ranked = (course: Course) =>
    way === "random" ? [...course.rated, ...course.rest] : withKnown(course.rest, knownOf(course), interests);
  const over = (measure: (course: Course) => number) => spreadOf(courses.map(measure));
  return {
    way,
    lists: lengths.map((length) => ({
      length,
      withKnown: over((course) => shareOf(ranked(course).slice(0, length), interests)),
      rankWeighted: over((course) => rankWeighted(ranked(course).slice(0, length), interests)),
      unrated: over(({ rest }) => shareOf(rest.slice(0, length), interests)),
      unratedRankWeighted: over(({ rest }) => rankWeighted(rest.slice(0, length), interests)),
    })),
    foundWhileRating: over(({ rated }) => rated.filter(interests).length),
    left: over(({ rest }) => rest.filter(interests).length),
    leftRate: over(({ rest }) => shareOf(rest, interests)).mean,
    found: meanFound(courses, interests),
  };
}

function shareOf(rows: readonly number[], interests: (row: number) => boolean): number {
  return rows.length === 0 ? 0 : rows.filter(interests).length / rows.length;
}

export function rankWeighted(rows: readonly number[], interests: (row: number) => boolean): number {
  const n = rows.length;
  if (n === 0) return 0;
  return rows.reduce((sum, row, i) => sum + (interests(row) ? n - i : 0), 0) / ((n * (n + 1)) / 2);
}

function meanFound(courses: readonly Course[], interests: (row: number) => boolean): number[] {
  const [first] = courses;
  const found = new Array<number>((first ? first.rated.length + first.rest.length : 0) + 1).fill(0);
  for (const { rated, rest } of courses) {
    let sum = 0;
    [...rated, ...rest].forEach((row, i) => {
      sum += Number(interests(row));
      found[i + 1] = (found[i + 1] as number) + sum / courses.length;
    });
  }
  return found;
}

function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const squares = values.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return { mean, deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}
