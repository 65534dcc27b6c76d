/** BM25 (Robertson & Zaragoza 2009) over title and abstract, a word of the title counting twice. */

import type { LibraryIndex } from "./libraryIndex.ts";
import { kinds } from "./terms.ts";

/** The usual ones; nothing here was tuned on questions. */
const saturation = 1.2;
const lengthShare = 0.75;

/** How much a term tells: BM25's, which is never negative. */
export function inverseFrequency(papers: number, having: number): number {
  return Math.log(1 + (papers - having + 0.5) / (having + 0.5));
}

/** To papers that name something otherwise than it was asked for, what they would have if they had these stems once. */
export function addNamed(
  scores: Float32Array,
  index: LibraryIndex,
  papers: ReadonlyMap<number, string>,
  stems: readonly string[],
): void {
  const { lengths, meanLength } = index;
  let gain = 0;
  for (const stem of stems) {
    const term = index.termNumber(kinds.word + stem);
    const having = term === undefined ? 0 : index.having(term).papers.length;
    gain += inverseFrequency(index.papers, having || papers.size) * (saturation + 1);
  }
  for (const paper of papers.keys()) {
    const norm = saturation * (1 - lengthShare + (lengthShare * (lengths[paper] as number)) / meanLength);
    scores[paper] = (scores[paper] as number) + gain / (1 + norm);
  }
}

/**
 * @param stems each with its weight
 * @returns [papers], 0 where no stem occurs
 */
export function bm25(index: LibraryIndex, stems: ReadonlyMap<string, number>): Float32Array {
  const scores = new Float32Array(index.papers);
  const { lengths, meanLength } = index;
  const [shortest, perWord] = [saturation * (1 - lengthShare), (saturation * lengthShare) / meanLength];
  for (const [stem, weight] of stems) {
    const term = index.termNumber(kinds.word + stem);
    if (term === undefined || weight === 0) continue;
    const { papers, counts } = index.having(term);
    const gain = weight * inverseFrequency(index.papers, papers.length) * (saturation + 1);
    for (let i = 0; i < papers.length; i++) {
      const paper = papers[i] as number;
      const count = counts[i] as number;
      const times = 2 * (count >>> 4) + (count & 15);
      const norm = shortest + perWord * (lengths[paper] as number);
      scores[paper] = (scores[paper] as number) + (gain * times) / (times + norm);
    }
  }
  return scores;
}
