/**
 * Conformal prediction sets (Vovk+ 2005; split conformal as in Angelopoulos & Bates 2021, arXiv 2107.07511): for each object
 * the classes it may be, so that the right one is among them as often as asked for, whatever the classifier is worth.
 */

import { Fault } from "../../fault.ts";
import { rowCount, rowOf, type Table } from "../zoobot/measures.ts";

/**
 * The largest 1 - p of the right class that still belongs: calibrated on objects that were not trained on and are drawn
 * as those will be that it is used on. Over the draw of both, the right class is in the set with probability `coverage` or
 * more.
 * @param coverage above 0, below 1
 * @returns infinite where there are too few objects to promise so much: then every class belongs
 */
export function conformalThreshold(predicted: Table, targets: Table, coverage: number): number {
  if (!(coverage > 0 && coverage < 1))
    throw new Fault("usage", `a coverage lies between 0 and 1, such as 0.9, not ${coverage}`);
  const count = rowCount(targets);
  const scores = Float64Array.from({ length: count }, (_, row) => {
    const right = rowOf(targets, row).indexOf(1);
    return 1 - (rowOf(predicted, row)[right] as number);
  }).sort();
  const rank = thresholdRank(count, coverage);
  return rank > count ? Number.POSITIVE_INFINITY : (scores[rank - 1] as number);
}

/** Which of so many scores, from the smallest, is the threshold; above `objects` where so much cannot be promised. */
export function thresholdRank(objects: number, coverage: number): number {
  // 0.7 x 10 is to be 7, whatever its binary digits.
  return Math.max(1, Math.ceil((objects + 1) * coverage - 1e-9));
}

/** Indices of the classes that each object may be. */
export function conformalSets(predicted: Table, threshold: number): number[][] {
  return Array.from({ length: rowCount(predicted) }, (_, row) =>
    rowOf(predicted, row).flatMap((p, answer) => (1 - p <= threshold ? [answer] : [])),
  );
}

/** Share of objects whose right class is in their set. */
export function coverageOf(sets: readonly (readonly number[])[], targets: Table): number {
  return sets.filter((set, row) => set.includes(rowOf(targets, row).indexOf(1))).length / sets.length;
}
