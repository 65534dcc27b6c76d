/** A tensor taken as it is: no gradient passes. */

import type { Composition } from "../lower.ts";
import { applyOne, operand, type Tensor } from "../tensor.ts";

const StopGradient: Composition = {
  name: "stopGradient",
  domain: "",
  infer: (inputs) => [operand({ inputs }, 0)],
  lower: ([x]) => {
    if (!x) throw new Error("stopGradient takes one input");
    return [x];
  },
  gradient: "none",
};

/** `x`, which counts as a constant in every gradient. */
export function stopGradient(x: Tensor): Tensor {
  return applyOne(StopGradient, [x]);
}
