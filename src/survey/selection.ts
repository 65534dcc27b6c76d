/** Which objects of a survey: those that pass filters, lie in a part of its map and of the sky, and stand on a list. */

import type { RecordBatch, Vector } from "apache-arrow";
import { z } from "zod";
import { exitCodes, Fault } from "../fault.ts";
import { ownColumns } from "./catalogueRows.ts";
import { conditions, filter, kindOf } from "./galaxies.ts";
import { columnSql, storedName } from "./lance.ts";
import { mapColumns } from "./mapColumns.ts";
import { type Corner, holds } from "./polygon.ts";
import { columnKinds, type Survey } from "./survey.ts";
import { lostTable } from "./surveyTable.ts";

const corner = z.tuple([z.number(), z.number()]);

/** A line drawn round a part of a run's map, in the map's own units. */
const lasso = z.strictObject({ run: z.string().min(1), corners: z.array(corner).min(3).max(1000).readonly() });

/** Degrees, ICRS. Where the first right ascension is the larger one, the part goes over 0. */
const sky = z.strictObject({
  ra: z.tuple([z.number().min(0).max(360), z.number().min(0).max(360)]),
  dec: z.tuple([z.number().min(-90).max(90), z.number().min(-90).max(90)]),
});

/** All of these hold; what is left out holds for every object. */
export const selectionParts = z.strictObject({
  filters: z.array(filter).max(100).readonly().optional(),
  lasso: lasso.optional(),
  sky: sky.optional(),
  ids: z.array(z.string()).readonly().optional(),
});

export type SelectionParts = Readonly<z.infer<typeof selectionParts>>;
export type Lasso = NonNullable<SelectionParts["lasso"]>;
export type SkyPart = NonNullable<SelectionParts["sky"]>;

export interface Selection extends SelectionParts {
  /** A column, with "-" before it for descending; the id where it is left out. */
  order?: string;
}

export function isEverything({ filters = [], lasso: line, sky: part, ids }: SelectionParts): boolean {
  return filters.length === 0 && line === undefined && part === undefined && ids === undefined;
}

/** Some of a selection's rows, as they are stored. */
export interface SelectedRows {
  /** The columns asked for, in that order. */
  vectors: Vector[];
  /** Which of the vectors' rows are selected. */
  rows: Uint32Array;
}

/**
 * The selected rows of a survey, a part at a time, in the order they are stored in.
 * @throws Fault "no-column", "no-map" or "no-position" that names what the survey lacks; "filter" where a number was expected
 */
export async function* selectedRows(
  survey: Survey,
  selection: SelectionParts,
  columns: readonly string[],
): AsyncGenerator<SelectedRows> {
  const { filters = [], lasso: line, sky: part, ids } = selection;
  const types = await columnKinds(survey);
  for (const column of columns) kindOf(survey, types, column);
  const where = await conditions(survey, filters);
  if (line) where.push(...mapBounds(survey, types, line));
  if (part) where.push(...skyConditions(survey, types, part));
  const own = [...new Set([...(ids ? [ownColumns.id] : []), ...(line ? Object.values(mapColumns(line.run)) : [])])];
  const wanted = [...new Set([...columns, ...own])];
  let query = survey.table.query().select(wanted.length > 0 ? wanted.map(storedName) : [ownColumns.id]);
  if (where.length > 0) query = query.where(where.join(" AND "));
  const list = ids && new Set(ids);
  try {
    for await (const batch of query) {
      const vectorOf = (column: string) => vectorIn(batch, column);
      const tests: ((row: number) => boolean)[] = [];
      if (list) {
        const idVector = vectorOf(ownColumns.id);
        tests.push((row) => list.has(String(idVector.get(row))));
      }
      if (line) tests.push(insideOf(line, vectorOf));
      yield { vectors: columns.map(vectorOf), rows: passing(batch.numRows, tests) };
    }
  } catch (error) {
    throw lostTable(survey.workspace, survey.card.name, error);
  }
}

/**
 * Ids of the selected objects, in order. Objects without a value come last.
 * @throws Fault as `selectedRows`
 */
export async function selectedIds(survey: Survey, { order, ...parts }: Selection): Promise<string[]> {
  const column = order?.replace(/^-/, "");
  const ids: string[] = [];
  const values: unknown[] = [];
  const columns = [ownColumns.id, ...(column === undefined ? [] : [column])];
  for await (const { vectors, rows } of selectedRows(survey, parts, columns)) {
    const [idVector, valueVector] = vectors as [Vector, Vector | undefined];
    for (const row of rows) {
      ids.push(String(idVector.get(row)));
      if (valueVector) values.push(valueVector.get(row));
    }
  }
  if (column === undefined) return ids.sort();
  const direction = order?.startsWith("-") ? -1 : 1;
  const places = Array.from(ids, (_, i) => i);
  places.sort((a, b) => compare(values[a], values[b], direction) || ((ids[a] as string) < (ids[b] as string) ? -1 : 1));
  return places.map((place) => ids[place] as string);
}

/** The columns that say where a survey's objects stand in the sky. @throws Fault "no-position" */
export function skyColumns(
  survey: Pick<Survey, "card">,
  types: ReadonlyMap<string, "text" | "number">,
): { ra: string; dec: string } {
  const found = (names: string[]) => names.find((name) => types.get(name) === "number");
  const [ra, dec] = [found(["ra", "ra_deg"]), found(["dec", "dec_deg"])];
  if (ra !== undefined && dec !== undefined) return { ra, dec };
  throw new Fault(
    "no-position",
    `survey "${survey.card.name}" has no columns "ra" and "dec" of numbers: its objects' places in the sky are not known`,
    { exitCode: exitCodes.usage },
  );
}

/** What holds for every point inside of the line, so that few others are read. @throws Fault "no-map" */
export function mapBounds(
  survey: Pick<Survey, "card">,
  types: ReadonlyMap<string, "text" | "number">,
  { run, corners }: Lasso,
): string[] {
  const { name } = survey.card;
  return Object.values(mapColumns(run)).flatMap((column, axis) => {
    if (!types.has(column))
      throw new Fault(
        "no-map",
        `survey "${name}" has no map of run "${run}": make it with almagest map ${name} --run ${run}`,
      );
    const along = corners.map((each) => each[axis as 0 | 1]);
    return [`${columnSql(column)} >= ${Math.min(...along)}`, `${columnSql(column)} <= ${Math.max(...along)}`];
  });
}

function skyConditions(
  survey: Survey,
  types: ReadonlyMap<string, "text" | "number">,
  { ra: [west, east], dec: [south, north] }: SkyPart,
): string[] {
  const { ra, dec } = skyColumns(survey, types);
  const [raSql, decSql] = [columnSql(ra), columnSql(dec)];
  const isOver0 = west > east;
  return [
    `(${raSql} >= ${west} ${isOver0 ? "OR" : "AND"} ${raSql} <= ${east})`,
    `${decSql} >= ${south}`,
    `${decSql} <= ${north}`,
  ];
}

function insideOf({ run, corners }: Lasso, vectorOf: (column: string) => Vector): (row: number) => boolean {
  const { x, y } = mapColumns(run);
  const [across, up] = [vectorOf(x), vectorOf(y)];
  const line: readonly Corner[] = corners;
  return (row) => holds(line, Number(across.get(row)), Number(up.get(row)));
}

function passing(count: number, tests: readonly ((row: number) => boolean)[]): Uint32Array {
  const rows = new Uint32Array(count);
  let found = 0;
  for (let row = 0; row < count; row++) if (tests.every((test) => test(row))) rows[found++] = row;
  return rows.subarray(0, found);
}

function vectorIn(batch: RecordBatch, column: string): Vector {
  const vector = batch.getChild(storedName(column));
  if (!vector) throw new Error(`the table gave no column ${column}`);
  return vector;
}

function compare(a: unknown, b: unknown, direction: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return ((a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0) * direction;
}
