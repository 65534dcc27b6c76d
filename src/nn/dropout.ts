/** Dropout (Srivastava+ 2014), and what it shares with drop path. */

import { Fault } from "../fault.ts";
import { cast, greaterOrEqual, mul } from "../tensor/operators/elementwise.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Phase, phaseOf, uniformNoise } from "./phase.ts";

/**
 * Sets elements to 0 with probability `rate` and scales the others so that the mean stays; nothing when predicting.
 * @param name of the layer, which names its noise
 * @param together shape that broadcasts to x's: elements along its 1s share one fate
 */
export function dropout(name: string, x: Tensor, rate: number, phase: Phase, together: Shape = x.shape): Tensor {
  if (!(rate >= 0 && rate < 1)) throw new Fault("dropout", `a dropout rate is at least 0 and below 1, not ${rate}`);
  const own = phaseOf(name, phase);
  if (own === "predicting" || own.isWhole || rate === 0) return x;
  const kept = cast(greaterOrEqual(uniformNoise(own, name, together), rate), x.dtype);
  return mul(x, mul(kept, 1 / (1 - rate)));
}
