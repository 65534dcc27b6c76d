/** Objects like several examples, and unlike others: galaxies of the survey, pictures, or all that carry a tag. */

import { Fault } from "../fault.ts";
import { ownColumns } from "../survey/catalogueRows.ts";
import { conditions, type Filter } from "../survey/galaxies.ts";
import { readRepresentations } from "../survey/representations.ts";
import { readColumns, type Survey } from "../survey/survey.ts";
import { scoresAlong, whitened } from "./discriminant.ts";

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
  { like, unlike = [], pictures = [] }: Examples,
  limit: number,
  among: readonly Filter[] = [],
): Promise<Alike[]> {
  const space = await whitened(await readRepresentations(survey, run));
  const rows = new Map(space.ids.map((id, row) => [id, row]));
  const at = (row: number) => space.values.subarray(row * space.count, (row + 1) * space.count);
  const vectorOf = (id: string) => {
    const row = rows.get(id);
    if (row === undefined)
      throw new Fault(
        "no-galaxy",
        `survey "${survey.card.name}" has no object "${id}" with a representation by "${run}"`,
      );
    return at(row);
  };
  const positives = [...like.map(vectorOf), ...(await Promise.all(pictures.map(space.place)))];
  const scores = scoresAlong(space, positives, unlike.map(vectorOf));
  const shown = new Set([...like, ...unlike]);
  const where = (await conditions(survey, among)).join(" AND ");
  const passing = await readColumns(survey, [ownColumns.image], where || undefined);
  const images = new Map(passing.map((row) => [String(row[ownColumns.id]), String(row[ownColumns.image])]));
  return space.ids
    .flatMap((id, row): Alike[] => {
      const image = shown.has(id) ? undefined : images.get(id);
      return image === undefined ? [] : [{ id, image, score: scores[row] as number }];
    })
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, limit);
}
