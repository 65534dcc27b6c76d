/**
 * Plain words to ADS's search syntax, by rules; by a language model where there is one. Whoever writes it, the query is parsed again
 * before anyone sees it.
 */

import { exitCodes, Fault } from "../../fault.ts";
import { isAdsQuery } from "../query/adsSyntax.ts";
import { bibliography, citationCounts, dates, identifiers, journal, kinds } from "./facts.ts";
import { listed, wrapping } from "./operators.ts";
import { affiliation, authors } from "./people.ts";
import { type Clause, Request } from "./request.ts";
import { plainTopic, sky, textFields, topics } from "./topic.ts";

export interface Translation {
  /** In ADS's syntax; ADS would read it. */
  query: string;
  /** Part by part, in the order of the query. */
  explanation: Clause[];
  /** "rules", or the language model's name. */
  by: string;
}

/** Writes queries in place of the rules: a language model, asked by src/literature/answer. */
export interface QueryWriter {
  name: string;
  /** @returns a query, or nothing where it has none */
  write(request: string): Promise<string | undefined>;
}

export interface TranslateOptions {
  writer?: QueryWriter;
  /** The year that is now: "recent" counts from it. */
  now?: number;
}

/** @throws Fault "request" where nothing is asked */
export async function translate(
  request: string,
  { writer, now = new Date().getFullYear() }: TranslateOptions = {},
): Promise<Translation> {
  const written = (await writer?.write(request))?.trim();
  if (writer && written && isAdsQuery(written))
    return { query: written, explanation: [{ query: written, why: `written by ${writer.name}` }], by: writer.name };
  return byRules(request, now);
}

/** @param now a year */
export function byRules(request: string, now: number): Translation {
  const text = request
    .normalize("NFC")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
  if (text === "")
    throw new Fault(
      "request",
      'say in plain words which papers you want, such as "papers by Vera Rubin on galaxy rotation"',
      { exitCode: exitCodes.usage },
    );
  // It is ADS's syntax already.
  if (/(?:^|\s|\()[a-z_]+:["\w^[(]/.test(text) && isAdsQuery(text))
    return { query: text, explanation: [{ query: text, why: "it was written so" }], by: "rules" };
  const explanation = clausesOf(text, now);
  if (asksForArticles(text, explanation))
    explanation.push({
      query: "doctype:article",
      why: "papers in journals; leave it out for theses, proceedings and preprints too",
    });
  const query = explanation.map((clause) => clause.query).join(" ");
  if (explanation.length > 0 && isAdsQuery(query)) return { query, explanation, by: "rules" };
  // Whatever it was, its words can be searched for.
  const words = (text.match(/[\p{L}\p{N}]+/gu) ?? ["astronomy"]).join(" ");
  const clause = { query: `abs:"${words}"`, why: "no rule fits: its words, as they are" };
  return { query: clause.query, explanation: [clause], by: "rules" };
}

function clausesOf(text: string, now: number): Clause[] {
  const request = new Request(text, now);
  identifiers(request);
  const list = listed(request.rest);
  if (list) {
    const inner = new Request(list.inner, now);
    dates(inner);
    const dated = inner.clauses.splice(0);
    const about = [...innerClauses(inner.rest, now), ...dated];
    return [
      ...request.clauses,
      {
        query: `topn(${list.count}, ${about.map(({ query }) => query).join(" ")}, ${list.sort})`,
        why: `the ${list.count} with the highest ${list.sort === "read_count" ? "number of readers" : "number of citations"} among these`,
      },
    ];
  }
  textFields(request);
  dates(request);
  const isDated = request.clauses.some(({ query }) => /^year:(?!-)\d{4}(?:-\d{4})?$/.test(query));
  citationCounts(request);
  const wrapped = wrapping(request.rest);
  if (wrapped) {
    const inner = innerClauses(wrapped.inner, now);
    const outer = clausesBeside(wrapped.before, now);
    if (inner.length > 0)
      return [
        { query: `${wrapped.operator}(${inner.map(({ query }) => query).join(" ")})`, why: wrapped.why },
        ...outer,
        ...request.clauses,
      ];
  }
  return described(request, isDated);
}

/** What an operator works on: it may hold another operator, but no kind of paper. */
function innerClauses(text: string, now: number): Clause[] {
  const wrapped = wrapping(text);
  if (wrapped && wrapped.operator === "citations") {
    const inner = innerClauses(wrapped.inner, now);
    if (inner.length > 0)
      return [{ query: `citations(${inner.map(({ query }) => query).join(" ")})`, why: wrapped.why }];
  }
  const request = new Request(text, now);
  identifiers(request);
  return described(request, false);
}

function clausesBeside(text: string, now: number): Clause[] {
  return plainTopic(text) === "" ? [] : described(new Request(text, now), false);
}

function described(request: Request, isDated: boolean): Clause[] {
  kinds(request);
  journal(request);
  bibliography(request);
  affiliation(request);
  authors(request, isDated);
  sky(request);
  return [...request.clauses, ...topics(request)];
}

/** "Papers" and "articles" are what stands in journals; "research" and "observations" may stand anywhere. */
function asksForArticles(text: string, clauses: readonly Clause[]): boolean {
  return (
    /\b(?:papers?|articles?|studies|publications)\b/i.test(text) &&
    !clauses.some(({ query }) => query.startsWith("doctype:"))
  );
}
