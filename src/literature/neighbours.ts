/**
 * How near papers lie to a question's first answers: the middle of their vectors finds more of a topic than the question does (Rocchio
 * 1971). A part of its own, beside words and meaning, so that the first answers stay first: they lie nearest to their own middle.
 */

import type { LibraryIndex } from "./index/libraryIndex.ts";
import { cosines } from "./index/meaning.ts";

/** Only the best by the other parts are looked at: whoever lies further back is not listed anyway. */
export const candidatesRead = 2000;
/** In a smaller library three answers are a large part of all. */
export const fewestPapers = 100;
const sampled = 500;

/** The sum of the papers' vectors, each of length 1. @returns [dimension], of length 1, or all 0 */
export function middleOf(index: LibraryIndex, papers: Iterable<number>): Float32Array {
  const vector = new Float32Array(index.card.encoder.dimension);
  for (const paper of papers) {
    const { bytes, scale } = index.vectorOf(paper);
    for (let k = 0; k < vector.length; k++) vector[k] = (vector[k] as number) + (bytes[k] as number) * scale;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

/**
 * From the middle of all papers (0) to the nearest (1), as `aboveMiddle` has it.
 * @param answers the question's first
 * @param candidates those that get a value; the others get 0
 * @returns values [papers], and the candidates' cosines
 */
export function neighbourhood(index: LibraryIndex, answers: Iterable<number>, candidates: readonly number[]) {
  const middle = middleOf(index, answers);
  const step = Math.max(1, Math.floor(index.papers / sampled));
  const sample = Array.from({ length: Math.ceil(index.papers / step) }, (_, i) => i * step);
  const low = cosines(index.vectors, middle, sample).reduce((a, b) => a + b, 0) / Math.max(1, sample.length);
  const found = cosines(index.vectors, middle, candidates);
  const high = found.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const values = new Float32Array(index.papers);
  candidates.forEach((paper, i) => {
    if (high > low) values[paper] = Math.min(1, Math.max(0, ((found[i] as number) - low) / (high - low)));
  });
  return { values, cosines: new Map(candidates.map((paper, i) => [paper, found[i] as number])) };
}
