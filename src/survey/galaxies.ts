/** Objects of a survey page by page, filtered and ordered: what the grid shows. */

import { z } from "zod";
import { exitCodes, Fault } from "../fault.ts";
import { ownColumns } from "./catalogueRows.ts";
import { columnCounts } from "./columnCounts.ts";
import { columnSql, storedName, textSql } from "./lance.ts";
import { columnKinds, type Galaxy, galaxyFrom, readColumns, type Survey, type Value } from "./survey.ts";
import { lostTable } from "./surveyTable.ts";

export const operators = ["=", "!=", ">=", "<=", ">", "<", "contains"] as const;

export const filter = z.object({ column: z.string(), operator: z.enum(operators), value: z.string() });

/** `column operator value`, such as `class = spiral`. */
export type Filter = z.infer<typeof filter>;

export interface Selection {
  filters: readonly Filter[];
  /** A column, with "-" before it for descending; the id where it is left out. */
  order?: string;
}

/**
 * Ids of the objects that pass every filter, in order. Objects without a value come last.
 * @throws Fault "no-column" that names the column; "filter" where a number was expected
 */
export async function selectedIds(survey: Survey, { filters, order }: Selection): Promise<string[]> {
  const types = await columnKinds(survey);
  const where = filters.map((each) => condition(survey, types, each)).join(" AND ");
  const column = order?.replace(/^-/, "");
  if (column !== undefined) need(survey, types, column);
  const { ids, values } = await idsAndValues(survey, column, where);
  const places = Uint32Array.from(ids, (_, i) => i);
  // Most surveys are stored in the order of their ids, and a sort of a million strings takes seconds.
  if (!ids.every((id, i) => i === 0 || (ids[i - 1] as string) < id))
    places.sort((a, b) => ((ids[a] as string) < (ids[b] as string) ? -1 : 1));
  if (values) {
    const direction = order?.startsWith("-") ? -1 : 1;
    places.sort((a, b) => compare(values[a] as Value, values[b] as Value, direction));
  }
  return Array.from(places, (place) => ids[place] as string);
}

/** The ids, as they are stored, and one column beside them; columns, not rows: of a million rows that is a third of the time. */
async function idsAndValues(survey: Survey, column: string | undefined, where: string) {
  const wanted = [...new Set([ownColumns.id, ...(column === undefined ? [] : [storedName(column)])])];
  const ids: string[] = [];
  const values: Value[] | undefined = column === undefined ? undefined : [];
  let query = survey.table.query().select(wanted);
  if (where !== "") query = query.where(where);
  try {
    for await (const batch of query) {
      const [own, other] = [
        batch.getChild(ownColumns.id),
        column === undefined ? null : batch.getChild(storedName(column)),
      ];
      for (let row = 0; row < batch.numRows; row++) {
        ids.push(String(own?.get(row)));
        values?.push((other?.get(row) as Value) ?? null);
      }
    }
  } catch (error) {
    throw lostTable(survey.workspace, survey.card.name, error);
  }
  return { ids, values };
}

/** Further into a list the store would sort all that stands before as well: whoever scrolls so far keeps a list of ids. */
export const deepestPage = 5000;

/**
 * A page of what `selectedIds` lists, without listing it: the store finds the first of a million in a tenth of a second.
 * @param offset with `limit` at most `deepestPage`
 * @throws Fault "no-column", "filter"
 */
export async function selectedPage(
  survey: Survey,
  { filters, order }: Selection,
  { offset, limit }: { offset: number; limit: number },
): Promise<{ total: number; ids: string[] }> {
  const types = await columnKinds(survey);
  const where = filters.map((each) => condition(survey, types, each)).join(" AND ");
  const column = order?.replace(/^-/, "");
  if (column !== undefined) need(survey, types, column);
  const by = [...new Set([...(column === undefined ? [] : [storedName(column)]), ownColumns.id])];
  let query = survey.table.query().select(by);
  if (where !== "") query = query.where(where);
  const orderings = by.map((columnName) => ({
    columnName,
    ascending: columnName !== storedName(column ?? "") || !order?.startsWith("-"),
    nullsFirst: false,
  }));
  try {
    const [total, rows] = await Promise.all([
      survey.table.countRows(where || undefined),
      query
        .orderBy(orderings)
        .limit(offset + limit)
        .toArray(),
    ]);
    return { total, ids: rows.slice(offset).map((row) => String(row[ownColumns.id])) };
  } catch (error) {
    throw lostTable(survey.workspace, survey.card.name, error);
  }
}

/** Filters as LanceDB's expressions. @throws Fault "no-column" that names the column; "filter" where a number was expected */
export async function conditions(survey: Survey, filters: readonly Filter[]): Promise<string[]> {
  if (filters.length === 0) return [];
  const types = await columnKinds(survey);
  return filters.map((each) => condition(survey, types, each));
}

/** Objects by id, in the order asked for. */
export async function galaxiesById(
  survey: Survey,
  ids: readonly string[],
  columns: readonly string[],
): Promise<Galaxy[]> {
  if (ids.length === 0) return [];
  const types = await columnKinds(survey);
  for (const column of columns) need(survey, types, column);
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

/** Columns a person may filter by: labels first, then what the catalogue and the runs brought. */
export async function filterColumns(survey: Survey): Promise<FilterColumn[]> {
  const { card } = survey;
  const types = await columnKinds(survey);
  const listed = new Set([...card.labels, ownColumns.split]);
  const counts = await columnCounts(survey, [...listed]);
  const columns = [...types].filter(([name]) => name !== ownColumns.image && name !== "file_loc");
  return columns
    .map(([name, kind]): FilterColumn => {
      if (!listed.has(name)) return { name, kind };
      return { name, kind, values: [...(counts.get(name)?.keys() ?? [])].sort() };
    })
    .sort((a, b) => Number(listed.has(b.name)) - Number(listed.has(a.name)));
}

function need(survey: Survey, types: ReadonlyMap<string, "text" | "number">, column: string): "text" | "number" {
  const kind = types.get(column);
  if (!kind)
    throw new Fault("no-column", `survey "${survey.card.name}" has no column "${column}"`, {
      exitCode: exitCodes.usage,
    });
  return kind;
}

function condition(
  survey: Survey,
  types: ReadonlyMap<string, "text" | "number">,
  { column, operator, value }: Filter,
): string {
  const kind = need(survey, types, column);
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
  return `${name} ${operator} ${number}`;
}

function compare(a: Value, b: Value, direction: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return (a < b ? -1 : a > b ? 1 : 0) * direction;
}
