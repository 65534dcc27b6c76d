/** Losses that more than one method uses. */

import { add, mul, neg, sub } from "../tensor/operators/elementwise.ts";
import { logSoftmax, mean, sum } from "../tensor/operators/reduction.ts";
import { ShapeError, sameShape, showShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";

/**
 * Softmax cross-entropy, one value an object.
 * @param logits [batch, classes]
 * @param targets [batch, classes]: probabilities, one-hot where the class is certain
 * @param smoothing share of each target that is spread evenly over all classes (Szegedy+ 2016)
 * @returns [batch]
 */
export function crossEntropy(logits: Tensor, targets: Tensor, smoothing = 0): Tensor {
  if (logits.shape.length !== 2 || !sameShape(logits.shape, targets.shape))
    throw new ShapeError(
      "crossEntropy",
      `logits ${showShape(logits.shape)} and targets ${showShape(targets.shape)} must both be [batch, classes]`,
    );
  const classes = logits.shape[1] as number;
  const aims = smoothing === 0 ? targets : add(mul(targets, 1 - smoothing), smoothing / classes);
  return neg(sum(mul(aims, logSoftmax(logits, -1)), [1]));
}

/**
 * Squares of the differences, averaged over what is predicted of an object: no half, as PyTorch's MSELoss.
 * @param predicted [batch, numbers]
 * @param targets [batch, numbers]
 * @returns [batch]
 */
export function squaredError(predicted: Tensor, targets: Tensor): Tensor {
  if (predicted.shape.length !== 2 || !sameShape(predicted.shape, targets.shape))
    throw new ShapeError(
      "squaredError",
      `predictions ${showShape(predicted.shape)} and targets ${showShape(targets.shape)} must both be [batch, numbers]`,
    );
  const difference = sub(predicted, targets);
  return mean(mul(difference, difference), [1]);
}
