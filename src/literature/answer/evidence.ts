/** What an answer may be made of: the sentences of the papers that a question finds, each with how well it fits. */

import type { Workspace } from "../../survey/workspace.ts";
import { findPassages, type StoredPassage } from "../fullTexts.ts";
import { inUsualNames } from "../galaxies/otherNames.ts";
import { inverseFrequency } from "../index/bm25.ts";
import type { LibraryIndex } from "../index/libraryIndex.ts";
import { kinds } from "../index/terms.ts";
import { asIndexed, spokenToReaders } from "../instructions.ts";
import { needLibrary, papersById } from "../libraryTable.ts";
import type { Paper } from "../paper.ts";
import { authorWords } from "../query/authorWords.ts";
import { parseQuery } from "../query/parseQuery.ts";
import { both, type Condition } from "../query/query.ts";
import { selectPapers } from "../query/selectPapers.ts";
import { type Hit, type Library, search } from "../search.ts";
import { stemsOf } from "../words.ts";
import { askedQuantity, inQuantities } from "./askedQuantity.ts";
import { withoutValues } from "./claimedValue.ts";
import { designationsIn } from "./designations.ts";
import { fitFor } from "./fit.ts";
import type { QuestionType } from "./questionType.ts";

/** Exact: `paper[field].slice(start, end) === text`; of a full text, the same in its passage. */
export interface Passage {
  paper: Paper;
  field: "title" | "abstract" | "text";
  /** Where in the full text it stands. */
  place?: { passage: number; section: string; page: number };
  start: number;
  end: number;
  text: string;
  stems: ReadonlySet<string>;
  /** Of length 1, or all 0. */
  vector: Float32Array;
  /** Of the question's telling words the share that it has, a rare one counting more. */
  coverage: number;
  /** The same, its paper's title counted as well. */
  withTitle: number;
  /** To the question. */
  cosine: number;
  /** False where the question names objects by number or name and its paper none of them. */
  namesObject: boolean;
  /** Of a question that wants a value: whether it gives that one. */
  givesValue: boolean;
  /** How well it fits; the better, the higher. */
  score: number;
}

export interface Evidence {
  /** As asked, without what was a filter. */
  question: string;
  /** The question's stems with how much each tells, 1 in sum. */
  stems: ReadonlyMap<string, number>;
  /** A text's stems, with the question's objects under one name: a sentence on "NGC 4486" is one on M 87. */
  heard(text: string): ReadonlySet<string>;
  vector: Float32Array;
  /** Best first. */
  papers: readonly Paper[];
  passages: readonly Passage[];
  /** Of the search without its neighbours, best first: 0 to 1. */
  scores: readonly number[];
  /** Whose the first of these scores is. */
  best: string | undefined;
  /** Sentences left out because they give orders to a language model: how many, of each paper that has some. */
  withheld: ReadonlyMap<string, number>;
  /** What the search could not do as it was asked, and how it read the question's years. */
  remarks: readonly string[];
}

export interface GatherOptions {
  /** More that papers must be, beside what the question says. */
  condition?: Condition;
  /** Years in the question are words like others. */
  plainYears?: boolean;
  signal?: AbortSignal;
}

const papersRead = 30;
/** Of the best passages of full texts: how many are read, and how many bring papers that the search did not. */
const passagesRead = 60;
const papersByText = 12;

export async function gather(
  workspace: Workspace,
  library: Library,
  written: string,
  type: QuestionType,
  options: GatherOptions = {},
): Promise<Evidence> {
  const { text: question, condition } = parseQuery(written);
  const asPapersSay = inQuantities(written);
  const { hits, remarks, understood } = await search(library, asPapersSay, { limit: papersRead, ...options });
  const authors = condition ? undefined : authorWords(question);
  // Who wrote is no word that a sentence must have.
  const topic = inQuantities(authors?.rest ?? question);
  const bodies = await bodiesFor(workspace, library, topic, both(condition, authors?.condition, options.condition));
  const ids = [...new Set([...hits.map(({ id }) => id), ...bodies.slice(0, papersByText).map(({ paper }) => paper)])];
  const byId = await papersById(await needLibrary(workspace), ids);
  const papers = ids.flatMap((id) => byId.get(id) ?? []);
  const renamed = inUsualNames(library.index, question) ?? ((text: string) => text);
  const heard = (text: string) => new Set(stemsOf(renamed(text)));
  const stems = tellingShares(library.index, renamed(withoutValues(topic)));
  const [vector = new Float32Array(library.encoder.dimension)] = stems.size ? await encoded(library, [topic]) : [];
  const withheld = new Map<string, number>();
  const withhold = (id: string, count: number) => count > 0 && withheld.set(id, (withheld.get(id) ?? 0) + count);
  const found: Omit<
    Passage,
    "vector" | "coverage" | "withTitle" | "cosine" | "namesObject" | "givesValue" | "score"
  >[] = [];
  for (const paper of papers) {
    // A title is a sentence where there is no other.
    const field = paper.abstract === "" ? "title" : "abstract";
    const { spans, leftOut } = spokenToReaders(paper[field]);
    withhold(paper.id, leftOut);
    for (const span of spans) found.push({ paper, field, ...span, stems: heard(span.text) });
  }
  for (const { paper: id, number, section, page, text } of bodies) {
    const paper = byId.get(id);
    if (!paper) continue;
    const { spans, leftOut } = spokenToReaders(text);
    withhold(id, leftOut);
    for (const span of spans) {
      if (isWholeSentence(span.text))
        found.push({
          paper,
          field: "text",
          place: { passage: number, section, page },
          ...span,
          stems: heard(span.text),
        });
    }
  }
  const vectors = await encoded(
    library,
    found.map(({ text }) => text),
  );
  const named = designationsIn(question);
  const namesAny = (text: string) => named.size === 0 || [...designationsIn(text)].some((name) => named.has(name));
  const about = new Map(
    papers.map((paper, rank): [string, About] => [paper.id, aboutOf(paper, rank, { heard, namesAny })]),
  );
  const quantity = askedQuantity(question);
  const fits = fitFor(question, type);
  const passages = found.map((passage, i) => {
    const own = vectors[i] as Float32Array;
    const { rank, title, whole, ...its } = about.get(passage.paper.id) as About;
    const namesObject = its.namesObject || namesAny(passage.text);
    const givesValue = quantity?.isGivenIn(passage.text, passage.paper.title) === true;
    const coverage = covered(stems, passage.stems);
    const withTitle = covered(stems, passage.stems, title);
    const inAbstract = covered(stems, passage.stems, whole) - withTitle;
    const cosine = dot(vector, own);
    const inTitle = withTitle - coverage;
    const score = fits({
      text: passage.text,
      coverage,
      inTitle,
      inAbstract,
      cosine,
      rank,
      namesObject,
      givesValue,
      hasValue: givesValue || quantity?.isIn(passage.text) === true,
    });
    return { ...passage, vector: own, coverage, withTitle, cosine, namesObject, givesValue, score };
  });
  const ranked = hits.map((hit) => ({ id: hit.id, score: ownScore(hit) })).sort((a, b) => b.score - a.score);
  const scores = ranked.map(({ score }) => score);
  return {
    question,
    stems,
    heard,
    vector,
    papers,
    passages,
    scores,
    best: ranked[0]?.id,
    withheld,
    remarks: [...understood, ...remarks],
  };
}

/** What sentences of a paper need not say again. */
interface About {
  rank: number;
  /** Stems of its title; of that and its abstract. */
  title: ReadonlySet<string>;
  whole: ReadonlySet<string>;
  namesObject: boolean;
}

function aboutOf(
  paper: Paper,
  rank: number,
  { heard, namesAny }: Pick<Evidence, "heard"> & { namesAny: (text: string) => boolean },
): About {
  const { title, abstract } = asIndexed(paper);
  const whole = `${title} ${abstract}`;
  return { rank, title: heard(title), whole: heard(whole), namesObject: namesAny(whole) };
}

/** How far a paper fits by itself: beside the best answer its neighbours fall behind, whether it answers or not. */
function ownScore({ why }: Hit): number {
  const own = why.parts.filter(({ name }) => name !== "neighbours");
  const weight = own.reduce((sum, part) => sum + part.weight, 0) || 1;
  return own.reduce((sum, { contribution }) => sum + contribution, 0) / weight;
}

/** Passages of full texts that the question finds, of papers that meet its filters. */
async function bodiesFor(
  workspace: Workspace,
  { index }: Library,
  question: string,
  condition: Condition | undefined,
): Promise<StoredPassage[]> {
  const found = await findPassages(workspace, question, passagesRead);
  if (!condition || found.length === 0) return found;
  const selection = selectPapers(index, condition);
  return found.filter(({ paper }) => {
    const term = index.termNumber(kinds.id + paper);
    const [number] = term === undefined ? [] : index.having(term).papers;
    return number !== undefined && selection[number] === 1;
  });
}

/** A PDF's text has formulae and cut lines: only what begins and ends as a sentence is quoted. */
function isWholeSentence(text: string): boolean {
  return /^[\p{Lu}\d"“(]/u.test(text) && /[.?!]["”)\]]?$/.test(text) && text.length >= 40 && text.length <= 600;
}

/** @returns the shares of what the question's words tell, 1 in sum; a word that no paper has tells the most */
export function tellingShares(index: LibraryIndex, question: string): Map<string, number> {
  const shares = new Map<string, number>();
  for (const stem of stemsOf(question)) {
    const term = index.termNumber(kinds.word + stem);
    shares.set(stem, inverseFrequency(index.papers, term === undefined ? 0 : index.having(term).papers.length));
  }
  let sum = 0;
  for (const share of shares.values()) sum += share;
  for (const [stem, share] of shares) shares.set(stem, share / sum);
  return shares;
}

/** @returns the share of them that any of these texts has */
export function covered(shares: ReadonlyMap<string, number>, ...texts: readonly ReadonlySet<string>[]): number {
  let sum = 0;
  for (const [stem, share] of shares) if (texts.some((stems) => stems.has(stem))) sum += share;
  return sum;
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number);
  return sum;
}

async function encoded({ encoder }: Library, texts: readonly string[]): Promise<Float32Array[]> {
  if (texts.length === 0) return [];
  const all = await encoder.encode(texts.map((title) => ({ title, abstract: "" })));
  return texts.map((_, i) => all.subarray(i * encoder.dimension, (i + 1) * encoder.dimension));
}
