/** Log-gamma and digamma, which ONNX lacks, as compositions. */

import { add, cast, log, mul, reciprocal, sub } from "./operators/elementwise.ts";
import type { Tensor } from "./tensor.ts";

/** Steps of the recurrence before the asymptotic series, whose first left-out term is then below 1e-13 at x = 1. */
const shift = 8;

/** Coefficients of Stirling's series, B(2k) / (2k (2k - 1)) (Abramowitz & Stegun 6.1.41). */
const stirling = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188];

/**
 * The logarithm of the gamma function, for x > 0, element by element; computed in float64, returned in x's type.
 * Where x is large the differences that losses take of it would lose all digits in float32.
 */
export function logGamma(x: Tensor): Tensor {
  const z = cast(x, "float64");
  // G(z) = G(z + 8) / (z (z + 1) ... (z + 7)), and the products stay far below overflow for the z that need them.
  let product = z;
  for (let i = 1; i < shift; i++) product = mul(product, add(z, i));
  return cast(sub(asymptotic(add(z, shift)), log(product)), x.dtype);
}

function asymptotic(z: Tensor): Tensor {
  const inverse = reciprocal(z);
  const square = mul(inverse, inverse);
  const series = polynomial(stirling, square);
  const main = add(sub(mul(sub(z, 0.5), log(z)), z), 0.5 * Math.log(2 * Math.PI));
  return add(main, mul(inverse, series));
}

/** The derivative of `logGamma` (Abramowitz & Stegun 6.3.5, 6.3.18), for x > 0; computed in float64. */
export function digamma(x: Tensor): Tensor {
  const z = cast(x, "float64");
  let below = reciprocal(z);
  for (let i = 1; i < shift; i++) below = add(below, reciprocal(add(z, i)));
  const large = add(z, shift);
  const inverse = reciprocal(large);
  const square = mul(inverse, inverse);
  const bernoulli = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132];
  const high = sub(sub(log(large), mul(inverse, 0.5)), mul(square, polynomial(bernoulli, square)));
  return cast(sub(high, below), x.dtype);
}

/** c0 + c1 x + c2 x^2 + ..., by Horner's rule. */
function polynomial(coefficients: readonly number[], x: Tensor): Tensor {
  return coefficients.reduceRight<Tensor>((sum, coefficient) => add(mul(sum, x), coefficient), mul(x, 0));
}
