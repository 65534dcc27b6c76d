/** Two-dimensional convolution. */

import type { RandomStream } from "../random.ts";
import { type ConvolutionOptions, conv } from "../tensor/operators/convolution.ts";
import { elementCount } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Parameters, type ParameterTensors, parameter } from "./parameters.ts";

/**
 * Weights drawn for ReLU networks, normal with variance 2 / (out x kernel area) (He+ 2015, torchvision's "fan_out"), no bias.
 * @returns weight [out, in / group, size, size]
 */
export function conv2dParameters(
  stream: RandomStream,
  { channels, out, size, group = 1 }: { channels: number; out: number; size: number; group?: number },
): Parameters {
  const shape = [out, channels / group, size, size];
  const deviation = Math.sqrt(2 / ((out / group) * size * size));
  const data = Float32Array.from({ length: elementCount(shape) }, () => deviation * stream.normal());
  return { weight: { shape, data } };
}

/** @param x [batch, channels, height, width] */
export function conv2d(parameters: ParameterTensors, x: Tensor, options: ConvolutionOptions = {}): Tensor {
  return conv(x, parameter(parameters, "weight"), options, parameters.bias);
}
