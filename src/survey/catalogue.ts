/** A catalogue file (CSV, TSV, Parquet, FITS or VOTable) as a DuckDB table of text, with the rows that could not be read. */

import { open, stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { Fault, fileFault } from "../fault.ts";
import type { ReadTable } from "../sky/readTable.ts";
import { fitsCatalogue, voTableCatalogue } from "./catalogueOfTable.ts";
import { blankRows, encodingFault, readCsvHead } from "./csvHead.ts";
import { literal, pathSql, rowsOf } from "./duckdb.ts";
import type { RowFault } from "./rowFaults.ts";

/**
 * The rows are in the table `catalogue`: `record` 1, 2, ... in the order of the file, then one column of text per column
 * of the file, named by `sqlColumn`. Empty fields are null.
 */
export interface Catalogue {
  fileName: string;
  columns: string[];
  records: number;
  /** The number a person finds the record at: a CSV's header is row 1, the first row of a Parquet, FITS or VOTable is 1. */
  rowOf(record: number): number;
  /** Rows that are not in the table. */
  faults: RowFault[];
  /** Types of the columns, where the file says them (Parquet, FITS, VOTable), by DuckDB's names. */
  types: Map<string, string>;
  /** The tables that follow the first in the file (FITS). */
  others: ReadTable[];
}

export const fitsEndings = [".fits", ".fit", ".fts"];
export const voTableEndings = [".vot", ".votable", ".xml"];

/** Everything is read as text first: an SDSS id has more digits than a number holds, and "abc" votes must be shown. */
export async function readCatalogue(connection: DuckDBConnection, path: string): Promise<Catalogue> {
  const size = await stat(path).then(
    (found) => (found.isFile() ? found.size : Number.NaN),
    (error) => {
      throw fileFault(error, "read the catalogue", path);
    },
  );
  if (Number.isNaN(size)) throw new Fault("file", `cannot read the catalogue ${path}: it is a folder`);
  const extension = extname(path).toLowerCase();
  const catalogue = [".parquet", ".pq"].includes(extension)
    ? await readParquet(connection, path)
    : fitsEndings.includes(extension)
      ? await fitsCatalogue(connection, path)
      : voTableEndings.includes(extension)
        ? await voTableCatalogue(connection, path)
        : await readCsv(connection, path);
  if (catalogue.records === 0 && catalogue.faults.length === 0)
    throw new Fault("empty-catalogue", `${catalogue.fileName} has column names but no rows`);
  return catalogue;
}

/** The column of the table `catalogue` that holds `column`: names in files may hold anything. */
export function sqlColumn(catalogue: Catalogue, column: string): string {
  return `c${catalogue.columns.indexOf(column)}`;
}

async function readCsv(connection: DuckDBConnection, path: string): Promise<Catalogue> {
  const fileName = basename(path);
  const { separator, columns } = readCsvHead(await firstBytes(path, 1 << 20), fileName);
  const types = columns.map((_, i) => `'c${i}': 'VARCHAR'`).join(", ");
  const table = `read_csv(${pathSql(path)}, header = true, auto_detect = false, columns = {${types}},
    delim = ${literal(separator)}, quote = '"', escape = '"', store_rejects = true, rejects_limit = 0)`;
  await create(connection, `SELECT row_number() OVER () AS record, * FROM ${table}`, fileName, "CSV");

  const rejected = await rowsOf(connection, "SELECT line, error_type, error_message FROM reject_errors ORDER BY line");
  const wrong = new Map<number, RowFault>();
  for (const [line, type, message] of rejected) {
    const row = Number(line);
    if (type === "INVALID ENCODING") throw encodingFault(fileName, ` (row ${row})`);
    if (!wrong.has(row))
      wrong.set(row, {
        row,
        id: null,
        kind: "shape",
        reason: shapeReason(String(type), String(message), rejected, row),
      });
  }
  const skipped = [...wrong.keys(), ...(await blankRows(path, separator))].sort((a, b) => a - b);
  return {
    fileName,
    columns,
    records: await countRecords(connection),
    rowOf: rowNumbers(skipped),
    faults: [...wrong.values()],
    types: new Map(),
    others: [],
  };
}

function shapeReason(type: string, message: string, rejected: unknown[][], row: number): string {
  if (type === "UNQUOTED VALUE") return "a quotation mark is not closed, or not where a field begins";
  if (type === "LINE SIZE OVER MAXIMUM") return "the row is longer than 2 MB (is a quotation mark not closed?)";
  const counts = rejected
    .filter(([line]) => Number(line) === row)
    .map(([, , text]) => /Columns: (\d+) Found: (\d+)/.exec(String(text)));
  const expected = counts[0]?.[1];
  // A row that is too short is reported once for each field it lacks.
  const founds = counts.map((match) => Number(match?.[2] ?? 0));
  const found = type === "MISSING COLUMNS" ? Math.min(...founds) : Math.max(...founds);
  if (expected === undefined) return message.split("\n")[0] ?? type;
  return `${found} fields, where the header has ${expected}`;
}

/**
 * From the place of a record among those read to its row in the file, where the header is row 1.
 * @param skipped rows that were not read, ascending
 */
export function rowNumbers(skipped: readonly number[]): (record: number) => number {
  // The record after the i-th skipped row (from 0) and those before it is number skipped[i] - 1 - i.
  const firstAfter = skipped.map((row, i) => row - 1 - i);
  return (record) => {
    let [low, high] = [0, firstAfter.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((firstAfter[middle] as number) <= record) low = middle + 1;
      else high = middle;
    }
    return record + 1 + low;
  };
}

async function readParquet(connection: DuckDBConnection, path: string): Promise<Catalogue> {
  const fileName = basename(path);
  const source = `read_parquet(${pathSql(path)})`;
  const described = await ask(connection, `DESCRIBE SELECT * FROM ${source}`, fileName, "Parquet");
  const columns = described.map(([name]) => String(name));
  const renamed = `(SELECT * FROM ${source}) AS t(${columns.map((_, i) => `p${i}`).join(", ")})`;
  const select = columns.map((_, i) => `CAST(p${i} AS VARCHAR) AS c${i}`).join(", ");
  await create(connection, `SELECT row_number() OVER () AS record, ${select} FROM ${renamed}`, fileName, "Parquet");
  return {
    fileName,
    columns,
    records: await countRecords(connection),
    rowOf: (record) => record,
    faults: [],
    types: new Map(described.map(([name, type]) => [String(name), String(type)])),
    others: [],
  };
}

async function create(connection: DuckDBConnection, select: string, fileName: string, kind: string): Promise<void> {
  await ask(connection, `CREATE TABLE catalogue AS ${select}`, fileName, kind);
}

async function ask(connection: DuckDBConnection, sql: string, fileName: string, kind: string): Promise<unknown[][]> {
  try {
    return await rowsOf(connection, sql);
  } catch (cause) {
    const [message = ""] = (cause as Error).message.split("\n");
    // What DuckDB says where it meets a line that ends otherwise than the first.
    const reason = message.includes("state machine reached an invalid state")
      ? "its lines end in different ways, some in \\r\\n and some in \\n: end all alike (dos2unix does)"
      : message;
    throw new Fault("not-a-table", `${fileName} cannot be read as ${kind}: ${reason}`, { cause });
  }
}

async function countRecords(connection: DuckDBConnection): Promise<number> {
  return Number((await rowsOf(connection, "SELECT count(*) FROM catalogue"))[0]?.[0]);
}

async function firstBytes(path: string, length: number): Promise<Uint8Array> {
  try {
    const file = await open(path, "r");
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileFault(error, "read the catalogue", path);
  }
}
