/** Squeeze and excitation (Hu+ 2018, arXiv 1709.01507): each channel is weighed by what the whole image shows. */

import type { RandomStream } from "../random.ts";
import { silu } from "../tensor/operators/activations.ts";
import { mul, sigmoid } from "../tensor/operators/elementwise.ts";
import { mean } from "../tensor/operators/reduction.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { conv2d, conv2dParameters } from "./conv2d.ts";
import { type Parameters, type ParameterTensors, prefixed, under } from "./parameters.ts";

/** Names of the two layers: timm has one pair in EfficientNet, and "fc1", "fc2" elsewhere. */
export type SqueezeExciteNames = readonly [reduce: string, expand: string];

/** @returns a 1 x 1 convolution to `squeezed` channels and one back, both with bias */
export function squeezeExciteParameters(
  stream: RandomStream,
  { channels, squeezed, names }: { channels: number; squeezed: number; names: SqueezeExciteNames },
): Parameters {
  const [reduce, expand] = names;
  return {
    ...prefixed(reduce, conv2dParameters(stream, { channels, out: squeezed, size: 1, bias: true })),
    ...prefixed(expand, conv2dParameters(stream, { channels: squeezed, out: channels, size: 1, bias: true })),
  };
}

/** @param x [batch, channels, height, width] */
export function squeezeExcite(parameters: ParameterTensors, x: Tensor, [reduce, expand]: SqueezeExciteNames): Tensor {
  const squeezed = silu(conv2d(under(reduce, parameters), mean(x, [2, 3], { keep: true })));
  return mul(x, sigmoid(conv2d(under(expand, parameters), squeezed)));
}
