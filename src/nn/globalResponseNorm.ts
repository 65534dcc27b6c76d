/** Global response normalisation (Woo+ 2023, arXiv 2301.00808, section 3.3): channels compete by their norms over an image. */

import { channelAffine } from "../tensor/operators/channels.ts";
import { add, div, mul, sqrt } from "../tensor/operators/elementwise.ts";
import { mean, sumSquare } from "../tensor/operators/reduction.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { filledArray } from "./initial.ts";
import { type Parameters, type ParameterTensors, parameter } from "./parameters.ts";

const epsilon = 1e-6;

/** Far below any norm that counts, and keeps the slope of the root finite where a channel is 0 in a whole image. */
const smallestSquare = 1e-24;

/** @returns weight 0, bias 0: each [channels]; the layer begins as the identity */
export function globalResponseNormParameters(channels: number): Parameters {
  return { weight: filledArray([channels], 0), bias: filledArray([channels], 0) };
}

/** @param x [batch, channels, height, width] */
export function globalResponseNorm(parameters: ParameterTensors, x: Tensor): Tensor {
  const norms = sqrt(add(sumSquare(x, [2, 3], { keep: true }), smallestSquare));
  const relative = div(norms, add(mean(norms, [1], { keep: true }), epsilon));
  const calibrated = channelAffine(mul(x, relative), parameter(parameters, "weight"), parameter(parameters, "bias"));
  return add(x, calibrated);
}
