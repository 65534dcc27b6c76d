/** The papers of an index in order, each with what its score is made of; more than the limit where they are yet to be chosen from. */

import { candidatesEach } from "./diversity.ts";
import { includes } from "./index/ascending.ts";
import { addNamed, bm25, inverseFrequency } from "./index/bm25.ts";
import type { LibraryIndex } from "./index/libraryIndex.ts";
import { largest } from "./index/meaning.ts";
import { kinds } from "./index/terms.ts";
import { defaultWeights, type Found, type Library, type SearchOptions } from "./library.ts";
import type { Name } from "./names.ts";
import { candidatesRead, fewestPapers, neighbourhood } from "./neighbours.ts";
import { type Condition, conditionText } from "./query/query.ts";
import { countSelected, selectPapers } from "./query/selectPapers.ts";
import {
  aboveMiddle,
  asTheyAre,
  citedShare,
  overBest,
  type PartName,
  type PartValues,
  partsOf,
  recency,
  totals,
  totalsOf,
} from "./rank.ts";
import { reason, type Seen } from "./reason.ts";
import { stemsOf } from "./words.ts";

export interface Asked {
  stems: ReadonlyMap<string, number>;
  /** How a stem was written in the question. */
  spoken: ReadonlyMap<string, string>;
  /** [papers], cosines to what is asked; undefined where it has no vector. */
  nearness: Float32Array | undefined;
  named: readonly Name[];
  condition: Condition | undefined;
  options: SearchOptions;
  /** Papers that are not listed. */
  left: ReadonlySet<number>;
}

export function ranked({ index }: Library, { stems, spoken, nearness, named, condition, options, left }: Asked): Found {
  const { limit, recent = 0, cited = 0, weights = defaultWeights, diversity = 0 } = options;
  const listed = diversity > 0 ? candidatesEach * limit : limit;
  const now = options.now ?? new Date().getFullYear();
  const parts: PartValues[] = [];
  if (stems.size > 0)
    parts.push({ name: "words", weight: weights.words, ...overBest(wordScores(index, stems, named)) });
  if (nearness) parts.push({ name: "meaning", weight: weights.meaning, ...aboveMiddle(nearness) });
  if (named.length > 0) parts.push({ name: "named", weight: weights.named, ...asTheyAre(namedShare(index, named)) });

  const selection = condition && selectPapers(index, condition);
  const isAnswer = stems.size > 0 && condition === undefined;
  const keepOut = (scores: Float32Array) => {
    if (selection) for (let paper = 0; paper < scores.length; paper++) if (selection[paper] === 0) scores[paper] = -1;
    for (const paper of left) scores[paper] = -1;
    return scores;
  };
  const isListed = (score: number) => score > 0 || (score === 0 && !isAnswer);
  const isWide = nearness !== undefined && weights.neighbours > 0 && index.papers >= fewestPapers;
  const { count, times } = options.feedback ? widerAnswers : usualAnswers;
  const beside = isWide ? times * weights.neighbours : 0;
  const own = parts.reduce((sum, { weight }) => sum + weight, beside) || 1;
  const rest = Math.max(0, 1 - recent - cited) / own;
  for (const part of parts) part.weight *= rest;
  if (recent > 0) parts.push({ name: "recent", weight: recent, ...asTheyAre(recency(index.years, now)) });
  if (cited > 0) parts.push({ name: "cited", weight: cited, ...asTheyAre(citedShare(index.years, index.citations)) });
  let scores = keepOut(totals(index.papers, parts));
  const best = (papers: number[]) =>
    papers.sort((a, b) => (scores[b] as number) - (scores[a] as number) || byYearAndId(index, a, b));
  const candidates = best(
    [...largest(scores, isWide ? Math.max(candidatesRead, 2 * listed) : listed + 50)].filter((paper) =>
      isListed(scores[paper] as number),
    ),
  );
  let neighbours: Seen["neighbours"];
  const answers = candidates.slice(0, count).filter((paper) => (scores[paper] as number) > 0);
  if (isWide && answers.length > 0) {
    const { values, cosines } = neighbourhood(index, answers, candidates);
    neighbours = { cosines, answers: answers.length };
    parts.push({ name: "neighbours", weight: beside * rest, ...asTheyAre(values) });
    scores = totalsOf(candidates, parts, scores);
  }
  const filter = condition ? conditionText(condition) : null;
  const seen = { stems, spoken, named, nearness, neighbours, now };
  const why = (paper: number) => (name: PartName) => reason(index, paper, name, seen);
  return {
    selected: selection ? countSelected(selection) : index.papers,
    filter,
    understood: [],
    remarks: [],
    encoder: index.card.encoder.name,
    hits: best(candidates)
      .slice(0, listed)
      .map((paper) => {
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

/** A paper on "NGC 4486" has the word of a question about M 87. */
function wordScores(index: LibraryIndex, stems: ReadonlyMap<string, number>, named: readonly Name[]): Float32Array {
  const scores = bm25(index, stems);
  for (const { written, elsewhere } of named) if (elsewhere) addNamed(scores, index, elsewhere, stemsOf(written));
  return scores;
}

/** How many first answers say what the topic is, and how much that counts. */
const usualAnswers = { count: 3, times: 1 };
const widerAnswers = { count: 5, times: 2 };

function byYearAndId(index: LibraryIndex, a: number, b: number): number {
  const newer = (index.years[b] as number) - (index.years[a] as number);
  if (newer !== 0) return newer;
  return index.idOf(a) < index.idOf(b) ? -1 : 1;
}

/** Of the names in the question the share that a paper has, a rare one counting more. */
function namedShare(index: LibraryIndex, named: readonly Name[]): Float32Array {
  const names = named.map(({ stems, elsewhere }) => {
    const lists = stems.map((stem) => {
      const term = index.termNumber(kinds.word + stem);
      return term === undefined ? new Uint32Array() : index.having(term).papers;
    });
    lists.sort((a, b) => a.length - b.length);
    const [rarest = new Uint32Array(), ...others] = lists;
    const having = rarest.length + (elsewhere?.size ?? 0);
    return { rarest, others, elsewhere, weight: inverseFrequency(index.papers, having) };
  });
  const whole = names.reduce((sum, { weight }) => sum + weight, 0);
  const shares = new Float32Array(index.papers);
  for (const { rarest, others, elsewhere, weight } of names) {
    for (const paper of rarest)
      if (others.every((papers) => includes(papers, paper))) shares[paper] = (shares[paper] as number) + weight / whole;
    for (const paper of elsewhere?.keys() ?? []) shares[paper] = (shares[paper] as number) + weight / whole;
  }
  return shares;
}
