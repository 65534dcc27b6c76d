/** Search of an opened library: a sum of words, meaning and names, after what the query keeps out. */

import { exitCodes, Fault } from "../fault.ts";
import type { Workspace } from "../survey/workspace.ts";
import { findEncoder } from "./encoder/findEncoder.ts";
import type { TextEncoder } from "./encoder/textEncoder.ts";
import { includes } from "./index/ascending.ts";
import { bm25, inverseFrequency } from "./index/bm25.ts";
import { isBehind } from "./index/indexFolder.ts";
import { type LibraryIndex, openIndex } from "./index/libraryIndex.ts";
import { cosines, largest } from "./index/meaning.ts";
import { kinds, termMask } from "./index/terms.ts";
import { type Name, namesIn } from "./names.ts";
import { parseQuery } from "./query/parseQuery.ts";
import { both, type Condition, conditionText } from "./query/query.ts";
import { countSelected, selectPapers } from "./query/selectPapers.ts";
import {
  aboveMiddle,
  citedShare,
  overBest,
  type Part,
  type PartName,
  type PartValues,
  partsOf,
  recency,
  totals,
} from "./rank.ts";
import { stemsOf, words } from "./words.ts";

/** An opened library: keep it for many searches. */
export interface Library {
  index: LibraryIndex;
  encoder: TextEncoder;
  /** Papers were imported that the index does not show. */
  isBehind?: boolean;
  close(): Promise<void>;
}

export interface SearchOptions {
  limit: number;
  /** More that papers must be, beside what the query says. */
  condition?: Condition;
  /** Weights of how new and how often cited a paper is, 0 to 1; the rest shares what is left. */
  recent?: number;
  cited?: number;
  /** Asks a second time by the middle of the question and its first five answers: more papers on a topic, less of the one paper. */
  feedback?: boolean;
  /** The year in which "recent" is now. */
  now?: number;
}

export interface Hit {
  id: string;
  title: string;
  year: number | null;
  author: string;
  /** 0 to 1: the sum of the parts' contributions. */
  score: number;
  why: { parts: Part[]; filter?: string };
}

export interface Found {
  /** How many papers meet the condition, all where there is none. */
  selected: number;
  /** As it was understood. */
  filter: string | null;
  hits: Hit[];
}

/** Nothing of it was tuned on questions: see docs/literature.md. */
const weights = { words: 0.4, meaning: 0.4, named: 0.2 };

/** @throws Fault "no-index", "damaged-index"; "other-encoder" where the encoder is another than the index was made with */
export async function openForSearch(workspace: Workspace): Promise<Library> {
  const index = await openIndex(workspace);
  const { name, fingerprint } = index.card.encoder;
  const encoder = await findEncoder(workspace, name);
  if (encoder.fingerprint !== fingerprint)
    throw new Fault(
      "other-encoder",
      `the text encoder "${name}" is another one than the library was indexed with: index it anew with almagest papers index --remake`,
    );
  return { index, encoder, isBehind: await isBehind(workspace), close: () => index.close() };
}

/** @throws Fault "query" that points at what is wrong in it */
export async function search(library: Library, written: string, options: SearchOptions): Promise<Found> {
  const query = parseQuery(written);
  const condition = both(query.condition, options.condition);
  const named = namesIn(query.text, query.phrases);
  // Where only fields were asked, what they ask of the text ranks those that have it.
  const text = query.text || (query.condition ? textAsked(query.condition) : "");
  const stems = new Map(stemsOf(text).map((stem) => [stem, 1]));
  const spoken = new Map(words(text).map(({ stem, written }) => [stem, written]));
  const [vector] = stems.size > 0 ? [await library.encoder.encode([{ title: text, abstract: "" }])] : [];
  return ranked(library, { stems, spoken, vector, named, condition, options, left: new Set() });
}

/** Papers like others: their commonest telling words, and the middle of their vectors. They themselves are left out. */
export async function searchLike(library: Library, ids: readonly string[], options: SearchOptions): Promise<Found> {
  const { index } = library;
  const papers = ids.map((id) => {
    const term = index.termNumber(kinds.id + id);
    const [paper] = term === undefined ? [] : index.having(term).papers;
    if (paper === undefined)
      throw new Fault("no-paper", `the library has no paper "${id}"`, { exitCode: exitCodes.usage });
    return paper;
  });
  const stems = tellingStems(index, papers, 40);
  const vector = middleOf(index, papers);
  return ranked(library, {
    stems,
    spoken: new Map(),
    vector,
    named: [],
    condition: options.condition,
    options,
    left: new Set(papers),
  });
}

/** The sum of their vectors: no length counts. */
function middleOf(index: LibraryIndex, papers: readonly number[]): Float32Array {
  const vector = new Float32Array(index.card.encoder.dimension);
  for (const paper of papers) {
    const { bytes, scale } = index.vectorOf(paper);
    for (let k = 0; k < vector.length; k++) vector[k] = (vector[k] as number) + (bytes[k] as number) * scale;
  }
  return vector;
}

function between(a: Float32Array, b: Float32Array): Float32Array {
  const [lengthA, lengthB] = [Math.hypot(...a) || 1, Math.hypot(...b) || 1];
  return a.map((value, k) => (value / lengthA + (b[k] as number) / lengthB) / 2);
}

/** By how often they occur in the papers, and how rarely elsewhere; weights that are 1 at most. */
function tellingStems(index: LibraryIndex, papers: readonly number[], count: number): Map<string, number> {
  const tellings = new Map<number, number>();
  for (const paper of papers)
    for (const entry of index.entriesOf(paper)) {
      const term = entry & termMask;
      tellings.set(term, (tellings.get(term) ?? 0) + 1);
    }
  const stems: [string, number][] = [];
  for (const [term, times] of tellings) {
    const text = index.termText(term);
    if (text.startsWith(kinds.word))
      stems.push([text.slice(1), Math.sqrt(times) * inverseFrequency(index.papers, index.having(term).papers.length)]);
  }
  stems.sort(([, a], [, b]) => b - a);
  const best = stems[0]?.[1] ?? 1;
  return new Map(stems.slice(0, count).map(([stem, value]) => [stem, value / best]));
}

/** What is asked of title and abstract, and not refused. */
function textAsked(condition: Condition): string {
  switch (condition.kind) {
    case "field":
      return condition.field === "title" || condition.field === "abs" ? condition.value : "";
    case "and":
    case "or":
      return condition.parts.map(textAsked).join(" ").trim();
    default:
      return "";
  }
}

interface Asked {
  stems: ReadonlyMap<string, number>;
  /** How a stem was written in the question. */
  spoken: ReadonlyMap<string, string>;
  vector: Float32Array | undefined;
  named: readonly Name[];
  condition: Condition | undefined;
  options: SearchOptions;
  /** Papers that are not listed. */
  left: ReadonlySet<number>;
}

function ranked({ index }: Library, { stems, spoken, vector, named, condition, options, left }: Asked): Found {
  const { limit, recent = 0, cited = 0, now = new Date().getFullYear() } = options;
  const lexical = bm25(index, stems);
  const parts: PartValues[] = [];
  const rest = Math.max(0, 1 - recent - cited);
  let nearness: Float32Array | undefined;
  const namedShares = named.length > 0 ? namedShare(index, named) : undefined;
  if (stems.size > 0) parts.push({ name: "words", weight: weights.words, values: overBest(lexical) });
  if (vector?.some((value) => value !== 0)) {
    nearness = cosines(index.vectors, vector);
    if (options.feedback) {
      const first = totals(index.papers, [
        ...parts,
        { name: "meaning", weight: weights.meaning, values: aboveMiddle(nearness) },
      ]);
      const answers = [...largest(first, 5)];
      nearness = cosines(index.vectors, between(vector, middleOf(index, answers)));
    }
    parts.push({ name: "meaning", weight: weights.meaning, values: aboveMiddle(nearness) });
  }
  if (namedShares) parts.push({ name: "named", weight: weights.named, values: namedShares });
  const own = parts.reduce((sum, { weight }) => sum + weight, 0);
  for (const part of parts) part.weight *= rest / own;
  if (recent > 0) parts.push({ name: "recent", weight: recent, values: recency(index.years, now) });
  if (cited > 0) parts.push({ name: "cited", weight: cited, values: citedShare(index.years, index.citations) });

  const scores = totals(index.papers, parts);
  const selection = condition && selectPapers(index, condition);
  const isAnswer = stems.size > 0 && condition === undefined;
  for (let paper = 0; paper < scores.length; paper++)
    if (selection ? selection[paper] === 0 : isAnswer && scores[paper] === 0) scores[paper] = -1;
  for (const paper of left) scores[paper] = -1;
  const filter = condition ? conditionText(condition) : null;
  const best = [...largest(scores, limit + 50)]
    .filter((paper) => (scores[paper] as number) >= 0)
    .sort((a, b) => (scores[b] as number) - (scores[a] as number) || byYearAndId(index, a, b))
    .slice(0, limit);
  const why = (paper: number) => (name: PartName) =>
    reason(index, paper, name, { stems, spoken, named, nearness, now });
  return {
    selected: selection ? countSelected(selection) : index.papers,
    filter,
    hits: best.map((paper) => {
      const shown = partsOf(paper, parts, why(paper));
      return {
        id: index.idOf(paper),
        title: index.titleOf(paper),
        year: index.years[paper] || null,
        author: index.authorOf(paper),
        score: shown.reduce((sum, { contribution }) => sum + contribution, 0),
        why: { parts: shown, ...(filter === null ? {} : { filter }) },
      };
    }),
  };
}

function byYearAndId(index: LibraryIndex, a: number, b: number): number {
  const newer = (index.years[b] as number) - (index.years[a] as number);
  if (newer !== 0) return newer;
  return index.idOf(a) < index.idOf(b) ? -1 : 1;
}

/** Of the names in the question the share that a paper has, a rare one counting more. */
function namedShare(index: LibraryIndex, named: readonly Name[]): Float32Array {
  const shares = new Float32Array(index.papers);
  let whole = 0;
  for (const { stems } of named) {
    const having = stems.map((stem) => {
      const term = index.termNumber(kinds.word + stem);
      return term === undefined ? new Uint32Array() : index.having(term).papers;
    });
    const weight = Math.max(...having.map(({ length }) => inverseFrequency(index.papers, length)));
    whole += weight;
    const found = new Map<number, number>();
    for (const papers of having) for (const paper of papers) found.set(paper, (found.get(paper) ?? 0) + 1);
    for (const [paper, count] of found) if (count === stems.length) shares[paper] = (shares[paper] as number) + weight;
  }
  for (let paper = 0; paper < shares.length; paper++) shares[paper] = (shares[paper] as number) / whole;
  return shares;
}

interface Seen {
  stems: ReadonlyMap<string, number>;
  spoken: ReadonlyMap<string, string>;
  named: readonly Name[];
  nearness: Float32Array | undefined;
  now: number;
}

function reason(
  index: LibraryIndex,
  paper: number,
  name: PartName,
  { stems, spoken, named, nearness, now }: Seen,
): string {
  const has = (stem: string) => {
    const term = index.termNumber(kinds.word + stem);
    return term !== undefined && includes(index.having(term).papers, paper);
  };
  const year = index.years[paper] as number;
  const citations = index.citations[paper] as number;
  switch (name) {
    case "words": {
      const found = [...stems.keys()].filter(has).map((stem) => spoken.get(stem) ?? stem);
      return found.length > 0 ? `has ${found.join(", ")}` : "has none of the words";
    }
    case "meaning":
      return `cosine ${(nearness?.[paper] ?? 0).toFixed(2)}`;
    case "named": {
      const found = named.filter((each) => each.stems.every(has)).map(({ written }) => written);
      return found.length > 0
        ? `names ${found.join(", ")}`
        : `names none of ${named.map(({ written }) => written).join(", ")}`;
    }
    case "recent":
      return year === 0 ? "year unknown: counted as the middle paper" : `${Math.max(0, now - year)} years old`;
    case "cited":
      return citations < 0 ? "citations unknown: counted as the middle of its year" : `${citations} citations`;
  }
}
