/** What coverage a calibration of so many objects gives: split conformal's is beta distributed (Vovk 2012, arXiv 1209.2673). */

import { thresholdRank } from "./conformalSets.ts";

/**
 * Between which the coverage of new objects lies in 90 of 100 calibrations.
 * @param objects calibrated on
 * @returns [1, 1] where there are too few to promise so much, and every class belongs
 */
export function coverageRange(objects: number, coverage: number): [low: number, high: number] {
  const rank = thresholdRank(objects, coverage);
  if (rank > objects) return [1, 1];
  return [betaQuantile(0.05, rank, objects), betaQuantile(0.95, rank, objects)];
}

/** The fewest objects by which so much coverage can be promised. */
export function fewestFor(coverage: number): number {
  let objects = Math.max(1, Math.floor(coverage / (1 - coverage)) - 1);
  while (thresholdRank(objects, coverage) > objects) objects++;
  return objects;
}

/** Of the `rank`-th smallest of so many uniform numbers: where that many or more of them lie below x with this probability. */
function betaQuantile(probability: number, rank: number, objects: number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 50; i++) {
    const x = (low + high) / 2;
    if (atLeast(rank, objects, x) < probability) low = x;
    else high = x;
  }
  return (low + high) / 2;
}

/** Probability of `rank` or more hits of so many. */
function atLeast(rank: number, objects: number, share: number): number {
  if (share <= 0) return 0;
  if (share >= 1) return 1;
  let logChoose = 0;
  let sum = 0;
  for (let hits = 0; hits <= objects; hits++) {
    if (hits > 0) logChoose += Math.log((objects - hits + 1) / hits);
    if (hits >= rank) sum += Math.exp(logChoose + hits * Math.log(share) + (objects - hits) * Math.log1p(-share));
  }
  return sum;
}
