/** Objects like several examples, and unlike others: galaxies of the survey, pictures, or all that carry a tag. */

import { Fault } from "../fault.ts";
import { type Filter, galaxiesById } from "../survey/galaxies.ts";
import { readRepresentations } from "../survey/representations.ts";
import { selectedIds } from "../survey/selection.ts";
import type { Survey } from "../survey/survey.ts";
import { scoresAlong, type WhitenedVectors, whitened } from "./discriminant.ts";

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
  return alikeIn(survey, { ...(await whitened(await readRepresentations(survey, run))), run }, examples, limit, among);
}

/** @param space of the survey, which a server keeps */
export async function alikeIn(
  survey: Survey,
  space: WhitenedVectors & { run: string },
  { like, unlike = [], pictures = [] }: Examples,
  limit: number,
  among: readonly Filter[] = [],
): Promise<Alike[]> {
  const rows = new Map(space.ids.map((id, row) => [id, row]));
  const at = (row: number) => space.values.subarray(row * space.count, (row + 1) * space.count);
  const vectorOf = (id: string) => {
    const row = rows.get(id);
    if (row === undefined)
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
  const best = space.ids
    .map((id, row) => ({ id, score: scores[row] as number }))
    .filter(({ id }) => !shown.has(id) && passing?.has(id) !== false)
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, limit);
  const scoreOf = new Map(best.map(({ id, score }) => [id, score]));
  const galaxies = await galaxiesById(survey, [...scoreOf.keys()], []);
  return galaxies.map(({ id, image }) => ({ id, image, score: scoreOf.get(id) as number }));
}
