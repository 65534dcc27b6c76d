/** Multi-head self-attention (Vaswani+ 2017, arXiv 1706.03762, section 3.2). */

import type { RandomStream } from "../random.ts";
import { add, mul } from "../tensor/operators/elementwise.ts";
import { fusedMatMul, matMul } from "../tensor/operators/matrix.ts";
import { reshape, slice, transpose } from "../tensor/operators/movement.ts";
import { softmax } from "../tensor/operators/reduction.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { linear, linearParameters } from "./linear.ts";
import { type Parameters, type ParameterTensors, prefixed, under } from "./parameters.ts";

/** @returns qkv, from which queries, keys and values of all heads come at once, and proj: linear layers */
export function attentionParameters(
  stream: RandomStream,
  { width, deviation }: { width: number; deviation: number },
): Parameters {
  return {
    ...prefixed("qkv", linearParameters(stream, { inputs: width, outputs: 3 * width, deviation })),
    ...prefixed("proj", linearParameters(stream, { inputs: width, outputs: width, deviation })),
  };
}

/**
 * @param x [batch, tokens, width], of which each head sees width / heads
 * @param bias added to the scores before their softmax, [heads, tokens, tokens]
 */
export function attention(parameters: ParameterTensors, x: Tensor, heads: number, bias?: Tensor): Tensor {
  const [batch, tokens, width] = x.shape as [number, number, number];
  const size = width / heads;
  const all = reshape(linear(under("qkv", parameters), x), [batch, tokens, 3, heads, size]);
  // [3, batch, heads, tokens, size]
  const apart = transpose(all, [2, 0, 3, 1, 4]);
  const part = (index: number) =>
    reshape(slice(apart, { axis: 0, start: index, end: index + 1 }), [batch, heads, tokens, size]);
  const scores = fusedMatMul(mul(part(0), 1 / Math.sqrt(size)), part(1), { transB: true });
  const seen = matMul(softmax(bias ? add(scores, bias) : scores, -1), part(2));
  return linear(under("proj", parameters), reshape(transpose(seen, [0, 2, 1, 3]), [batch, tokens, width]));
}
