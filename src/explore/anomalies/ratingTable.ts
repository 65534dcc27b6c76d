/** Ratings from a table (CSV, TSV or Parquet): one object a row, columns id_str and score. */

import { Fault } from "../../fault.ts";
import { readCatalogue, sqlColumn } from "../../survey/catalogue.ts";
import { needColumn } from "../../survey/catalogueRows.ts";
import { rowsOf, withDuckDB } from "../../survey/duckdb.ts";
import type { Rating } from "./ratings.ts";

/** @throws Fault "missing-column", or "label" that names the first row which is no rating */
export async function readRatingTable(path: string): Promise<Rating[]> {
  return withDuckDB(async (connection) => {
    const catalogue = await readCatalogue(connection, path);
    needColumn(catalogue, "id_str", "which names each object");
    needColumn(catalogue, "score", "which is the rating, 0 to 5");
    const [unread] = catalogue.faults;
    if (unread) throw new Fault("label", `row ${unread.row} of ${catalogue.fileName}: ${unread.reason}`);
    const [id, score] = [sqlColumn(catalogue, "id_str"), sqlColumn(catalogue, "score")];
    const rows = await rowsOf(connection, `SELECT record, ${id}, ${score} FROM catalogue ORDER BY record`);
    return rows.map(([record, name, value]): Rating => {
      const where = `row ${catalogue.rowOf(Number(record))} of ${catalogue.fileName}`;
      if (name === null) throw new Fault("label", `${where}: id_str is empty`);
      return { id: String(name), score: scoreOf(value === null ? "" : String(value), where) };
    });
  });
}

/**
 * A whole number from 0 to 5, as a person writes it.
 * @param where it stands, for the message
 */
export function scoreOf(text: string, where: string): number {
  const value = /^\s*\d+(\.0*)?\s*$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= 0 && value <= 5))
    throw new Fault("label", `${where}: "${text}" is no rating, which is a whole number from 0 to 5`);
  return value;
}
