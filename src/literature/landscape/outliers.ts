/** Papers far from all others: by the mean distance to their nearest neighbours in the vectors, not on the drawing. */

import type { LaidPapers } from "./makeLandscape.ts";

const outliersKept = 30;
/** A paper of fewer words has hardly a place at all. */
const fewestWords = 40;

/** @returns the farthest first */
export function farFromAll(
  { known, distances }: LaidPapers,
  wordsOf: (paper: number) => number,
): { paper: number; distance: number }[] {
  return [...known]
    .map((paper, i) => ({ paper, distance: distances[i] as number }))
    .filter(({ paper }) => wordsOf(paper) >= fewestWords)
    .sort((a, b) => b.distance - a.distance || a.paper - b.paper)
    .slice(0, outliersKept);
}
