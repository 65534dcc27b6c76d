/** How well predicted numbers agree with those observed, in their own unit. */

import { rowCount, type Table } from "./measures.ts";

export interface NumberMeasure {
  meanAbsoluteError: number;
  rootMeanSquareError: number;
  /** Share of the variance that is explained; none where all observed numbers are equal. */
  r2?: number;
  /** Mean absolute error of a predictor that always says the training objects' mean. */
  meanPredictorError: number;
}

/** @param trainingMean for the mean predictor */
export function numberErrors(predicted: Table, observed: Table, trainingMean: number): NumberMeasure {
  const count = rowCount(observed);
  const average = (of: (observed: number, i: number) => number) =>
    Array.from(observed.values, of).reduce((a, b) => a + b, 0) / count;
  const residual = (value: number, i: number) => (predicted.values[i] ?? 0) - value;
  const meanSquareError = average((value, i) => residual(value, i) ** 2);
  const mean = average((value) => value);
  const variance = average((value) => (value - mean) ** 2);
  return {
    meanAbsoluteError: average((value, i) => Math.abs(residual(value, i))),
    rootMeanSquareError: Math.sqrt(meanSquareError),
    ...(variance > 0 ? { r2: 1 - meanSquareError / variance } : {}),
    meanPredictorError: average((value) => Math.abs(value - trainingMean)),
  };
}

export interface HistogramBin {
  from: number;
  to: number;
  count: number;
}

/** Bins of equal width from the least of the values to the largest. */
export function histogram(values: readonly number[], bins: number): HistogramBin[] {
  const [least, largest] = values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  const width = (largest - least) / bins;
  if (!(width > 0)) return values.length > 0 ? [{ from: least, to: largest, count: values.length }] : [];
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = Math.min(bins - 1, Math.floor((value - least) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((count, i) => ({ from: least + i * width, to: least + (i + 1) * width, count }));
}
