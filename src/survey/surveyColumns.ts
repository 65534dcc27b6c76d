/**
 * A survey's numbers in memory, for a page on which a person drags: what is selected is known before the next frame.
 *
 * A row's place is where it stands in the table; it is the same in every column, mask and list of ids.
 */

import type { Query, TakeQuery } from "@lancedb/lancedb";
import type { Vector } from "apache-arrow";
import { ownColumns } from "./catalogueRows.ts";
import { conditions, type Filter } from "./galaxies.ts";
import { storedName } from "./lance.ts";
import { mapColumns } from "./mapColumns.ts";
import { holds } from "./polygon.ts";
import { mapBounds, type SelectionParts, skyColumns } from "./selection.ts";
import { columnKinds, type Survey } from "./survey.ts";
import { lostTable } from "./surveyTable.ts";

export type Numbers = Float32Array | Float64Array;

export interface SurveyColumns {
  /** Objects. */
  count: number;
  kinds: ReadonlyMap<string, "text" | "number">;
  /** As precise as they are stored; NaN where there is none. */
  numbers(column: string): Promise<Numbers>;
  ids(): Promise<readonly string[]>;
  /** Of few rows, in ascending order: all others' ids stay unread. */
  idsAt(rows: readonly number[]): Promise<readonly string[]>;
  /** 1 where a filter holds. */
  passing(filter: Filter): Promise<Uint8Array>;
}

/** A remembered one makes nothing twice. */
export type Remember = <Found>(key: string, make: () => Promise<Found>) => Promise<Found>;

/** @param remember keeps what is asked for again, for this version of this survey alone */
export async function surveyColumns(survey: Survey, remember: Remember): Promise<SurveyColumns> {
  const kinds = await columnKinds(survey);
  const count = await survey.table.countRows();
  const rowIds = () => remember("row ids", () => rowIdsOf(survey, count));
  return {
    count,
    kinds,
    numbers: (column) => remember(`numbers ${column}`, () => numbersIn(survey, column, count)),
    ids: () => remember("ids", () => idsIn(survey, survey.table.query())),
    idsAt: async (rows) => (rows.length === 0 ? [] : idsIn(survey, survey.table.takeOffsets([...rows]))),
    passing: (filter) =>
      remember(`passing ${JSON.stringify(filter)}`, async () => {
        const [where = ""] = await conditions(survey, [filter]);
        return marked(await rowIds(), await rowIdsOf(survey, count, where));
      }),
  };
}

/**
 * 1 for each object that is selected, as `selectedRows` would have it.
 * @throws Fault as `selectedRows`
 */
export async function selectedMask(
  survey: Survey,
  columns: SurveyColumns,
  { filters = [], lasso, sky, ids }: SelectionParts,
): Promise<Uint8Array> {
  // A column that is not there, or a number that is none, is said before anything is read.
  await conditions(survey, filters);
  const mask = new Uint8Array(columns.count).fill(1);
  const keep = (isKept: (row: number) => boolean) => {
    for (let row = 0; row < mask.length; row++) if (mask[row] === 1 && !isKept(row)) mask[row] = 0;
  };
  for (const filter of filters) keep(await testOf(columns, filter));
  if (sky) {
    const { ra, dec } = skyColumns(survey, columns.kinds);
    const [across, up] = [await columns.numbers(ra), await columns.numbers(dec)];
    const [west, east] = sky.ra.map((value) => asIn(across, value)) as [number, number];
    const [south, north] = sky.dec.map((value) => asIn(up, value)) as [number, number];
    keep((row) => {
      const [x, y] = [across[row] as number, up[row] as number];
      return (west > east ? x >= west || x <= east : x >= west && x <= east) && y >= south && y <= north;
    });
  }
  if (lasso) {
    mapBounds(survey, columns.kinds, lasso);
    const { x, y } = mapColumns(lasso.run);
    const [across, up] = [await columns.numbers(x), await columns.numbers(y)];
    keep((row) => holds(lasso.corners, across[row] as number, up[row] as number));
  }
  if (ids) {
    const [list, own] = [new Set(ids), await columns.ids()];
    keep((row) => list.has(own[row] as string));
  }
  return mask;
}

/** Ranges of numbers change while a person drags: they are looked up here, all else is asked of the table once. */
async function testOf(columns: SurveyColumns, filter: Filter): Promise<(row: number) => boolean> {
  const compare = comparisons[filter.operator];
  if (columns.kinds.get(filter.column) === "number" && compare) {
    const numbers = await columns.numbers(filter.column);
    const limit = asIn(numbers, Number(filter.value));
    return (row) => compare(numbers[row] as number, limit);
  }
  const passing = await columns.passing(filter);
  return (row) => passing[row] === 1;
}

/** A number as it would stand in the column: 20.7 of 32 bits is not 20.7 of 64. */
function asIn(numbers: Numbers, value: number): number {
  return numbers instanceof Float32Array ? Math.fround(value) : value;
}

const comparisons: Partial<Record<Filter["operator"], (a: number, b: number) => boolean>> = {
  ">=": (a, b) => a >= b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  "<": (a, b) => a < b,
};

async function rowIdsOf(survey: Survey, count: number, where?: string): Promise<BigUint64Array> {
  let query = survey.table.query().select([ownColumns.split]).withRowId();
  if (where !== undefined) query = query.where(where);
  const found = new BigUint64Array(count);
  let at = 0;
  for await (const batch of read(survey, query)) {
    const part = batch.getChild("_rowid")?.toArray() as BigUint64Array;
    found.set(part, at);
    at += part.length;
  }
  return found.subarray(0, at);
}

/** Both are read in the order of the table, so that one walk finds them all. */
function marked(all: BigUint64Array, some: BigUint64Array): Uint8Array {
  const mask = new Uint8Array(all.length);
  let next = 0;
  for (let row = 0; row < all.length && next < some.length; row++) {
    if (all[row] !== some[next]) continue;
    mask[row] = 1;
    next++;
  }
  if (next < some.length) throw new Error("the table gave its rows in two different orders");
  return mask;
}

async function numbersIn(survey: Survey, column: string, count: number): Promise<Numbers> {
  let numbers: Numbers | undefined;
  let at = 0;
  for await (const batch of read(survey, survey.table.query().select([storedName(column)]))) {
    const vector = batch.getChild(storedName(column)) as Vector;
    const isWhole = vector.nullCount === 0;
    const values = vector.toArray() as ArrayLike<number | bigint>;
    numbers ??= values instanceof Float32Array ? new Float32Array(count) : new Float64Array(count);
    for (let i = 0; i < vector.length; i++)
      numbers[at + i] = isWhole || vector.isValid(i) ? Number(values[i]) : Number.NaN;
    at += vector.length;
  }
  return numbers ?? new Float64Array(0);
}

async function idsIn(survey: Survey, query: Query | TakeQuery): Promise<string[]> {
  const ids: string[] = [];
  for await (const batch of read(survey, query.select([ownColumns.id]))) {
    const vector = batch.getChild(ownColumns.id) as Vector;
    for (let i = 0; i < vector.length; i++) ids.push(String(vector.get(i)));
  }
  return ids;
}

async function* read<Batch>(survey: Survey, query: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  try {
    yield* query;
  } catch (error) {
    throw lostTable(survey.workspace, survey.card.name, error);
  }
}
