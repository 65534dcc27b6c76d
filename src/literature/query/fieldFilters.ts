/** Filters beside a query: by year, author and category, with the same rules and mistakes as in the query itself. */

import { parseQuery } from "./parseQuery.ts";
import { both, type Condition } from "./query.ts";

export interface FieldFilters {
  /** "2015", "2010-2015", "2010-" */
  year?: string;
  author?: string;
  category?: string;
}

/** @throws Fault "query" */
export function fieldFilters(filters: FieldFilters): Condition | undefined {
  const { year, author, category } = filters;
  return both(written("year", year), written("author", author), written("category", category));
}

/** In the syntax of a query, to stand beside one. */
export function filterText({ year, author, category }: FieldFilters): string {
  return Object.entries({ year, author, category })
    .flatMap(([field, value]) => (value === undefined ? [] : [`${field}:"${value.replaceAll('"', " ")}"`]))
    .join(" ");
}

function written(field: "year" | "author" | "category", value: string | undefined): Condition | undefined {
  return value === undefined ? undefined : parseQuery(filterText({ [field]: value })).condition;
}
