/** Representations: one vector an object and run, and the objects nearest to one. */

import type { Table } from "@lancedb/lancedb";
import { Fault } from "../fault.ts";
import type { SurveyCard } from "./card.ts";
import { ownColumns } from "./catalogueRows.ts";
import { conditions, type Filter } from "./galaxies.ts";
import { columnSql, storedName, textSql } from "./lance.ts";
import { openSurvey, readColumns, type Survey } from "./survey.ts";
import { writeSurvey } from "./surveyTable.ts";
import { upsertColumns } from "./upsertColumns.ts";
import type { Workspace } from "./workspace.ts";

function columnOf(run: string): string {
  return `representation_${run}`;
}

/**
 * Stores vectors, in place of those the run's objects had before.
 * @param vectors [ids.length x dimension]
 * @throws Fault "vector" that names an object with numbers that are not finite
 */
export async function writeRepresentations(
  workspace: Workspace,
  name: string,
  run: string,
  ids: readonly string[],
  vectors: Float32Array,
  dimension: number,
): Promise<void> {
  requireFinite(run, ids, vectors, dimension);
  await openSurvey(workspace, name);
  await writeSurvey(workspace, name, async ({ before }) => {
    if (!before) throw new Fault("no-survey", `there is no survey "${name}" any more`);
    await upsertRepresentations(before.table, run, ids, vectors, dimension);
    return withRepresentations(before.card, run, dimension);
  });
}

/** For inside of `writeSurvey`; then the card comes from `withRepresentations`. @param vectors [ids.length x dimension], finite */
export async function upsertRepresentations(
  table: Table,
  run: string,
  ids: readonly string[],
  vectors: Float32Array,
  dimension: number,
): Promise<void> {
  await upsertColumns(table, ids, [{ name: columnOf(run), type: "vector", dimension, values: vectors }]);
}

export function withRepresentations(card: SurveyCard, run: string, dimension: number): SurveyCard {
  const others = card.representations.filter((each) => each.run !== run);
  return { ...card, representations: [...others, { run, dimension }] };
}

/** @throws Fault "vector" that names an object with numbers that are not finite */
export function requireFinite(run: string, ids: readonly string[], vectors: Float32Array, dimension: number): void {
  const broken = vectors.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) throw notFinite(ids[Math.floor(broken / dimension)] ?? "", run);
}

function notFinite(id: string, run: string): Fault {
  return new Fault(
    "vector",
    `the representation of object "${id}" by "${run}" has numbers that are not finite: look at its image, and at the run's training`,
  );
}

/** Vectors of many objects, in the order of their ids. */
export interface Representations {
  ids: string[];
  /** [ids.length x dimension] */
  values: Float32Array;
  dimension: number;
}

/**
 * A run's vectors of every object that has one.
 * @param among only of objects that pass every filter
 * @throws Fault "no-representations" where there are none; "vector" that names an object with numbers that are not finite
 */
export async function readRepresentations(
  survey: Survey,
  run: string,
  among: readonly Filter[] = [],
): Promise<Representations> {
  return readWhere(survey, run, await conditions(survey, among));
}

/** The same of some objects, by id; those without a vector are left out. */
export async function representationsById(
  survey: Survey,
  run: string,
  ids: readonly string[],
): Promise<Representations> {
  return readWhere(survey, run, [`${columnSql(ownColumns.id)} IN (${ids.map(textSql).join(", ")})`]);
}

async function readWhere(survey: Survey, run: string, where: readonly string[]): Promise<Representations> {
  const { dimension } = representationsOf(survey, run);
  const column = columnOf(run);
  const rows = await readColumns(survey, [column], [`${columnSql(column)} IS NOT NULL`, ...where].join(" AND "));
  const values = new Float32Array(rows.length * dimension);
  rows.forEach((row, i) => {
    const vector = (row[storedName(column)] as { toArray(): Float32Array }).toArray();
    if (!vector.every(Number.isFinite)) throw notFinite(String(row[ownColumns.id]), run);
    values.set(vector, i * dimension);
  });
  return { ids: rows.map((row) => String(row[ownColumns.id])), values, dimension };
}

export interface Neighbour {
  id: string;
  image: string;
  /** 1 minus the cosine of the angle between the representations. */
  distance: number;
}

/**
 * The objects most alike to one, by exact search; itself is not among them.
 * @param among only objects that pass every filter
 * @throws Fault "no-representations" where the run has embedded nothing here; "no-galaxy"
 */
export async function nearest(
  survey: Survey,
  run: string,
  id: string,
  limit: number,
  among: readonly Filter[] = [],
): Promise<Neighbour[]> {
  const { card, table } = survey;
  representationsOf(survey, run);
  const column = storedName(columnOf(run));
  const isIt = `${columnSql(ownColumns.id)} = ${textSql(id)}`;
  const [own] = await table.query().select([column]).where(isIt).limit(1).toArray();
  if (!own) throw new Fault("no-galaxy", `survey "${card.name}" has no object "${id}"`);
  if (!own[column])
    throw new Fault(
      "no-representations",
      `object "${id}" has no representation of run "${run}": embed the survey again`,
    );
  const others = `${columnSql(ownColumns.id)} != ${textSql(id)}`;
  return search(survey, run, Float32Array.from(own[column]), limit, [others, ...(await conditions(survey, among))]);
}

/**
 * The objects most alike to something outside of the survey, by exact search.
 * @param vector the run's representation of it
 * @throws Fault "no-representations" where the run has embedded nothing here; "vector" where none of its can look so
 */
export async function nearestTo(
  survey: Survey,
  run: string,
  vector: readonly number[],
  limit: number,
  among: readonly Filter[] = [],
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
  return search(survey, run, numbers, limit, await conditions(survey, among));
}

/**
 * The run whose representations to take: the one asked for, else the last that were stored.
 * @throws Fault "no-representations" where none are
 */
export function representedBy({ card }: Survey, run?: string): string {
  const chosen = run ?? card.representations.at(-1)?.run;
  if (chosen !== undefined) return chosen;
  throw new Fault(
    "no-representations",
    `survey "${card.name}" has no representations: make them with almagest embed ${card.name} --run <run>`,
  );
}

/** @throws Fault "no-representations" that names the runs which have some */
function representationsOf({ card }: Survey, run: string): { dimension: number } {
  const found = card.representations.find((each) => each.run === run);
  if (found) return found;
  const known = card.representations.map((each) => each.run);
  throw new Fault(
    "no-representations",
    `survey "${card.name}" has no representations of run "${run}": make them with almagest embed ${card.name} --run ${run}` +
      (known.length ? `, or use ${known.join(", ")}` : ""),
  );
}

async function search(
  { table }: Survey,
  run: string,
  vector: Float32Array,
  limit: number,
  among: readonly string[],
): Promise<Neighbour[]> {
  const isThere = `${columnSql(columnOf(run))} IS NOT NULL`;
  const rows = await table
    .query()
    .nearestTo(vector)
    .column(storedName(columnOf(run)))
    .distanceType("cosine")
    .bypassVectorIndex()
    .where([isThere, ...among].join(" AND "))
    .limit(limit)
    .select([ownColumns.id, ownColumns.image, "_distance"])
    .toArray();
  return rows
    .map((row) => ({
      id: String(row[ownColumns.id]),
      image: String(row[ownColumns.image]),
      distance: Math.max(0, Number(row._distance)),
    }))
    .sort((a, b) => a.distance - b.distance || (a.id < b.id ? -1 : 1));
}
