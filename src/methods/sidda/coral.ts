/** CORAL (Sun & Saenko 2016, arXiv 1607.01719): how far the covariances of two batches' features are apart. A baseline of SIDDA. */

import { mul, sub } from "../../tensor/operators/elementwise.ts";
import { gemm } from "../../tensor/operators/matrix.ts";
import { mean, sumSquare } from "../../tensor/operators/reduction.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { centredTogether } from "./squaredDistances.ts";

/**
 * The squared Frobenius distance of the covariances over 4 width^2. A batch of one point has none: 0 then.
 * @param x source features, [n, width]
 * @param y target features, [m, width]
 * @returns a scalar
 */
export function coral(x: Tensor, y: Tensor): Tensor {
  const [source, target] = centredTogether(x, y);
  const width = x.shape[1] as number;
  return mul(sumSquare(sub(covariance(source), covariance(target))), 1 / (4 * width * width));
}

function covariance(points: Tensor): Tensor {
  const count = points.shape[0] as number;
  const centred = sub(points, mean(points, [0], { keep: true }));
  return mul(gemm(centred, centred, { transA: true }), 1 / Math.max(1, count - 1));
}
