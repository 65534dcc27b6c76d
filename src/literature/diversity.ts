/** Papers that differ from one another: maximal marginal relevance (Carbonell & Goldstein 1998). */

import type { LibraryIndex } from "./index/libraryIndex.ts";

/** Candidates a listed paper: more would only be slower. */
const candidatesEach = 5;

/**
 * Takes again and again the paper that is relevant and unlike those taken: (1 - diversity) × score - diversity × the largest likeness
 * to them, both from 0 to 1 over the candidates.
 * @param papers best first
 * @param diversity 0 leaves the order as it is, 1 asks only that papers differ
 */
export function diverse(
  index: LibraryIndex,
  papers: readonly number[],
  scores: Float32Array,
  { limit, diversity }: { limit: number; diversity: number },
): number[] {
  const candidates = papers.slice(0, candidatesEach * limit);
  const [best, worst] = [scores[candidates[0] ?? 0] ?? 0, scores[candidates.at(-1) ?? 0] ?? 0];
  const relevance = candidates.map((paper) => ((scores[paper] as number) - worst) / (best - worst || 1));
  const nearest = new Float32Array(candidates.length);
  // Papers on one question all have a cosine far above 0: from the least alike (0) to a copy (1).
  const [first = 0] = candidates;
  const least = candidates.reduce((low, paper) => Math.min(low, cosineBetween(index, first, paper)), 1);
  const likeness = (a: number, b: number) => (cosineBetween(index, a, b) - least) / (1 - least || 1);
  const taken: number[] = [];
  const isTaken = new Uint8Array(candidates.length);
  while (taken.length < Math.min(limit, candidates.length)) {
    let [next, most] = [-1, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < candidates.length; i++) {
      const value = (1 - diversity) * (relevance[i] as number) - diversity * (nearest[i] as number);
      if (isTaken[i] === 0 && value > most) [next, most] = [i, value];
    }
    isTaken[next] = 1;
    const paper = candidates[next] as number;
    taken.push(paper);
    for (let i = 0; i < candidates.length; i++)
      if (isTaken[i] === 0) nearest[i] = Math.max(nearest[i] as number, likeness(paper, candidates[i] as number));
  }
  return taken;
}

function cosineBetween(index: LibraryIndex, a: number, b: number): number {
  const [one, other] = [index.vectorOf(a), index.vectorOf(b)];
  let sum = 0;
  for (let k = 0; k < one.bytes.length; k++) sum += (one.bytes[k] as number) * (other.bytes[k] as number);
  return sum * one.scale * other.scale;
}
