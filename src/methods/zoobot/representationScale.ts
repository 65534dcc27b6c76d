/** The scale of representations, which differs from encoder to encoder: a head learns alike from all where it is taken out. */

import type { Parameters } from "../../nn/parameters.ts";

export interface RepresentationScale {
  /** [width] */
  mean: Float64Array;
  /** [width], 1 where nothing varies */
  deviation: Float64Array;
}

/** Deviations below it are rounding: dividing by them would make numbers of noise. */
const smallest = 1e-6;

/** @param representations [rows x width] */
export function scaleOf(representations: Float32Array, width: number): RepresentationScale {
  const rows = representations.length / width;
  const [mean, square] = [new Float64Array(width), new Float64Array(width)];
  representations.forEach((value, i) => {
    mean[i % width] = (mean[i % width] as number) + value / rows;
  });
  representations.forEach((value, i) => {
    square[i % width] = (square[i % width] as number) + (value - (mean[i % width] as number)) ** 2 / rows;
  });
  return { mean, deviation: square.map((each) => (Math.sqrt(each) > smallest ? Math.sqrt(each) : 1)) };
}

/** In place: mean 0 and deviation 1 in each column. @param representations [rows x width] */
export function standardise(representations: Float32Array, { mean, deviation }: RepresentationScale): void {
  const width = mean.length;
  for (let i = 0; i < representations.length; i++) {
    const column = i % width;
    representations[i] = ((representations[i] as number) - (mean[column] as number)) / (deviation[column] as number);
  }
}

/**
 * A head that learnt from standardised representations, as it sees the encoder's own.
 * @param parameters with "head.weight" [answers, width] and "head.bias" [answers]
 */
export function seeingOwnScale(parameters: Parameters, { mean, deviation }: RepresentationScale): Parameters {
  const { "head.weight": weight, "head.bias": bias } = parameters;
  if (!weight || !bias) throw new Error("the head has a weight and a bias");
  const width = mean.length;
  const scaled = weight.data.map((value, i) => value / (deviation[i % width] as number));
  const shifted = bias.data.map((value, row) =>
    mean.reduce((sum, each, column) => sum - each * (scaled[row * width + column] as number), value),
  );
  return {
    ...parameters,
    "head.weight": { ...weight, data: scaled },
    "head.bias": { ...bias, data: shifted },
  };
}
