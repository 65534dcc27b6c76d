/** Two-dimensional convolution. */

import type { RandomStream } from "../random.ts";
import { type ConvolutionOptions, conv } from "../tensor/operators/convolution.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { filledArray, normalArray } from "./initial.ts";
import { type Parameters, type ParameterTensors, parameter } from "./parameters.ts";

export interface Conv2dSizes {
  channels: number;
  out: number;
  size: number;
  group?: number;
  /** Begins as 0. */
  bias?: boolean;
  /**
   * Of the weights, which are drawn from a normal distribution. Left out, it suits ReLU networks: variance
   * 2 / (out x kernel area) (He+ 2015, torchvision's "fan_out").
   */
  deviation?: number;
}

/** @returns weight [out, in / group, size, size], and bias [out] where asked for */
export function conv2dParameters(
  stream: RandomStream,
  {
    channels,
    out,
    size,
    group = 1,
    bias = false,
    deviation = Math.sqrt(2 / ((out / group) * size * size)),
  }: Conv2dSizes,
): Parameters {
  const weight = normalArray(stream, [out, channels / group, size, size], deviation);
  return bias ? { weight, bias: filledArray([out], 0) } : { weight };
}

/** @param x [batch, channels, height, width] */
export function conv2d(parameters: ParameterTensors, x: Tensor, options: ConvolutionOptions = {}): Tensor {
  return conv(x, parameter(parameters, "weight"), options, parameters.bias);
}
