/** The next objects to rate, several at once: kriging believer (Ginsbourger, Le Riche & Carraro 2010). */

import { dot, solveLower } from "../lowerTriangle.ts";
import type { Worth } from "./acquisition.ts";
import type { Predictions } from "./everywhere.ts";
import type { GaussianProcess } from "./gaussianProcess.ts";
import { kernel, squaredDistances } from "./rationalQuadratic.ts";

export interface Proposal {
  /** Which object. */
  object: number;
  /** The rating it is expected to get, and how uncertain that is. */
  mean: number;
  deviation: number;
}

/**
 * Each next object is the best after those before it got the rating that is expected of them. That changes no mean, and makes
 * everything like them less uncertain, so worth only falls: an object whose worth has been brought up to date and is still the
 * greatest is the next one, and the others' can wait (Minoux 1978).
 * @param isTaken objects that are not to be proposed
 */
export function proposeBatch(
  process: GaussianProcess,
  { mean, deviation }: Predictions,
  vectors: Float32Array,
  { count, worth, isTaken }: { count: number; worth: Worth; isTaken: (object: number) => boolean },
): Proposal[] {
  const { dimension, spread } = process;
  const believer = startBelieving(process);
  const chosen: Proposal[] = [];
  const waiting = Array.from(mean.keys())
    .filter((object) => !isTaken(object))
    .map((object) => ({
      object,
      worth: worth(mean[object] as number, deviation[object] as number),
      deviation: deviation[object] as number,
      believed: 0,
    }))
    .sort((a, b) => b.worth - a.worth || a.object - b.object);
  while (chosen.length < count && waiting.length > 0) {
    const [first] = waiting as [(typeof waiting)[number]];
    if (first.believed === chosen.length) {
      waiting.shift();
      chosen.push({ object: first.object, mean: mean[first.object] as number, deviation: first.deviation });
      believer.believe(pointOf(vectors, dimension, first.object));
      continue;
    }
    const exact = spread * believer.deviationAt(pointOf(vectors, dimension, first.object));
    // The two precisions may differ in the last digits, and worth must not grow.
    first.deviation = Math.min(first.deviation, exact);
    first.worth = Math.min(first.worth, worth(mean[first.object] as number, first.deviation));
    first.believed = chosen.length;
    sinkFirst(waiting);
  }
  return chosen;
}

function pointOf(vectors: Float32Array, dimension: number, object: number): Float64Array {
  return Float64Array.from(vectors.subarray(object * dimension, (object + 1) * dimension));
}

/** Moves the first to its place in a list that is in order otherwise. */
function sinkFirst(waiting: { object: number; worth: number }[]): void {
  const [first] = waiting as [{ object: number; worth: number }];
  let at = 0;
  for (let next = waiting[1]; next && isBefore(next, first); next = waiting[at + 1]) waiting[at++] = next;
  waiting[at] = first;
}

function isBefore(a: { object: number; worth: number }, b: { object: number; worth: number }): boolean {
  return a.worth > b.worth || (a.worth === b.worth && a.object < b.object);
}

/** The process with ratings that are only expected: its factor with rows added below. */
function startBelieving({ hyperparameters, points, dimension, factor, weights }: GaussianProcess) {
  const ratings = weights.length;
  const added: { point: Float64Array; row: Float64Array; pivot: number }[] = [];
  const explainedBy = (point: Float64Array): Float64Array => {
    const known = squaredDistances(point, points, dimension).map((square) => kernel(square, hyperparameters));
    solveLower(factor, ratings, known);
    const all = new Float64Array(ratings + added.length);
    all.set(known);
    added.forEach((each, i) => {
      const square = squaredDistances(point, each.point, dimension)[0] as number;
      all[ratings + i] = (kernel(square, hyperparameters) - dot(each.row, 0, all, 0, ratings + i)) / each.pivot;
    });
    return all;
  };
  return {
    /** In units of the targets' spread. */
    deviationAt(point: Float64Array): number {
      const explained = explainedBy(point);
      return Math.sqrt(Math.max(0, hyperparameters.amplitude - dot(explained, 0, explained, 0, explained.length)));
    },
    believe(point: Float64Array): void {
      const row = explainedBy(point);
      const rest = hyperparameters.amplitude + hyperparameters.noise - dot(row, 0, row, 0, row.length);
      added.push({ point, row, pivot: Math.sqrt(Math.max(rest, hyperparameters.noise)) });
    },
  };
}
