/** Columns written for some of a survey's objects: the one way into the table for all but an import. */

import type { Table } from "@lancedb/lancedb";
import { type Column, sqlTypes, type VectorColumn } from "./arrowTable.ts";
import { ownColumns } from "./catalogueRows.ts";
import { storedName } from "./lance.ts";
import { mergeRows } from "./mergeRows.ts";

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
  await mergeRows(table, ids.length, [{ name: ownColumns.id, type: "string", values: ids }, ...columns]);
}

function nothingOf(column: Column | VectorColumn): string {
  if (column.type === "vector") return `arrow_cast(NULL, 'FixedSizeList(${column.dimension}, Float32)')`;
  return `CAST(NULL AS ${sqlTypes[column.type]})`;
}
