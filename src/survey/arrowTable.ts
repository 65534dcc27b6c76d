/** Columns of plain values as Arrow, which is what LanceDB takes in. */

import { createRequire } from "node:module";
import type { DataType, FixedSizeList, Float64, Table } from "apache-arrow";
import { storedName } from "./lance.ts";

/** Loaded with the first table that is written, as the modules LanceDB itself loads: others beside them take 0.4 s more. */
const arrow = (): typeof import("apache-arrow") => createRequire(import.meta.url)("apache-arrow");

export type ColumnType = "string" | "int32" | "float32" | "float64";

/** One column; null is a missing value. */
export interface Column {
  name: string;
  type: ColumnType;
  values: ArrayLike<string | number | null>;
}

/** One vector a row, end to end. */
export interface VectorColumn {
  name: string;
  type: "vector";
  dimension: number;
  values: Float32Array;
}

/** How LanceDB's SQL names a type. */
export const sqlTypes: Record<ColumnType, string> = {
  string: "string",
  int32: "int",
  float32: "float",
  float64: "double",
};

/** @param columns all of `length` rows */
export function arrowTable(length: number, columns: readonly (Column | VectorColumn)[]): Table {
  const { Field, makeData, RecordBatch, Schema, Struct, Table } = arrow();
  const fields = columns.map((column) => new Field(storedName(column.name), arrowType(column), true));
  const children = columns.map((column, i) => arrowData(length, column, (fields[i] as (typeof fields)[number]).type));
  const schema = new Schema(fields);
  const batch = makeData({ type: new Struct(fields), length, nullCount: 0, children });
  return new Table(schema, new RecordBatch(schema, batch));
}

function arrowType(column: Column | VectorColumn): DataType {
  const { Field, FixedSizeList, Float32, Float64, Int32, Utf8 } = arrow();
  switch (column.type) {
    case "string":
      return new Utf8();
    case "int32":
      return new Int32();
    case "float32":
      return new Float32();
    case "float64":
      return new Float64();
    case "vector":
      return new FixedSizeList(column.dimension, new Field("item", new Float32(), true));
  }
}

function arrowData(length: number, column: Column | VectorColumn, type: DataType) {
  const { Float32, makeData, vectorFromArray } = arrow();
  if (column.type === "string") return vectorFromArray(Array.from(column.values), type).data[0] ?? makeData({ type });
  if (column.type === "vector") {
    const child = makeData({ type: new Float32(), length: column.values.length, nullCount: 0, data: column.values });
    return makeData({ type: type as FixedSizeList, length, nullCount: 0, child });
  }
  // By hand: Arrow's builders take ten times as long, and a survey may have a hundred such columns.
  const data = new numberArrays[column.type](length);
  const validity = new Uint8Array((length + 7) >> 3);
  let nullCount = 0;
  for (let i = 0; i < length; i++) {
    const value = column.values[i];
    if (value === null || value === undefined) nullCount++;
    else {
      data[i] = value as number;
      validity[i >> 3] = (validity[i >> 3] ?? 0) | (1 << (i & 7));
    }
  }
  return makeData({
    type: type as Float64,
    length,
    nullCount,
    data: data as Float64Array,
    nullBitmap: nullCount > 0 ? validity : null,
  });
}

const numberArrays = { int32: Int32Array, float32: Float32Array, float64: Float64Array } as const;
