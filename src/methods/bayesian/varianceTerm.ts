/** The term by which a PAC-Bayes bound is tighter than the usual cost when no weights are right (Masegosa 2020, arXiv 1912.08335). */

import { add, cast, div, exp, log, max, min, mul, sub } from "../../tensor/operators/elementwise.ts";
import { stopGradient } from "../../tensor/operators/stopGradient.ts";
import { ShapeError, sameShape, showShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/**
 * An estimate of the variance of a label's likelihood over weights, relative to its largest, from two draws: to be
 * subtracted from the negative log-likelihood. Its scale counts as a constant in the gradient.
 * @param first [batch], log p(y | x, w) under one draw
 * @param second [batch], under another
 * @param isTight whether the bound's factor h is used, which is 1 otherwise
 * @returns [batch], at least 0
 * @throws ShapeError where the two shapes differ
 */
export function varianceTerm(first: Tensor, second: Tensor, isTight = true): Tensor {
  if (!sameShape(first.shape, second.shape))
    throw new ShapeError("varianceTerm", `${showShape(first.shape)} and ${showShape(second.shape)} differ`);
  const most = stopGradient(max(first, second));
  const [a, b] = [exp(sub(first, most)), exp(sub(second, most))];
  const difference = sub(a, b);
  const variance = mul(mul(difference, difference), 0.5);
  if (!isTight) return variance;
  // At 0 both halves of h are infinite, and their sum is 1/2: near it 32 bits would hold nothing but rounding.
  const alpha = min(log(mul(cast(stopGradient(add(a, b)), "float64"), 0.5)), -1e-4);
  const rest = sub(1, exp(alpha));
  const factor = add(div(alpha, mul(rest, rest)), div(1, mul(exp(alpha), rest)));
  return mul(variance, stopGradient(cast(factor, "float32")));
}
