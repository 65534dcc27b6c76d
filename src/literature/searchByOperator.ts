/** Answers to ADS's operators as far as a library holds what they need: papers like a query's papers, and the first of them by a fact. */

import { exitCodes, Fault } from "../fault.ts";
import type { Found, Library, SearchOptions } from "./library.ts";
import { likeAll } from "./likePapers.ts";
import { paperOf } from "./paperOf.ts";
import type { OperatorCall } from "./query/operatorCall.ts";
import { parseQuery } from "./query/parseQuery.ts";
import { both, type Condition, conditionText, textAsked } from "./query/query.ts";
import { countSelected, selectPapers } from "./query/selectPapers.ts";
import { ranked } from "./ranked.ts";
import { stemsOf } from "./words.ts";

/** The first of a query's papers: their middle is then one topic. */
const papersLiked = 20;

/** @throws Fault "query"; "no-paper" where the query inside finds none */
export function searchByOperator(library: Library, call: OperatorCall, options: SearchOptions): Found {
  const inner = asCondition(call.inner);
  const beside = both(call.rest === "" ? undefined : asCondition(call.rest), options.condition);
  const { index } = library;
  const stems = new Map(stemsOf(textAsked(inner)).map((stem) => [stem, 1]));
  const among = (limit: number, condition: Condition) =>
    ranked(library, {
      stems,
      spoken: new Map(),
      nearness: undefined,
      named: [],
      condition,
      options: { limit },
      left: new Set(),
    });
  if (call.operator === "similar") {
    const { hits } = among(papersLiked, inner);
    if (hits.length === 0) throw new Fault("no-paper", `no paper of the library meets ${conditionText(inner)}`);
    const papers = hits.map(({ id }) => paperOf(index, id));
    return {
      ...likeAll(library, papers, { ...options, condition: beside }),
      understood: [`papers like the first ${hits.length} that meet ${conditionText(inner)}`],
    };
  }
  const { count, sort, isAscending } = call;
  const numbers = sort === "citation_count" ? index.citations : index.years;
  const unknown = sort === "citation_count" ? -1 : 0;
  const selection = selectPapers(index, inner);
  const isKnown = sort === "score" || selection.some((is, paper) => is === 1 && numbers[paper] !== unknown);
  const remarks = isKnown ? [] : [`the library knows no ${sort} of these papers: they are ordered by score`];
  const bySort = sort !== "score" && isKnown;
  const all = among(bySort ? index.papers : count, inner).hits;
  if (bySort) {
    const known = new Map(all.map(({ id }) => [id, numbers[paperOf(index, id)] as number]));
    const value = (id: string) => known.get(id) ?? unknown;
    // What is not known comes last, either way.
    all.sort(
      (a, b) =>
        Number(value(a.id) === unknown) - Number(value(b.id) === unknown) ||
        (isAscending ? 1 : -1) * (value(a.id) - value(b.id)),
    );
  }
  const others = beside && selectPapers(index, beside);
  const hits = all.slice(0, count).filter(({ id }) => !others || others[paperOf(index, id)] === 1);
  return {
    selected: countSelected(selection),
    filter: conditionText(inner),
    understood: [`the first ${count} by ${bySort ? `${sort} ${isAscending ? "asc" : "desc"}` : "score"}`],
    remarks,
    encoder: index.card.encoder.name,
    hits: hits.slice(0, options.limit),
  };
}

/** As ADS has it: bare words keep papers out. */
function asCondition(query: string): Condition {
  const { text, condition } = parseQuery(query);
  const phrases = [...text.matchAll(/"([^"]*)"|(\S+)/g)];
  const words = phrases
    .map(([, quoted, word]) => ({ value: (quoted ?? word ?? "").trim(), isQuoted: quoted !== undefined }))
    .filter(({ value }) => stemsOf(value).length > 0);
  const found = both(
    ...words.map(({ value, isQuoted }): Condition => ({ kind: "field", field: "abs", value, isQuoted })),
    condition,
  );
  if (!found)
    throw new Fault("query", `query: "${query}" has no word that tells papers apart`, { exitCode: exitCodes.usage });
  return found;
}
