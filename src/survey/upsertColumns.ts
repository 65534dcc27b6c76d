/** Columns written for some of a survey's objects: the one way into the table for all but an import. */

import type { Table } from "@lancedb/lancedb";
import { arrowTable, type Column, sqlTypes, type VectorColumn } from "./arrowTable.ts";
import { ownColumns } from "./catalogueRows.ts";
import { storedName } from "./lance.ts";

/**
 * Writes columns of these objects in place of what they had; other objects keep theirs. Columns that are not there yet are
 * made, with nothing in the other rows. Call it inside `writeSurvey`.
 * @param columns each [ids.length]
 */
export async function upsertColumns(
  table: Table,
  ids: readonly string[],
  columns: readonly (Column | VectorColumn)[],
): Promise<void> {
  const stored = new Set((await table.schema()).fields.map((field) => field.name));
  const fresh = columns.filter(({ name }) => !stored.has(storedName(name)));
  if (fresh.length > 0)
    await table.addColumns(fresh.map((column) => ({ name: storedName(column.name), valueSql: nothingOf(column) })));
  for (let from = 0; from < ids.length; from += rowsAtOnce(columns)) {
    const to = Math.min(ids.length, from + rowsAtOnce(columns));
    await table
      .mergeInsert(ownColumns.id)
      .whenMatchedUpdateAll()
      .execute(
        arrowTable(to - from, [
          { name: ownColumns.id, type: "string", values: ids.slice(from, to) },
          ...columns.map((column) => rowsOf(column, from, to)),
        ]),
      );
  }
}

/** LanceDB's merge by an index of ids may hold 150 MB, and fails where it is given more at once. */
const bytesAtOnce = 64 * 1024 * 1024;

function rowsAtOnce(columns: readonly (Column | VectorColumn)[]): number {
  // Texts, ids among them, are taken to be short.
  const bytes = columns.reduce((sum, column) => sum + (column.type === "vector" ? 4 * column.dimension : 32), 32);
  return Math.max(1, Math.floor(bytesAtOnce / bytes));
}

function rowsOf(column: Column | VectorColumn, from: number, to: number): Column | VectorColumn {
  if (column.type === "vector")
    return { ...column, values: column.values.subarray(from * column.dimension, to * column.dimension) };
  return { ...column, values: Array.prototype.slice.call(column.values, from, to) };
}

function nothingOf(column: Column | VectorColumn): string {
  if (column.type === "vector") return `arrow_cast(NULL, 'FixedSizeList(${column.dimension}, Float32)')`;
  return `CAST(NULL AS ${sqlTypes[column.type]})`;
}
