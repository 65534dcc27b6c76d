/** A filter as a person writes it: "column > 0.5". */

import { exitCodes, Fault } from "../fault.ts";
import type { Filter } from "./galaxies.ts";

/**
 * The first operator that stands between spaces parts column and value, so that a column's name may hold signs; without
 * spaces, the first operator there is.
 * @throws Fault "filter" that says what was expected
 */
export function writtenFilter(text: string): Filter {
  const found =
    /^\s*(.*?\S)\s+(!=|>=|<=|=|>|<|contains)\s+(.*\S)\s*$/s.exec(text) ??
    /^\s*(.*?[^\s!<>=])\s*(!=|>=|<=|=|>|<)\s*(.*\S)\s*$/s.exec(text);
  const [, column = "", operator = "", value = ""] = found ?? [];
  if (!found)
    throw new Fault(
      "filter",
      `"${text}" is no condition: write a column, an operator and a value, such as "ring > 0.5"`,
      {
        exitCode: exitCodes.usage,
      },
    );
  return { column, operator: operator as Filter["operator"], value: unquoted(value) };
}

/**
 * The filter as the columns have it that are there: of those with operators in their names, the longest that the text
 * begins with wins. One whose column is there, or that begins with none, comes back as it is.
 */
export function knownFilter(filter: Filter, columns: ReadonlyMap<string, unknown> | ReadonlySet<string>): Filter {
  if (columns.has(filter.column)) return filter;
  const text = `${filter.column} ${filter.operator} ${filter.value}`;
  const longestFirst = [...columns.keys()].sort((a, b) => b.length - a.length);
  for (const column of longestFirst) {
    if (!/[!<>=]| contains /.test(column)) continue;
    // What was read once has lost the spaces that stood round its operator.
    const name = [...column.replace(/\s+/g, "")]
      .map((sign) => sign.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&"))
      .join("\\s*");
    const found = new RegExp(`^\\s*${name}(?:\\s*(!=|>=|<=|=|>|<)\\s*|\\s+(contains)\\s+)(\\S.*)$`, "s").exec(text);
    const [, sign, word, value = ""] = found ?? [];
    if (found) return { column, operator: (sign ?? word) as Filter["operator"], value: unquoted(value) };
  }
  return filter;
}

function unquoted(value: string): string {
  return value.replace(/^"(.*)"$|^'(.*)'$/s, "$1$2");
}
