/** Dropout of single points of maps, whose noise is far smaller than they are. */

import { Fault } from "../fault.ts";
import { add, cast, floor, greaterOrEqual, mul, sub } from "../tensor/operators/elementwise.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Phase, phaseOf, uniformNoise } from "./phase.ts";

/**
 * Sets elements to 0 with probability `rate` and scales the others so that the mean stays; nothing when predicting. Two
 * points are dropped independently unless both images and both places are the same: a number a map plus a number a place,
 * without their whole part, is uniform again. Drawn one by one, the numbers would take longer than the step.
 * @param name of the layer, which names its noise
 * @param x [batch, channels, height, width]
 */
export function pointDropout(name: string, x: Tensor, rate: number, phase: Phase): Tensor {
  if (!(rate >= 0 && rate < 1)) throw new Fault("dropout", `a dropout rate is at least 0 and below 1, not ${rate}`);
  const own = phaseOf(name, phase);
  if (own === "predicting" || rate === 0) return x;
  const [n, channels, height, width] = x.shape as [number, number, number, number];
  const ofMaps = uniformNoise(own, `${name}.maps`, [n, channels, 1, 1]);
  const ofPlaces = uniformNoise(own, `${name}.places`, [1, 1, height, width]);
  const both = add(ofMaps, ofPlaces);
  const kept = cast(greaterOrEqual(sub(both, floor(both)), rate), x.dtype);
  return mul(x, mul(kept, 1 / (1 - rate)));
}
