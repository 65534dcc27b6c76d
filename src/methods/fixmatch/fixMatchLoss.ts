/** FixMatch's loss (Sohn+ 2020, arXiv 2001.07685): labels where there are any, and the network's own confident guesses elsewhere. */

import { crossEntropy } from "../../nn/losses.ts";
import { add, cast, equal, greaterOrEqual, mul } from "../../tensor/operators/elementwise.ts";
import { reshape } from "../../tensor/operators/movement.ts";
import { argMax, maximum, mean, softmax } from "../../tensor/operators/reduction.ts";
import { stopGradient } from "../../tensor/operators/stopGradient.ts";
import { constant, type Tensor } from "../../tensor/tensor.ts";

export interface FixMatchOptions {
  /** Probability from which a guess counts. */
  threshold: number;
  /** Weight of the unlabelled images' loss. */
  weight: number;
}

/**
 * @param weak logits of the weak views, [n, classes]
 * @param strong logits of the strong views of the same images, [n, classes]
 * @returns scalars: the mean over all n, not over the confident ones alone, so that it is small early in training and should be
 */
export function guessedLoss(weak: Tensor, strong: Tensor, threshold: number): { loss: Tensor; maskRate: Tensor } {
  // The guess is a target. With a gradient through it the network would move the target instead of itself.
  const guess = stopGradient(softmax(weak, -1));
  const [n, classes] = guess.shape as [number, number];
  const confident = cast(greaterOrEqual(maximum(guess, [1]), threshold), "float32");
  const places = constant(
    Array.from({ length: classes }, (_, i) => i),
    [1, classes],
  );
  const chosen = cast(equal(cast(reshape(argMax(guess, 1), [n, 1]), "float32"), places), "float32");
  return { loss: mean(mul(confident, crossEntropy(strong, chosen))), maskRate: mean(confident) };
}

/** @param supervised a scalar */
export function fixMatchLoss(
  supervised: Tensor,
  weak: Tensor,
  strong: Tensor,
  { threshold, weight }: FixMatchOptions,
): Tensor {
  return add(supervised, mul(guessedLoss(weak, strong, threshold).loss, weight));
}
