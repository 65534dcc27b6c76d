/**
 * All of ADS's search syntax, its operators and the fields that only ADS holds among it: for queries that are written here and asked there.
 *
 *     query   = { [ AND | OR ] [ NOT | "-" | "+" ] clause }
 *     clause  = operator "(" query { "," argument } ")" | [ "=" ] field ":" value | value | "(" query ")"
 *     value   = "..." | word | "[" from TO to "]" | "(" values ")"
 */

import { Fault } from "../../fault.ts";
import { queryFault } from "./tokens.ts";

/** Second-order operators, and those that take arguments. */
export const adsOperators = [
  "citations",
  "references",
  "similar",
  "useful",
  "reviews",
  "trending",
  "topn",
  "pos",
  "joincitations",
  "joinreferences",
  "instructive",
  "classic_factor",
] as const;

export const adsFields = new Set(
  (
    "abs abstract ack aff aff_id affil alternate_bibcode alternate_title arxiv arxiv_class author author_count bibcode bibgroup bibstem body " +
    "caption citation_count citation_count_norm citations citis cite_read_boost classic_factor collection copyright data database date doctype doi " +
    "editor eid entdate entry_date entry facility facet_author first_author first_author_norm full grant identifier inst isbn issn issue keyword lang " +
    "mentions mentions_count credit_count nedid object orcid orcid_pub orcid_user orcid_other page planetary_feature property pub pub_raw pubdate " +
    "read_count reference references simbid title uat unique vizier volume year year_quarter author_norm earliest bibstem_facet gpn"
  ).split(" "),
);

/** A field with one of its values, or an operator with none. */
export interface AdsPair {
  field: string;
  value: string;
}

const deepest = 50;

/** @returns what the query asks for, in its order @throws Fault "query" that points at the place */
export function parseAds(query: string): AdsPair[] {
  if (query.trim() === "") throw queryFault(query, 0, "it is empty");
  const state: State = { query, at: 0, depth: 0, pairs: [] };
  clauses(state, undefined, false);
  if (state.at < query.length) throw queryFault(query, state.at, "this parenthesis has no partner");
  return state.pairs;
}

/** Whether ADS would read it. */
export function isAdsQuery(query: string): boolean {
  try {
    parseAds(query);
    return true;
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}

interface State {
  query: string;
  at: number;
  depth: number;
  pairs: AdsPair[];
}

/** @param field what bare values belong to @param isArgument a comma ends it */
function clauses(state: State, field: string | undefined, isArgument: boolean): void {
  const start = state.at;
  if (++state.depth > deepest) throw queryFault(state.query, start, `it is nested deeper than ${deepest}`);
  let [count, isWanting] = [0, false];
  for (;;) {
    take(state, /\s+/y);
    if (
      state.at >= state.query.length ||
      state.query[state.at] === ")" ||
      (isArgument && state.query[state.at] === ",")
    )
      break;
    const at = state.at;
    const operator = take(state, /(?:AND|OR)(?=[\s("]|$)/y);
    if (operator !== undefined) {
      if (count === 0 || isWanting) throw queryFault(state.query, at, `${operator} needs a condition before it`);
      isWanting = true;
      continue;
    }
    if (take(state, /(?:NOT(?=[\s("]|$)|[-+](?=[("=^\p{L}]))\s*/uy) !== undefined) {
      take(state, /\s+/y);
      if (state.at >= state.query.length || state.query[state.at] === ")")
        throw queryFault(state.query, at, "NOT needs a condition after it");
    }
    clause(state, field);
    count++;
    isWanting = false;
  }
  if (isWanting) throw queryFault(state.query, state.at, "AND or OR needs a condition after it");
  if (count === 0) throw queryFault(state.query, start, "there is nothing here");
  state.depth--;
}

function clause(state: State, field: string | undefined): void {
  const at = state.at;
  const operator = field === undefined ? take(state, new RegExp(`(?:${adsOperators.join("|")})\\(`, "y")) : undefined;
  if (operator !== undefined) {
    call(state, operator.slice(0, -1), at);
    return;
  }
  const named = take(state, /=?[a-z_]+:(?!\/\/)/y);
  if (named !== undefined) {
    const name = named.replace(/[=:]/g, "");
    if (!adsFields.has(name)) throw queryFault(state.query, at, `ADS has no field ${name}`);
    if (field !== undefined) throw queryFault(state.query, at, `a field inside of ${field}:(...)`);
    take(state, /\s+/y);
    value(state, name, at);
    return;
  }
  value(state, field ?? "", at);
}

function call(state: State, operator: string, at: number): void {
  state.pairs.push({ field: `${operator}()`, value: "" });
  const first = operator === "topn" ? take(state, /\s*\d+\s*,/y) : undefined;
  if (operator === "topn" && first === undefined)
    throw queryFault(state.query, state.at, "topn( needs a number first: topn(10, ...)");
  if (first !== undefined) state.pairs.push({ field: "topn", value: first.replace(/\D/g, "") });
  clauses(state, undefined, true);
  while (take(state, /\s*,\s*/y) !== undefined) {
    const argument = take(state, /-?\d+|[a-z_]+(?:\s+(?:asc|desc))?/y);
    if (argument === undefined) throw queryFault(state.query, state.at, `${operator}( needs a number or a field here`);
    state.pairs.push({ field: `${operator}()`, value: argument });
  }
  take(state, /\s+/y);
  close(state, at);
}

function value(state: State, field: string, at: number): void {
  const push = (text: string) => state.pairs.push({ field, value: text });
  const quoted = take(state, /"[^"]*"(?:~\d+)?/y);
  if (quoted !== undefined) {
    if (/^"\s*"/.test(quoted)) throw queryFault(state.query, at, "there is nothing between these quotation marks");
    push(quoted.replace(/^"|"(?:~\d+)?$/g, ""));
  } else if (state.query[state.at] === '"')
    throw queryFault(state.query, state.at, "this quotation mark has no partner");
  else if (state.query[state.at] === "[") {
    const range = take(state, /\[\s*(?:\*|[\w.:-]+)\s+TO\s+(?:\*|[\w.:-]+)\s*\]/y);
    if (range === undefined || field === "")
      throw queryFault(state.query, state.at, "a range is written field:[2010 TO 2015], or with * for an open end");
    push(range);
  } else if (take(state, /\(/y) !== undefined) {
    clauses(state, field === "" ? undefined : field, false);
    close(state, at);
  } else {
    const word = take(state, /[^\s()",[\]]+/y);
    if (word === undefined)
      throw queryFault(state.query, state.at, field === "" ? "a condition was expected" : `${field}: needs a value`);
    push(word);
  }
}

function close(state: State, at: number): void {
  if (take(state, /\)/y) === undefined) throw queryFault(state.query, at, "this parenthesis has no partner");
}

function take(state: State, pattern: RegExp): string | undefined {
  pattern.lastIndex = state.at;
  const found = pattern.exec(state.query)?.[0];
  if (found !== undefined) state.at += found.length;
  return found;
}
