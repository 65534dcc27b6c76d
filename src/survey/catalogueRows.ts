/** The rows of a catalogue, each value checked: what is good as columns, what is bad as faults. */

import { resolve } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { exitCodes, Fault } from "../fault.ts";
import type { Column } from "./arrowTable.ts";
import { type Catalogue, sqlColumn } from "./catalogue.ts";
import { columnTypes, valueSql } from "./columnTypes.ts";
import { answerColumns, type DecisionTree, questionSlices } from "./decisionTree.ts";
import type { LabelRule } from "./labels.ts";
import type { RowFault } from "./rowFaults.ts";
import { splitOf } from "./split.ts";
import type { VoteSource } from "./voteColumns.ts";
import {
  countsFromFractions,
  fractionColumn,
  parentRule,
  parseCount,
  parseFraction,
  voteFractions,
} from "./voteRules.ts";

/** Columns of the store that are not the catalogue's. */
export const ownColumns = { id: "id_str", image: "image", split: "split" } as const;

export interface CatalogueRows {
  ids: string[];
  /** Absolute paths. */
  images: string[];
  /** Row numbers as a person counts them. */
  rows: number[];
  columns: Column[];
  /** Rows whose class was not asked for. */
  leftOut: number;
}

/** @param faults is added to */
export async function readRows(
  connection: DuckDBConnection,
  catalogue: Catalogue,
  { imageFolder, votes, label }: { imageFolder: string; votes: VoteSource | undefined; label: LabelRule | undefined },
  faults: RowFault[],
): Promise<CatalogueRows> {
  const text = (column: string) => readColumn(connection, sqlColumn(catalogue, column));
  const ids = (await text("id_str")).map((id) => (id ?? "").trim());
  const files = (await text("file_loc")).map((file) => (file ?? "").trim());
  const labels = label && (await text(label.column)).map(label.classOf);
  const isLeftOut = (i: number) => labels?.[i] === "left out";
  const rowNumber = (i: number) => catalogue.rowOf(i + 1);
  const bad = new Set<number>();
  const fault = (i: number, kind: RowFault["kind"], reason: string) => {
    bad.add(i);
    faults.push({ row: rowNumber(i), id: ids[i] || null, kind, reason });
  };

  checkIds(ids, isLeftOut, fault, rowNumber);
  files.forEach((file, i) => {
    if (file === "" && !isLeftOut(i)) fault(i, "image-missing", "file_loc is empty");
  });
  await checkCoordinates(connection, catalogue, isLeftOut, fault);
  const counts = votes && (await readVotes(connection, catalogue, votes, isLeftOut, fault));

  const kept = ids.flatMap((_, i) => (bad.has(i) || isLeftOut(i) ? [] : [i]));
  const columns: Column[] = [
    { name: ownColumns.id, type: "string", values: kept.map((i) => ids[i] ?? "") },
    { name: ownColumns.image, type: "string", values: kept.map((i) => resolve(imageFolder, files[i] ?? "")) },
    { name: ownColumns.split, type: "string", values: kept.map((i) => splitOf(ids[i] ?? "")) },
  ];
  if (label && labels) columns.push({ name: label.column, type: "string", values: kept.map((i) => labels[i] ?? null) });
  if (votes && counts)
    columns.push(
      ...voteColumnsOf(
        votes.tree,
        kept.map((i) => counts[i] ?? new Int32Array()),
      ),
    );
  const taken = new Set(columns.map(({ name }) => name));
  const others = catalogue.columns.filter((name) => !taken.has(name));
  const types = await columnTypes(connection, catalogue, others);
  for (const name of others) {
    const type = types.get(name) ?? "string";
    const values = await readColumn<string | number>(connection, valueSql(catalogue, name, type));
    columns.push({ name, type, values: kept.map((i) => values[i] ?? null) });
  }
  return {
    ids: kept.map((i) => ids[i] ?? ""),
    images: kept.map((i) => resolve(imageFolder, files[i] ?? "")),
    rows: kept.map(rowNumber),
    columns,
    leftOut: ids.filter((_, i) => isLeftOut(i)).length,
  };
}

/** @throws Fault "missing-column" that lists the columns there are */
export function needColumn({ fileName, columns }: Catalogue, name: string, why: string): void {
  if (columns.includes(name)) return;
  const close = columns.find((column) => column.toLowerCase() === name.toLowerCase());
  const hint = close ? ` (is "${close}" meant? names are case-sensitive)` : "";
  throw new Fault(
    "missing-column",
    `${fileName} has no column "${name}"${hint}, ${why}; its columns: ${columns.slice(0, 12).join(", ")}${columns.length > 12 ? ", ..." : ""}`,
    { exitCode: exitCodes.failed },
  );
}

type Report = (i: number, kind: RowFault["kind"], reason: string) => void;

function checkIds(
  ids: readonly string[],
  isLeftOut: (i: number) => boolean,
  fault: Report,
  rowNumber: (i: number) => number,
): void {
  const first = new Map<string, number>();
  ids.forEach((id, i) => {
    if (isLeftOut(i)) return;
    const before = first.get(id);
    if (id === "") fault(i, "id", "id_str is empty");
    else if (before === undefined) first.set(id, i);
    else fault(i, "duplicate-id", `id_str ${id} stands in row ${rowNumber(before)} too`);
  });
}

const coordinateNames = [
  { names: ["ra", "ra_deg"], low: 0, high: 360 },
  { names: ["dec", "dec_deg"], low: -90, high: 90 },
];

async function checkCoordinates(
  connection: DuckDBConnection,
  catalogue: Catalogue,
  isLeftOut: (i: number) => boolean,
  fault: Report,
): Promise<void> {
  for (const { names, low, high } of coordinateNames) {
    const name = names.find((each) => catalogue.columns.includes(each));
    if (!name) continue;
    const values = await readColumn(connection, sqlColumn(catalogue, name));
    values.forEach((value, i) => {
      const text = (value ?? "").trim();
      // Sexagesimal is text like any other here; only what claims to be degrees is checked.
      if (text === "" || isLeftOut(i) || /^[+-]?\d{1,3}[:h ]/.test(text)) return;
      const degrees = Number(text);
      if (!(degrees >= low && degrees <= high))
        fault(i, "coordinates", `${name} "${text}" is not between ${low} and ${high}`);
    });
  }
}

async function readVotes(
  connection: DuckDBConnection,
  catalogue: Catalogue,
  { tree, columns, kind, totalColumn }: VoteSource,
  isLeftOut: (i: number) => boolean,
  fault: Report,
): Promise<Int32Array[]> {
  const texts: (string | null)[][] = [];
  for (const column of columns) texts.push(await readColumn(connection, sqlColumn(catalogue, column)));
  const totals =
    totalColumn === undefined ? undefined : await readColumn(connection, sqlColumn(catalogue, totalColumn));
  const exceeding = parentRule(tree);
  const fromFractions = countsFromFractions(tree);
  return Array.from({ length: catalogue.records }, (_, i) => {
    if (isLeftOut(i)) return new Int32Array(columns.length);
    const wrong: string[] = [];
    const parse = <T>(column: string, value: T | string): T | undefined => {
      if (typeof value !== "string") return value;
      wrong.push(`${column}: ${value}`);
      return undefined;
    };
    if (kind === "counts") {
      const counts = Int32Array.from(texts, (values, c) => parse(columns[c] ?? "", parseCount(values[i] ?? null)) ?? 0);
      if (wrong.length > 0) fault(i, "votes", wrong.join("; "));
      else for (const reason of exceeding(counts)) fault(i, "votes-exceed-parent", reason);
      return counts;
    }
    const fractions = texts.map((values, c) => parse(columns[c] ?? "", parseFraction(values[i] ?? null)) ?? null);
    const total = parse(totalColumn ?? "", parseCount(totals?.[i] ?? null)) ?? 0;
    if (wrong.length > 0) fault(i, "fractions", wrong.join("; "));
    return fromFractions(fractions, total);
  });
}

/** Vote counts, and the fractions they make, as columns. @param counts of each object, in the order of `answerColumns` */
export function voteColumnsOf(tree: DecisionTree, counts: readonly ArrayLike<number>[]): Column[] {
  const names = answerColumns(tree);
  const toFractions = voteFractions(tree);
  const fractions = counts.map(toFractions);
  const fractionNames = questionSlices(tree).flatMap(({ question }) =>
    question.answers.map((answer) => fractionColumn(question, answer)),
  );
  return [
    ...names.map((name, c): Column => ({ name, type: "int32", values: counts.map((row) => row[c] ?? 0) })),
    ...fractionNames.map(
      (name, c): Column => ({ name, type: "float32", values: fractions.map((row) => row[c] ?? null) }),
    ),
  ];
}

/** One column of the table `catalogue`, in the order of the file. */
export async function readColumn<T extends string | number = string>(
  connection: DuckDBConnection,
  expression: string,
): Promise<(T | null)[]> {
  const reader = await connection.runAndReadAll(`SELECT ${expression} FROM catalogue ORDER BY record`);
  const [column = []] = reader.getColumnsJS();
  return column as (T | null)[];
}
