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
  return { column, operator: operator as Filter["operator"], value: value.replace(/^"(.*)"$|^'(.*)'$/s, "$1$2") };
}
