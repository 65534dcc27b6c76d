/** x times its logistic function (Elfwing+ 2017, arXiv 1702.03118; "swish"). */

import { mul, sigmoid } from "../tensor/operators/elementwise.ts";
import type { Tensor } from "../tensor/tensor.ts";

export function silu(x: Tensor): Tensor {
  return mul(x, sigmoid(x));
}
