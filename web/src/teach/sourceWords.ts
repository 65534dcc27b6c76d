/** A source of examples in words. */

import type { ExampleSource } from "../api.ts";

export function sourceWords(source: ExampleSource): string {
  if ("filters" in source)
    return source.filters.map(({ column, operator, value }) => `${column} ${operator} ${value}`).join(" and ");
  if ("selection" in source) return `selection ${source.selection}`;
  if ("task" in source) return `labelled ${source.value} in ${source.task}`;
  if ("random" in source) return `${source.random} of all others, at random`;
  return source.ids.length === 1 ? `galaxy ${source.ids[0]}` : `${source.ids.length} galaxies`;
}
