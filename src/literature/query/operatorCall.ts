/** ADS's operators that a library can answer, around a query: similar(...), and topn(10, ..., citation_count desc). */

import { queryFault } from "./tokens.ts";

export type OperatorCall = { inner: string; rest: string } & (
  | { operator: "similar" }
  | { operator: "topn"; count: number; sort: "score" | "citation_count" | "date"; isAscending: boolean }
);

const sorts: Readonly<Record<string, "score" | "citation_count" | "date">> = {
  score: "score",
  citation_count: "citation_count",
  date: "date",
  year: "date",
};
const mostListed = 10_000;

/**
 * @returns the call with what stands beside it; undefined where the query has none
 * @throws Fault "query" that points at what is wrong in it
 */
export function operatorCall(query: string): OperatorCall | undefined {
  const found = /(?:^|\s)(similar|topn)\(/.exec(query);
  if (!found) return undefined;
  const at = found.index + found[0].indexOf(found[1] as string);
  const start = found.index + found[0].length;
  const { end, commas } = argumentsFrom(query, start);
  if (end < 0) throw queryFault(query, start - 1, "this parenthesis has no partner");
  const rest = `${query.slice(0, at)} ${query.slice(end + 1)}`.replace(/\s+/g, " ").trim();
  const parts = [start - 1, ...commas, end];
  const all = parts.slice(0, -1).map((from, i) => query.slice(from + 1, parts[i + 1]).trim());
  if (found[1] === "similar") {
    const [inner = ""] = all;
    if (inner === "") throw queryFault(query, start, "similar(...) needs a query between its parentheses");
    return { operator: "similar", inner, rest };
  }
  const [number = "", inner = "", sort = "score"] = all;
  const count = /^\d+$/.test(number) ? Number(number) : 0;
  if (count < 1 || count > mostListed || inner === "")
    throw queryFault(
      query,
      start,
      `topn is written topn(10, query, citation_count desc); the number is 1 to ${mostListed}`,
    );
  const [by = "", order = "desc"] = sort.toLowerCase().split(/\s+/);
  const known = Object.hasOwn(sorts, by) ? sorts[by] : undefined;
  if (!known || !/^(?:asc|desc)$/.test(order))
    throw queryFault(
      query,
      query.indexOf(sort, start),
      `topn sorts by score, citation_count or date here, not by ${sort}`,
    );
  return { operator: "topn", count, inner, rest, sort: known, isAscending: order === "asc" };
}

/** Where the parenthesis that is open at `start` closes, and the commas between its arguments. */
function argumentsFrom(query: string, start: number): { end: number; commas: number[] } {
  const commas: number[] = [];
  let [depth, isQuoted] = [1, false];
  for (let at = start; at < query.length; at++) {
    const letter = query[at];
    if (letter === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (letter === "(" || letter === "[") depth++;
    else if (letter === ")" || letter === "]") {
      depth--;
      if (depth === 0) return { end: at, commas };
    } else if (letter === "," && depth === 1) commas.push(at);
  }
  return { end: -1, commas };
}
