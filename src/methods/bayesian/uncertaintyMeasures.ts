/** Whether uncertainty is to be believed: against errors that were made, and between groups of objects. */

import { largest, rowCount, rowOf, type Table } from "../zoobot/measures.ts";

/** Mean of -log p of the right class, nats. */
export function negativeLogLikelihood(predicted: Table, targets: Table): number {
  const losses = logLosses(predicted, targets);
  return losses.reduce((a, b) => a + b, 0) / losses.length;
}

/** -log p of the right class, nats, object by object. */
export function logLosses(predicted: Table, targets: Table): number[] {
  return Array.from({ length: rowCount(targets) }, (_, row) => {
    const said = rowOf(predicted, row);
    return rowOf(targets, row).reduce(
      (loss, target, a) => (target > 0 ? loss - target * Math.log(Math.max(1e-12, said[a] as number)) : loss),
      0,
    );
  });
}

/** Whether the likeliest class is not the right one, object by object. */
export function wrongs(predicted: Table, targets: Table): boolean[] {
  const likeliest = (table: Table, row: number) => largest(rowOf(table, row));
  return Array.from({ length: rowCount(targets) }, (_, row) => likeliest(predicted, row) !== likeliest(targets, row));
}

/** Entropies as shares of the largest there can be. @param entropies nats */
export function normalised(entropies: ArrayLike<number>, answers: number): Float64Array {
  return Float64Array.from(entropies, (entropy) => Math.min(1, Math.max(0, entropy / Math.log(answers))));
}

/**
 * Uncertainty calibration error (Laves+ 2019, arXiv 1909.13550): the mean, over objects, of how far error rate and
 * uncertainty are apart in their bin of uncertainty. An error as of chance is as much as an uncertainty of 1, so that error
 * rates are divided by it: by a half for two classes.
 * @param uncertainties [objects], from 0 to 1
 * @param weights [objects], of those that stand for more than one, or less; 1 each where left out
 * @returns least is best, which is not 0: see `uncertaintyCalibrationErrorOfRight`; NaN of no objects
 */
export function uncertaintyCalibrationError(
  uncertainties: ArrayLike<number>,
  isWrong: readonly boolean[],
  { bins = 10, answers = 2, weights }: { bins?: number; answers?: number; weights?: readonly number[] } = {},
): number {
  return binnedGap(uncertainties, isWrong.map(Number), { bins, answers, weights });
}

/**
 * What the uncertainty calibration error comes to of many objects whose probabilities are right: not 0, for entropy and the
 * chance of an error, each as a share of its largest, differ between certainty and chance. Of two classes entropy is more.
 * @param uncertainties [objects], from 0 to 1
 */
export function uncertaintyCalibrationErrorOfRight(
  uncertainties: ArrayLike<number>,
  predicted: Table,
  { bins = 10, weights }: { bins?: number; weights?: readonly number[] } = {},
): number {
  const chances = Array.from({ length: rowCount(predicted) }, (_, row) => 1 - Math.max(...rowOf(predicted, row)));
  return binnedGap(uncertainties, chances, { bins, answers: predicted.answers, weights });
}

/** @param errors of each object, or how likely one is */
function binnedGap(
  uncertainties: ArrayLike<number>,
  errors: readonly number[],
  {
    bins,
    answers,
    weights = errors.map(() => 1),
  }: { bins: number; answers: number; weights: readonly number[] | undefined },
): number {
  const chance = 1 - 1 / answers;
  const sums = new Float64Array(bins);
  errors.forEach((error, i) => {
    const uncertainty = uncertainties[i] as number;
    const bin = Math.min(bins - 1, Math.floor(uncertainty * bins));
    sums[bin] = (sums[bin] as number) + (weights[i] as number) * (error / chance - uncertainty);
  });
  const all = weights.reduce((total, weight) => total + weight, 0);
  return sums.reduce((total, sum) => total + Math.abs(sum), 0) / all;
}

/**
 * How far two groups of samples lie over one another: 1 for the same, 0 apart (Pastore & Calcagni 2019). Their densities are
 * estimated with normal kernels.
 * @param range where to compare them: left out, all samples and three bandwidths round them
 */
export function overlapIndex(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  { bandwidth = 0.1, points = 100, range }: { bandwidth?: number; points?: number; range?: [number, number] } = {},
): number {
  const all = [...Array.from(first), ...Array.from(second)];
  const [low, high] = range ?? [Math.min(...all) - 3 * bandwidth, Math.max(...all) + 3 * bandwidth];
  const step = (high - low) / (points - 1);
  let sum = 0;
  for (let i = 0; i < points; i++)
    sum += Math.min(densityAt(first, low + i * step, bandwidth), densityAt(second, low + i * step, bandwidth));
  return sum * step;
}

function densityAt(samples: ArrayLike<number>, at: number, bandwidth: number): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += Math.exp(-0.5 * (((samples[i] as number) - at) / bandwidth) ** 2);
  return sum / (samples.length * bandwidth * Math.sqrt(2 * Math.PI));
}

/**
 * Error rate among the objects that remain when the most uncertain are set aside.
 * @returns for each of `shares` set aside; NaN where nothing remains
 */
export function errorWithout(
  shares: readonly number[],
  uncertainties: ArrayLike<number>,
  isWrong: readonly boolean[],
): number[] {
  const order = isWrong.map((_, i) => i).sort((a, b) => (uncertainties[a] as number) - (uncertainties[b] as number));
  return shares.map((share) => {
    const kept = order.slice(0, Math.round(order.length * (1 - share)));
    return kept.filter((i) => isWrong[i]).length / kept.length;
  });
}
