/** Stochastic depth (Huang+ 2016, arXiv 1603.09382): an image skips a residual branch. */

import type { Tensor } from "../tensor/tensor.ts";
import { dropout } from "./dropout.ts";
import type { Phase } from "./phase.ts";

/**
 * Sets the branch of an image to 0 with probability `rate`, and scales those of the others so that the mean stays.
 * @param name of the branch, which names its noise
 * @param x the branch's result, [batch, ...]
 */
export function dropPath(name: string, x: Tensor, rate: number, phase: Phase): Tensor {
  const anImage = x.shape.map((size, axis) => (axis === 0 ? size : 1));
  return dropout(name, x, rate, phase, anImage);
}

/** The rate of block `index` of `count`: none in the first, rising evenly to `rate` in the last. */
export function risingRate(rate: number, index: number, count: number): number {
  return count > 1 ? (rate * index) / (count - 1) : 0;
}
