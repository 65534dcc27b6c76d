/** Ids of objects from a file: the column id_str of a table (CSV, TSV or Parquet), or a text of one id a line. */

import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { Fault, fileFault } from "../fault.ts";
import { readCatalogue, sqlColumn } from "./catalogue.ts";
import { needColumn } from "./catalogueRows.ts";
import { rowsOf, withDuckDB } from "./duckdb.ts";

const tables = [".csv", ".tsv", ".parquet", ".pq"];

/**
 * Each id once, in the order of the file.
 * @throws Fault "missing-column", "empty-list" or "file"
 */
export async function readIdList(path: string): Promise<string[]> {
  const ids = tables.includes(extname(path).toLowerCase()) ? await idsInTable(path) : await idsInLines(path);
  if (ids.length === 0) throw new Fault("empty-list", `${basename(path)} names no object`);
  return [...new Set(ids)];
}

async function idsInTable(path: string): Promise<string[]> {
  return withDuckDB(async (connection) => {
    const catalogue = await readCatalogue(connection, path);
    needColumn(catalogue, "id_str", "which names each object");
    const [unread] = catalogue.faults;
    if (unread) throw new Fault("id-list", `row ${unread.row} of ${catalogue.fileName}: ${unread.reason}`);
    const rows = await rowsOf(
      connection,
      `SELECT record, ${sqlColumn(catalogue, "id_str")} FROM catalogue ORDER BY record`,
    );
    return rows.map(([record, id]) => {
      if (id !== null) return String(id);
      throw new Fault("id-list", `row ${catalogue.rowOf(Number(record))} of ${catalogue.fileName}: id_str is empty`);
    });
  });
}

async function idsInLines(path: string): Promise<string[]> {
  const text = await readFile(path, "utf8").catch((error) => {
    throw fileFault(error, "read", path);
  });
  return text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
