/** How far probabilities are from frequencies: of classifiers, on objects whose class is known. */

import { rowCount, rowOf, type Table } from "../zoobot/measures.ts";

interface Guess {
  confidence: number;
  isRight: boolean;
}

function guesses(predicted: Table, targets: Table): Guess[] {
  return Array.from({ length: rowCount(targets) }, (_, row) => {
    const probabilities = rowOf(predicted, row);
    const confidence = Math.max(...probabilities);
    return { confidence, isRight: rowOf(targets, row)[probabilities.indexOf(confidence)] === 1 };
  });
}

/**
 * Expected calibration error (Naeini+ 2015; Guo+ 2017, arXiv 1706.04599): the mean, over objects, of how far confidence and
 * accuracy are apart in their bin of confidence.
 */
export function expectedCalibrationError(predicted: Table, targets: Table, bins = 10): number {
  const all = guesses(predicted, targets);
  const sums = new Float64Array(bins);
  for (const { confidence, isRight } of all) {
    const bin = Math.min(bins - 1, Math.floor(confidence * bins));
    sums[bin] = (sums[bin] as number) + (isRight ? 1 : 0) - confidence;
  }
  return sums.reduce((total, sum) => total + Math.abs(sum), 0) / all.length;
}

/** Brier's score (1950), as SIDDA has it: each class against the rest, averaged over the classes. */
export function brierScore(predicted: Table, targets: Table): number {
  let sum = 0;
  for (let i = 0; i < predicted.values.length; i++)
    sum += ((predicted.values[i] as number) - (targets.values[i] as number)) ** 2;
  return sum / predicted.values.length;
}

/** What SIDDA's code calls its calibration error: the mean of how far confidence lies from 1 where right, from 0 where wrong. */
export function meanConfidenceGap(predicted: Table, targets: Table): number {
  const all = guesses(predicted, targets);
  return all.reduce((sum, { confidence, isRight }) => sum + Math.abs(confidence - (isRight ? 1 : 0)), 0) / all.length;
}
