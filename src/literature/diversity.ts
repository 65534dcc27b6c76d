/** Papers that differ from one another: maximal marginal relevance (Carbonell & Goldstein 1998). */

import type { LibraryIndex } from "./index/libraryIndex.ts";
import type { Hit } from "./library.ts";
import { paperOf } from "./paperOf.ts";

/** Candidates a listed paper: more would only be slower. */
export const candidatesEach = 5;

/**
 * Takes again and again the paper that is relevant and unlike those taken: (1 - diversity) × score - diversity × the largest likeness
 * to them, both from 0 to 1 over the candidates. Scores stay as they are, so that they no longer fall down the list.
 * @param hits best first
 * @param diversity 0 leaves the order as it is, 1 asks only that papers differ
 */
export function diverse(
  index: LibraryIndex,
  hits: readonly Hit[],
  { limit, diversity = 0 }: { limit: number; diversity?: number },
): Hit[] {
  if (diversity === 0) return hits.slice(0, limit);
  const candidates = hits.slice(0, candidatesEach * limit);
  const papers = candidates.map(({ id }) => paperOf(index, id));
  const [best, worst] = [candidates[0]?.score ?? 0, candidates.at(-1)?.score ?? 0];
  const relevance = candidates.map(({ score }) => (score - worst) / (best - worst || 1));
  // Papers on one question all have a cosine far above 0: from the least alike (0) to a copy (1).
  const [first = 0] = papers;
  const least = papers.reduce((low, paper) => Math.min(low, cosineBetween(index, first, paper)), 1);
  const nearest = new Float32Array(candidates.length);
  const isTaken = new Uint8Array(candidates.length);
  const taken: Hit[] = [];
  while (taken.length < Math.min(limit, candidates.length)) {
    let [next, most] = [-1, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < candidates.length; i++) {
      const value = (1 - diversity) * (relevance[i] as number) - diversity * (nearest[i] as number);
      if (isTaken[i] === 0 && value > most) [next, most] = [i, value];
    }
    isTaken[next] = 1;
    taken.push(candidates[next] as Hit);
    for (let i = 0; i < candidates.length; i++) {
      const cosine = cosineBetween(index, papers[next] as number, papers[i] as number);
      nearest[i] = Math.max(nearest[i] as number, (cosine - least) / (1 - least || 1));
    }
  }
  return taken;
}

function cosineBetween(index: LibraryIndex, a: number, b: number): number {
  const [one, other] = [index.vectorOf(a), index.vectorOf(b)];
  let sum = 0;
  for (let k = 0; k < one.bytes.length; k++) sum += (one.bytes[k] as number) * (other.bytes[k] as number);
  return sum * one.scale * other.scale;
}
