/** Objects of a survey by id, and the filters that choose among them. */

import { z } from "zod";
import { exitCodes, Fault } from "../fault.ts";
import { nearNames } from "../nearNames.ts";
import { ownColumns } from "./catalogueRows.ts";
import { columnCounts } from "./columnCounts.ts";
import { columnSql, textSql } from "./lance.ts";
import { columnKinds, type Galaxy, galaxyFrom, readColumns, type Survey, wholeColumns } from "./survey.ts";
import { knownFilter } from "./writtenFilter.ts";

export const operators = ["=", "!=", ">=", "<=", ">", "<", "contains"] as const;

export const filter = z.object({ column: z.string(), operator: z.enum(operators), value: z.string() });

/** `column operator value`, such as `class = spiral`. */
export type Filter = z.infer<typeof filter>;

/** Filters as LanceDB's expressions. @throws Fault "no-column" that names the column; "filter" where a number was expected */
export async function conditions(survey: Survey, filters: readonly Filter[]): Promise<string[]> {
  if (filters.length === 0) return [];
  const [types, wholes] = [await columnKinds(survey), await wholeColumns(survey)];
  return filters.map((each) => condition(survey, types, wholes, knownFilter(each, types)));
}

/** Objects by id, in the order asked for. */
export async function galaxiesById(
  survey: Survey,
  ids: readonly string[],
  columns: readonly string[],
): Promise<Galaxy[]> {
  if (ids.length === 0) return [];
  const types = await columnKinds(survey);
  for (const column of columns) kindOf(survey, types, column);
  const wanted = [ownColumns.image, ownColumns.split, ...columns];
  const list = ids.map(textSql).join(", ");
  const rows = await readColumns(survey, wanted, `${columnSql(ownColumns.id)} IN (${list})`);
  const found = new Map(rows.map((row) => [String(row[ownColumns.id]), galaxyFrom(row, wanted)]));
  return ids.flatMap((id) => found.get(id) ?? []);
}

export interface FilterColumn {
  name: string;
  kind: "text" | "number";
  /** What a text column holds, where it is no more than a few different things. */
  values?: string[];
}

/**
 * Columns a person may filter by: labels first, then what the catalogue and the runs brought.
 * @param known counts of the split and of the label columns, where they were counted before
 */
export async function filterColumns(
  survey: Survey,
  known?: ReadonlyMap<string, Map<string, number>>,
): Promise<FilterColumn[]> {
  const { card } = survey;
  const types = await columnKinds(survey);
  const listed = new Set([...card.labels, ownColumns.split]);
  const counts = known ?? (await columnCounts(survey, [...listed]));
  const columns = [...types].filter(([name]) => name !== ownColumns.image && name !== "file_loc");
  return columns
    .map(([name, kind]): FilterColumn => {
      if (!listed.has(name)) return { name, kind };
      return { name, kind, values: [...(counts.get(name)?.keys() ?? [])].sort() };
    })
    .sort((a, b) => Number(listed.has(b.name)) - Number(listed.has(a.name)));
}

/** What the column holds. @throws Fault "no-column" that names it */
export function kindOf(
  survey: Survey,
  types: ReadonlyMap<string, "text" | "number">,
  column: string,
): "text" | "number" {
  const kind = types.get(column);
  if (kind) return kind;
  const near = nearNames(column, types.keys()).map((each) => `"${each}"`);
  const meant = near.length > 0 ? `: is ${near.join(" or ")} meant?` : "";
  throw new Fault("no-column", `survey "${survey.card.name}" has no column "${column}"${meant}`, {
    exitCode: exitCodes.usage,
  });
}

function condition(
  survey: Survey,
  types: ReadonlyMap<string, "text" | "number">,
  wholes: ReadonlySet<string>,
  { column, operator, value }: Filter,
): string {
  const kind = kindOf(survey, types, column);
  const name = columnSql(column);
  if (kind === "text") {
    if (operator === "contains") return `${name} LIKE ${textSql(`%${value.replace(/[%_\\]/g, "\\$&")}%`)}`;
    return `${name} ${operator} ${textSql(value)}`;
  }
  const number = Number(value);
  if (value.trim() === "" || !Number.isFinite(number) || operator === "contains")
    throw new Fault(
      "filter",
      `"${column} ${operator} ${value}": ${column} holds numbers, so it is compared with a number`,
      {
        exitCode: exitCodes.usage,
      },
    );
  // LanceDB compares whole numbers with whole numbers only.
  if (wholes.has(column)) return `CAST(${name} AS DOUBLE) ${operator} ${number}`;
  // To LanceDB what is no number is larger than all numbers, and passes.
  return operator === ">=" || operator === ">"
    ? `(${name} ${operator} ${number} AND NOT isnan(${name}))`
    : `${name} ${operator} ${number}`;
}
