/** The objects most alike to one, or to a vector: through the run's index where there is one, else by comparing all. */

import { Fault } from "../fault.ts";
import { ownColumns } from "./catalogueRows.ts";
import { conditions, type Filter, galaxiesById } from "./galaxies.ts";
import { columnSql, storedName, textSql } from "./lance.ts";
import type { Metric } from "./metric.ts";
import { nearestByScan } from "./nearestByScan.ts";
import { representationBatches, representationColumn, representationsOf } from "./representations.ts";
import type { Survey } from "./survey.ts";
import { type Found, longestIndexed, type MeasuredSearch, searchVectors } from "./vectorIndex.ts";

export type Neighbour = Found;

/** How a search is done: by comparing every vector, or through the run's index, with the recall that was measured. */
export type SearchBy = { by: "exact" } | ({ by: "index" } & MeasuredSearch);

export interface SearchOptions {
  /** Only objects that pass every filter. */
  among?: readonly Filter[];
  /** Compare every vector, even where there is an index. */
  exact?: boolean;
  /** The cosine's, where it is left out. */
  metric?: Metric;
}

/** @throws Fault "no-representations" */
export function searchBy(
  survey: Survey,
  run: string,
  limit: number,
  { among = [], exact = false, metric = "cosine" }: SearchOptions = {},
): SearchBy {
  const { index: built } = representationsOf(survey, run);
  const index = metric === "cosine" ? built : built?.metrics.find((each) => each.metric === metric);
  const found = among.length > 0 ? index?.filtered : index?.plain;
  return found && !exact && limit <= longestIndexed ? { by: "index", ...found } : { by: "exact" };
}

/**
 * The objects most alike to one; itself is not among them.
 * @throws Fault "no-representations" where the run has embedded nothing here; "no-galaxy"
 */
export async function nearest(
  survey: Survey,
  run: string,
  id: string,
  limit: number,
  options: SearchOptions = {},
): Promise<Neighbour[]> {
  const { card, table } = survey;
  representationsOf(survey, run);
  const column = storedName(representationColumn(run));
  const isIt = `${columnSql(ownColumns.id)} = ${textSql(id)}`;
  const [own] = await table.query().select([column]).where(isIt).limit(1).toArray();
  if (!own) throw new Fault("no-galaxy", `survey "${card.name}" has no object "${id}"`);
  if (!own[column])
    throw new Fault(
      "no-representations",
      `object "${id}" has no representation of run "${run}": embed the survey again`,
    );
  // One more, and itself taken out: to ask for all ids but one would read every id.
  const found = await search(survey, run, Float32Array.from(own[column]), limit + 1, options);
  return found.filter((each) => each.id !== id).slice(0, limit);
}

/**
 * The objects most alike to something outside of the survey.
 * @param vector the run's representation of it
 * @throws Fault "no-representations" where the run has embedded nothing here; "vector" where none of its can look so
 */
export async function nearestTo(
  survey: Survey,
  run: string,
  vector: readonly number[],
  limit: number,
  options: SearchOptions = {},
): Promise<Neighbour[]> {
  const { dimension } = representationsOf(survey, run);
  if (vector.length !== dimension)
    throw new Fault(
      "vector",
      `a representation by run "${run}" has ${dimension} numbers, and this vector ${vector.length}`,
    );
  const numbers = Float32Array.from(vector);
  // A number that float32 cannot hold has become infinite.
  const length = Math.hypot(...numbers);
  if (!(length > 0 && Number.isFinite(length)))
    throw new Fault("vector", "a vector of zeros, or of numbers too large, has no direction to compare");
  return search(survey, run, numbers, limit, options);
}

async function search(
  survey: Survey,
  run: string,
  vector: Float32Array,
  limit: number,
  options: SearchOptions,
): Promise<Neighbour[]> {
  const { metric = "cosine" } = options;
  const how = searchBy(survey, run, limit, options);
  const where = await conditions(survey, options.among ?? []);
  const effort = how.by === "index" ? how : undefined;
  if (effort || metric === "cosine")
    return searchVectors(survey.table, representationColumn(run), vector, limit, where, effort, metric);
  const [found = []] = await nearestByScan(representationBatches(survey, run, where), [{ vector }], limit, metric);
  const galaxies = await galaxiesById(
    survey,
    found.map(({ id }) => id),
    [],
  );
  const distances = new Map(found.map(({ id, distance }) => [id, distance]));
  return galaxies.map(({ id, image }) => ({ id, image, distance: distances.get(id) as number }));
}
