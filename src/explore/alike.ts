/** Objects like several examples, and unlike others: galaxies of the survey, pictures, or all that carry a tag. */

import { Fault } from "../fault.ts";
import { type Filter, galaxiesById } from "../survey/galaxies.ts";
import { selectedIds } from "../survey/selection.ts";
import type { Survey } from "../survey/survey.ts";
import { scoresAlong, type WhitenedVectors } from "./discriminant.ts";
import { whitenedSpace } from "./storedComponents.ts";

export interface Examples {
  /** Objects of the survey to be like. */
  like: readonly string[];
  /** Objects of the survey to be unlike. */
  unlike?: readonly string[];
  /** Representations, by the same run, of things outside of the survey to be like. */
  pictures?: readonly (readonly number[])[];
}

export interface Alike {
  id: string;
  image: string;
  /** Standard deviations of the survey, along the direction that the examples teach. */
  score: number;
}

/**
 * The examples themselves are not among the results. For one example and nothing else, `nearest` is the better question.
 * @param among only objects that pass every filter; the examples need not
 * @throws Fault "no-galaxy" that names an example the survey does not have; "no-representations" where it has no vector
 */
export async function alike(
  survey: Survey,
  run: string,
  examples: Examples,
  limit: number,
  among: readonly Filter[] = [],
): Promise<Alike[]> {
  return alikeIn(survey, { ...(await whitenedSpace(survey, run)), run }, examples, limit, among);
}

/** @param space of the survey, which a server keeps */
export async function alikeIn(
  survey: Survey,
  space: WhitenedVectors & { run: string },
  { like, unlike = [], pictures = [] }: Examples,
  limit: number,
  among: readonly Filter[] = [],
): Promise<Alike[]> {
  const at = (row: number) => space.values.subarray(row * space.count, (row + 1) * space.count);
  const vectorOf = (id: string) => {
    const row = rowOf(space.ids, id);
    if (row < 0)
      throw new Fault(
        "no-galaxy",
        `survey "${survey.card.name}" has no object "${id}" with a representation by "${space.run}"`,
      );
    return at(row);
  };
  const positives = [...like.map(vectorOf), ...(await Promise.all(pictures.map(space.place)))];
  const scores = scoresAlong(space, positives, unlike.map(vectorOf));
  const shown = new Set([...like, ...unlike]);
  const passing = among.length > 0 ? new Set(await selectedIds(survey, { filters: among })) : undefined;
  const isListed = (row: number) => {
    const id = space.ids[row] as string;
    return !shown.has(id) && passing?.has(id) !== false;
  };
  const best = highest(scores, limit, isListed);
  const scoreOf = new Map(best.map((row) => [space.ids[row] as string, scores[row] as number]));
  const galaxies = await galaxiesById(survey, [...scoreOf.keys()], []);
  return galaxies.map(({ id, image }) => ({ id, image, score: scoreOf.get(id) as number }));
}

/** @param ids ascending @returns -1 where it is not among them */
function rowOf(ids: readonly string[], id: string): number {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ids[middle] as string) < id) low = middle + 1;
    else high = middle;
  }
  return ids[low] === id ? low : -1;
}

/** The rows of the highest scores, highest first; of equal ones the earlier row. Only what comes near the list is asked for. */
function highest(scores: Float32Array, limit: number, isListed: (row: number) => boolean): number[] {
  const best: number[] = [];
  const at = (place: number) => scores[best[place] as number] as number;
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row] as number;
    if (best.length >= limit && score <= at(best.length - 1)) continue;
    if (!isListed(row)) continue;
    let [low, high] = [0, best.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at(middle) >= score) low = middle + 1;
      else high = middle;
    }
    best.splice(low, 0, row);
    if (best.length > limit) best.pop();
  }
  return best;
}
