/** Rows merged into a table by their ids, in parts that LanceDB's merge can hold. */

import type { Table } from "@lancedb/lancedb";
import { arrowTable, type Column, type VectorColumn } from "./arrowTable.ts";
import { ownColumns } from "./catalogueRows.ts";

/** LanceDB's merge by an index of ids may hold 150 MB, some 250 bytes a row of its own among them, and fails past that. */
const bytesAtOnce = 48 * 1024 * 1024;
const bytesOfRow = 300;

/**
 * Writes columns of rows in place of what the table has for the same ids.
 * @param columns each [count], the ids among them; all are columns of the table already
 * @param options.inserts also adds rows whose ids the table does not have
 */
export async function mergeRows(
  table: Table,
  count: number,
  columns: readonly (Column | VectorColumn)[],
  { inserts = false }: { inserts?: boolean } = {},
): Promise<void> {
  for (const [from, to] of parts(count, columns)) {
    const merge = table.mergeInsert(ownColumns.id).whenMatchedUpdateAll();
    await (inserts ? merge.whenNotMatchedInsertAll() : merge).execute(
      arrowTable(
        to - from,
        columns.map((column) => rowsFrom(column, from, to)),
      ),
    );
  }
}

function* parts(count: number, columns: readonly (Column | VectorColumn)[]): Generator<[number, number]> {
  const fixed = columns.reduce(
    (sum, column) => sum + (column.type === "vector" ? 4 * column.dimension : 8),
    bytesOfRow,
  );
  const texts = columns.flatMap((column) => (column.type === "string" ? [column.values] : []));
  let from = 0;
  let bytes = 0;
  for (let row = 0; row < count; row++) {
    const size = texts.reduce((sum, values) => sum + 3 * String(values[row] ?? "").length, fixed);
    if (row > from && bytes + size > bytesAtOnce) {
      yield [from, row];
      from = row;
      bytes = 0;
    }
    bytes += size;
  }
  if (count > from) yield [from, count];
}

function rowsFrom(column: Column | VectorColumn, from: number, to: number): Column | VectorColumn {
  if (column.type === "vector")
    return { ...column, values: column.values.subarray(from * column.dimension, to * column.dimension) };
  return { ...column, values: Array.prototype.slice.call(column.values, from, to) };
}
