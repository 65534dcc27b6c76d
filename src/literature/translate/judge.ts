/** How well requests are translated: judged by pairs of field and value, and by what both queries find in a library. */

import { createHash } from "node:crypto";
import { Fault } from "../../fault.ts";
import { type AdsPair, adsOperators, isAdsQuery, parseAds } from "../query/adsSyntax.ts";
import { parseQuery } from "../query/parseQuery.ts";
import { both, type Condition } from "../query/query.ts";
import { type Library, search } from "../search.ts";
import { byRules } from "./translate.ts";

export interface AskedQuery {
  /** In plain words. */
  question: string;
  /** As a person wrote it. */
  query: string;
}

export interface TranslationScores {
  requests: number;
  /** Shares of the requests, 0 to 1. */
  valid: number;
  exact: number;
  /** Of (field, value) pairs: the mean over requests of each one's F1. */
  f1: number;
  /** Of the 50 papers found first by each; over requests of which the library holds the fields and finds any paper. */
  jaccard: number | null;
  compared: number;
}

export interface TranslationReport {
  /** The half that the rules were written by. */
  seen: TranslationScores;
  /** The half that nobody had read when they were. */
  heldBack: TranslationScores;
  /** Of the people's queries, those that ADS's grammar reads. */
  validByPeople: number;
}

/** The rules were written from those where it is true. */
export function wasSeen(question: string): boolean {
  return (createHash("sha1").update(`half:${question}`).digest()[0] as number) % 2 === 0;
}

/** @param library where there is none, what queries find is not compared */
export async function judgeTranslations(
  asked: readonly AskedQuery[],
  {
    library,
    now = new Date().getFullYear(),
    onProgress,
  }: { library?: Library; now?: number; onProgress?: (done: number) => void } = {},
): Promise<TranslationReport> {
  const judged: Judged[] = [];
  for (const [i, { question, query }] of asked.entries()) {
    const written = byRules(question, now).query;
    const [a, b] = [pairsOf(written), pairsOf(query)];
    const jaccard = library ? await overlap(library, written, query) : undefined;
    judged.push({ seen: wasSeen(question), valid: isAdsQuery(written), exact: f1(a, b) === 1, f1: f1(a, b), jaccard });
    onProgress?.(i + 1);
  }
  const of = (part: typeof judged): TranslationScores => {
    const mean = (values: readonly number[]) =>
      values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    const compared = part.map(({ jaccard }) => jaccard).filter((value) => value !== undefined);
    return {
      requests: part.length,
      valid: mean(part.map(({ valid }) => Number(valid))),
      exact: mean(part.map(({ exact }) => Number(exact))),
      f1: mean(part.map((each) => each.f1)),
      jaccard: compared.length > 0 ? mean(compared) : null,
      compared: compared.length,
    };
  };
  return {
    seen: of(judged.filter(({ seen }) => seen)),
    heldBack: of(judged.filter(({ seen }) => !seen)),
    validByPeople: asked.filter(({ query }) => isAdsQuery(query)).length / Math.max(1, asked.length),
  };
}

interface Judged {
  seen: boolean;
  valid: boolean;
  exact: boolean;
  f1: number;
  jaccard: number | undefined;
}

/** Of sets of pairs; letters' case, quotation marks and the ways to write years (by publication date too) do not count. */
export function f1(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((pair) => b.has(pair)).length;
  return a.size + b.size === 0 ? 1 : (2 * shared) / (a.size + b.size);
}

export function pairsOf(query: string): Set<string> {
  return new Set(looselyParsed(query).map(({ field, value }) => `${fieldOf(field)}:${plainValue(field, value)}`));
}

/** A person's query may be broken: then what can be made out of it counts. */
function looselyParsed(query: string): AdsPair[] {
  try {
    return parseAds(query);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const pairs: AdsPair[] = [];
    for (const operator of adsOperators)
      if (query.includes(`${operator}(`)) pairs.push({ field: `${operator}()`, value: "" });
    for (const [, field = "", value = ""] of query.matchAll(/([a-z_]+):\s*("[^"]*"|\[[^\]]*\]|\([^)]*\)|[^\s()]+)/g))
      for (const each of value.startsWith("(") ? value.slice(1, -1).split(/\s+(?:AND\s+|OR\s+)?/) : [value])
        pairs.push({ field, value: each });
    return pairs;
  }
}

const fieldOf = (field: string) =>
  ({ abstract: "abs", database: "collection", affil: "aff", pubdate: "year" })[field] ?? field;

function plainValue(field: string, value: string): string {
  const plain = value.toLowerCase().replace(/["()]/g, "").replace(/\s+/g, " ").trim();
  if (field === "author")
    return plain
      .replace(/^=/, "")
      .replace(/\s*,\s*/g, ", ")
      .replace(/\./g, "")
      .replace(/,?\s*$/, "");
  if (field !== "year" && field !== "pubdate") return plain;
  // One year, a range with a dash, and a range in brackets are the same thing.
  const [from = "", to = ""] = plain.startsWith("[")
    ? plain.slice(1, -1).split(/ to /)
    : plain.includes("-")
      ? plain.split("-")
      : [plain, plain];
  const year = (end: string) => (end.trim() === "*" ? "" : end.trim().slice(0, 4));
  return `${year(from)}-${year(to)}`;
}

/** Fields that papers from arXiv have. */
const held = /^(?:abs|abstract|title|author|first_author|year|full|body|arxiv_class|doi|identifier)$/;

/** @returns undefined where the library cannot tell them apart: it holds none of the fields, or no paper */
async function overlap(library: Library, a: string, b: string): Promise<number | undefined> {
  const [ours, theirs] = [await found(library, a), await found(library, b)];
  if (theirs === undefined || theirs.size === 0) return undefined;
  if (ours === undefined) return 0;
  const shared = [...ours].filter((id) => theirs.has(id)).length;
  return shared / (ours.size + theirs.size - shared);
}

/** @returns ids of the first 50; undefined where the query cannot be asked here */
async function found(library: Library, query: string): Promise<Set<string> | undefined> {
  let condition: Condition | undefined;
  let text = "";
  try {
    const parsed = parseQuery(query);
    condition = withoutUnheld(parsed.condition);
    text = words(condition) || parsed.text;
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
  if (condition === undefined) return undefined;
  const { hits } = await search(library, text === "" ? " " : text, { limit: 50, condition });
  return new Set(hits.map(({ id }) => id));
}

function withoutUnheld(condition: Condition | undefined): Condition | undefined {
  if (!condition) return undefined;
  switch (condition.kind) {
    case "field":
      return held.test(condition.field) ? condition : undefined;
    case "range":
      return condition.field === "year" ? condition : undefined;
    case "papers":
      return undefined;
    case "not": {
      const part = withoutUnheld(condition.part);
      return part && { kind: "not", part };
    }
    case "and":
      return both(...condition.parts.map(withoutUnheld));
    case "or": {
      const parts = condition.parts.map(withoutUnheld).filter((part) => part !== undefined);
      return parts.length > 1 ? { kind: "or", parts } : parts[0];
    }
  }
}

/** By which papers are ranked that meet the condition. */
function words(condition: Condition | undefined): string {
  if (!condition || condition.kind === "range" || condition.kind === "papers" || condition.kind === "not") return "";
  if (condition.kind === "field")
    return condition.field === "abs" || condition.field === "title" ? condition.value.replaceAll(/[":()]/g, " ") : "";
  return condition.parts
    .map(words)
    .filter((each) => each !== "")
    .join(" ");
}
