/**
 * How near papers lie to a question's first answers: the middle of their vectors finds more of a topic than the question does (Rocchio
 * 1971). A part of its own, beside words and meaning, so that the first answers stay first: they lie nearest to their own middle.
 */

import type { LibraryIndex } from "./index/libraryIndex.ts";

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

/** @param vector [dimension], of length 1 */
export function cosineOf(index: LibraryIndex, vector: Float32Array, paper: number): number {
  const { bytes, scale } = index.vectorOf(paper);
  let sum = 0;
  for (let k = 0; k < vector.length; k++) sum += (bytes[k] as number) * (vector[k] as number);
  return sum * scale;
}

/**
 * From the middle of all papers (0) to the nearest (1), as `aboveMiddle` has it.
 * @param answers the question's first
 * @param candidates those that get a value; the others get 0
 * @returns values [papers], and the candidates' cosines
 */
export function neighbourhood(index: LibraryIndex, answers: Iterable<number>, candidates: Iterable<number>) {
  const middle = middleOf(index, answers);
  const step = Math.max(1, Math.floor(index.papers / sampled));
  let [sum, count] = [0, 0];
  for (let paper = 0; paper < index.papers; paper += step, count++) sum += cosineOf(index, middle, paper);
  const low = sum / Math.max(1, count);
  const cosines = new Map<number, number>();
  let high = Number.NEGATIVE_INFINITY;
  for (const paper of candidates) {
    const cosine = cosineOf(index, middle, paper);
    cosines.set(paper, cosine);
    high = Math.max(high, cosine);
  }
  const values = new Float32Array(index.papers);
  if (high > low)
    for (const [paper, cosine] of cosines) values[paper] = Math.min(1, Math.max(0, (cosine - low) / (high - low)));
  return { values, cosines };
}
