/** Squared distances between two sets of points, inside the graph: what every divergence between domains is made of. */

import { add, max, mul, sub } from "../../tensor/operators/elementwise.ts";
import { gemm } from "../../tensor/operators/matrix.ts";
import { concat, reshape } from "../../tensor/operators/movement.ts";
import { mean, sumSquare } from "../../tensor/operators/reduction.ts";
import { stopGradient } from "../../tensor/operators/stopGradient.ts";
import { ShapeError, showShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/**
 * @param x [n, width]
 * @param y [m, width]
 * @returns [n, m], never below 0
 */
export function squaredDistances(x: Tensor, y: Tensor): Tensor {
  const [n, m] = [x.shape[0] as number, y.shape[0] as number];
  const squares = add(reshape(sumSquare(x, [1]), [n, 1]), reshape(sumSquare(y, [1]), [1, m]));
  // Rounding can leave equal points a little below 0.
  return max(sub(squares, mul(gemm(x, y, { transB: true }), 2)), 0);
}

/**
 * Both sets moved so that their common mean is 0: distances stay, and their digits are not lost to a large common part.
 * @throws ShapeError where the two are not points of one space
 */
export function centredTogether(x: Tensor, y: Tensor): [Tensor, Tensor] {
  if (x.shape.length !== 2 || y.shape.length !== 2 || x.shape[1] !== y.shape[1])
    throw new ShapeError(
      "divergence",
      `source features ${showShape(x.shape)} and target features ${showShape(y.shape)} must be [n, width] and [m, width]`,
    );
  const centre = stopGradient(mean(concat([x, y], 0), [0], { keep: true }));
  return [sub(x, centre), sub(y, centre)];
}
