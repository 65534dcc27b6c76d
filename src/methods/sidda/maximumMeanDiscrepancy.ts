/** Maximum mean discrepancy (Gretton+ 2012) between the features of two batches: a baseline of SIDDA. */

import { add, div, exp, max, mul, sub } from "../../tensor/operators/elementwise.ts";
import { mean } from "../../tensor/operators/reduction.ts";
import { stopGradient } from "../../tensor/operators/stopGradient.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { centredTogether, squaredDistances } from "./squaredDistances.ts";

/** Bandwidths, over the mean squared distance. */
const widths = [0.25, 0.5, 1, 2, 4] as const;

/**
 * The squared distance between the means of two sets in the space of a kernel: here a mean of Gaussians. Their common
 * scale is the mean squared distance between source and target, where others take the median: ONNX sorts at a price, and
 * between hundreds of features distances differ little.
 * @param x source features, [n, width]
 * @param y target features, [m, width]
 * @returns a scalar, of at least 0 but for rounding (the biased estimate)
 */
export function maximumMeanDiscrepancy(x: Tensor, y: Tensor): Tensor {
  const [source, target] = centredTogether(x, y);
  const across = squaredDistances(source, target);
  const scale = stopGradient(max(mean(across), 1e-12));
  const similarity = (squares: Tensor) =>
    mul(
      widths.map((width) => mean(exp(div(squares, mul(scale, -width))))).reduce((sum, each) => add(sum, each)),
      1 / widths.length,
    );
  const within = add(similarity(squaredDistances(source, source)), similarity(squaredDistances(target, target)));
  return sub(within, mul(similarity(across), 2));
}
