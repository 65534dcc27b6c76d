/** A map that is kept with a survey: which runs have one, where its objects lie, and what a column says of them. */

import { Fault } from "../../fault.ts";
import { ownColumns } from "../../survey/catalogueRows.ts";
import { storedName } from "../../survey/lance.ts";
import { mapColumns } from "../../survey/mapColumns.ts";
import { columnKinds, readColumns, type Survey } from "../../survey/survey.ts";
import type { SurveyColumns } from "../../survey/surveyColumns.ts";

export interface StoredMap {
  run: string;
  ids: string[];
  /** [objects, 2], x and y. */
  places: Float32Array;
}

export type MapColours =
  | { kind: "number"; values: (number | null)[] }
  | {
      kind: "text";
      /** The most frequent, most frequent first. */
      classes: { name: string; count: number }[];
      /** Classes that are not among them. */
      others: { classes: number; count: number };
      /** An index into `classes`, its length for one of the others, null for no class. */
      codes: (number | null)[];
    };

/** More colours than this cannot be told apart. */
export const mostClasses = 8;

/** Runs with a map, in the order in which their columns were made. */
export async function mappedRuns(survey: Survey): Promise<string[]> {
  const columns = new Set((await columnKinds(survey)).keys());
  const before = mapColumns("").x;
  return [...columns].flatMap((column) => {
    const run = column.slice(before.length);
    return column.startsWith(before) && columns.has(mapColumns(run).y) ? [run] : [];
  });
}

/** The objects that were laid out, in the order of ids. @throws Fault "no-map" that says how to make one */
export async function storedMap(survey: Survey, run: string): Promise<StoredMap> {
  const rows = await mapRows(survey, run, []);
  const { x, y } = mapColumns(run);
  const [storedX, storedY] = [storedName(x), storedName(y)];
  const places = new Float32Array(rows.length * 2);
  for (const [i, row] of rows.entries()) places.set([Number(row[storedX]), Number(row[storedY])], i * 2);
  return { run, ids: rows.map((row) => String(row[ownColumns.id])), places };
}

/**
 * A column's values for the objects of `storedMap`, in its order; numbers that are not finite are null.
 * @throws Fault "no-map", "no-column"
 */
export async function mapColours(survey: Survey, run: string, column: string): Promise<MapColours> {
  const kind = (await columnKinds(survey)).get(column);
  if (kind === undefined) throw new Fault("no-column", `survey "${survey.card.name}" has no column "${column}"`);
  const stored = storedName(column);
  const values = (await mapRows(survey, run, [column])).map((row) => row[stored] ?? null);
  if (kind === "number")
    return { kind, values: values.map((value) => (value === null ? null : finite(Number(value)))) };
  const names = values.map((value) => (value === null || value === "" ? null : String(value)));
  const counts = new Map<string, number>();
  for (const name of names) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  const ranked = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const classes = ranked.slice(0, mostClasses).map(([name, count]) => ({ name, count }));
  const rest = ranked.slice(mostClasses);
  const codeOf = new Map(classes.map(({ name }, code) => [name, code]));
  return {
    kind,
    classes,
    others: { classes: rest.length, count: rest.reduce((sum, [, count]) => sum + count, 0) },
    codes: names.map((name) => (name === null ? null : (codeOf.get(name) ?? classes.length))),
  };
}

/** Where the objects of `storedMap` stand in the table, in its order. @throws Fault "no-map" */
export async function placedRows(survey: Survey, columns: SurveyColumns, run: string): Promise<Uint32Array> {
  const { x, y } = neededColumns(survey, columns.kinds, run);
  const [across, up, ids] = [await columns.numbers(x), await columns.numbers(y), await columns.ids()];
  const rows = Uint32Array.from(ids.keys()).filter((row) => Number.isFinite(across[row]) && Number.isFinite(up[row]));
  const isInOrder = rows.every((row, i) => i === 0 || (ids[rows[i - 1] as number] as string) < (ids[row] as string));
  return isInOrder ? rows : rows.sort((a, b) => ((ids[a] as string) < (ids[b] as string) ? -1 : 1));
}

async function mapRows(survey: Survey, run: string, columns: readonly string[]) {
  const { x, y } = neededColumns(survey, await columnKinds(survey), run);
  const [storedX, storedY] = [storedName(x), storedName(y)];
  const isPlaced = (value: unknown) => value !== null && Number.isFinite(Number(value));
  return (await readColumns(survey, [x, y, ...columns])).filter(
    (row) => isPlaced(row[storedX]) && isPlaced(row[storedY]),
  );
}

function neededColumns({ card }: Survey, kinds: ReadonlyMap<string, unknown>, run: string): { x: string; y: string } {
  const { x, y } = mapColumns(run);
  if (kinds.has(x) && kinds.has(y)) return { x, y };
  throw new Fault(
    "no-map",
    `survey "${card.name}" has no map of run "${run}": make it with almagest map ${card.name} --run ${run}`,
  );
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
