/** Hendrycks & Gimpel's approximation of the GELU (2016, section 2), for networks that were trained with it. */

import { add, mul, sigmoid } from "../tensor/operators/elementwise.ts";
import type { Tensor } from "../tensor/tensor.ts";

export function geluTanh(x: Tensor): Tensor {
  // (1 + tanh z) / 2 is the logistic function of 2 z.
  const slope = 2 * Math.sqrt(2 / Math.PI);
  return mul(x, sigmoid(mul(x, add(mul(mul(x, x), slope * 0.044715), slope))));
}
