/** The type of each column of a catalogue, found from all its values. */

import type { DuckDBConnection } from "@duckdb/node-api";
import type { ColumnType } from "./arrowTable.ts";
import { type Catalogue, sqlColumn } from "./catalogue.ts";
import { literal, rowsOf } from "./duckdb.ts";

/** How tables write a missing number. */
const missing = ["nan", "na", "n/a", "null", "none", "--", "<na>"];

/**
 * Whole numbers become int32, other numbers float64. Text stays text, and so does what only looks like a number:
 * identifiers past 2^53 would lose digits, and `007` its zeros.
 */
export async function columnTypes(
  connection: DuckDBConnection,
  catalogue: Catalogue,
  columns: readonly string[],
): Promise<Map<string, ColumnType>> {
  if (columns.length === 0) return new Map();
  const aggregates = columns.map((column) => {
    const text = sqlColumn(catalogue, column);
    const present = `${text} IS NOT NULL AND ${isPresent(text)}`;
    const whole = `try_cast(${text} AS BIGINT)`;
    return [
      `count(*) FILTER (${present})`,
      `count(*) FILTER (${present} AND CAST(${whole} AS VARCHAR) = ${text})`,
      `count(*) FILTER (${present} AND try_cast(${text} AS DOUBLE) IS NOT NULL AND NOT ${hasLeadingZero(text)})`,
      `CAST(max(abs(try_cast(${text} AS DOUBLE))) AS DOUBLE)`,
    ].join(", ");
  });
  const [counts = []] = await rowsOf(connection, `SELECT ${aggregates.join(", ")} FROM catalogue`);
  return new Map(
    columns.map((column, i) => {
      const [present, whole, numeric, largest] = counts.slice(4 * i, 4 * i + 4).map(Number);
      return [column, typeFrom(present ?? 0, whole ?? 0, numeric ?? 0, largest ?? 0)];
    }),
  );
}

function typeFrom(present: number, whole: number, numeric: number, largest: number): ColumnType {
  if (present === 0 || numeric < present) return "string";
  if (whole < present) return "float64";
  if (largest < 2 ** 31) return "int32";
  return largest <= Number.MAX_SAFE_INTEGER ? "float64" : "string";
}

/** The value of a column as its type, null where missing. */
export function valueSql(catalogue: Catalogue, column: string, type: ColumnType): string {
  const text = sqlColumn(catalogue, column);
  if (type === "string") return text;
  const number = type === "int32" ? "INTEGER" : "DOUBLE";
  return `CASE WHEN ${isPresent(text)} THEN try_cast(${text} AS ${number}) END`;
}

function isPresent(text: string): string {
  return `lower(${text}) NOT IN (${missing.map(literal).join(", ")})`;
}

function hasLeadingZero(text: string): string {
  return `(${text}[1] = '0' AND ${text}[2] BETWEEN '0' AND '9')`;
}
