/** Layer normalisation (Ba+ 2016) of each position's channels. */

import { perChannel } from "../tensor/operators/channels.ts";
import { type ConvolutionOptions, conv } from "../tensor/operators/convolution.ts";
import { add, mul } from "../tensor/operators/elementwise.ts";
import { channelLayerNorm, channelStandard, layerNorm as normalized } from "../tensor/operators/normalization.ts";
import { sum } from "../tensor/operators/reduction.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { filledArray } from "./initial.ts";
import { type Parameters, type ParameterTensors, parameter } from "./parameters.ts";

/** @returns weight 1, bias 0: each [channels] */
export function layerNormParameters(channels: number): Parameters {
  return { weight: filledArray([channels], 1), bias: filledArray([channels], 0) };
}

/**
 * @param x [..., channels]
 * @param epsilon as timm has it in transformers and ConvNeXt; PyTorch's own default is 1e-5
 */
export function layerNorm(parameters: ParameterTensors, x: Tensor, epsilon = 1e-6): Tensor {
  return normalized(x, parameter(parameters, "weight"), parameter(parameters, "bias"), epsilon);
}

/** @param x [batch, channels, height, width] */
export function layerNorm2d(parameters: ParameterTensors, x: Tensor, epsilon = 1e-6): Tensor {
  return channelLayerNorm(x, parameter(parameters, "weight"), parameter(parameters, "bias"), epsilon);
}

/**
 * A convolution of `layerNorm2d(x)`, without padding. Scale and shift are worked into its weights, which are fewer than
 * the pixels they would each be applied to.
 * @param convolution its weight, [out, channels, height, width], and bias
 * @param x [batch, channels, height, width]
 */
export function convOfLayerNorm2d(
  norm: ParameterTensors,
  convolution: ParameterTensors,
  x: Tensor,
  options: Omit<ConvolutionOptions, "pads"> = {},
  epsilon = 1e-6,
): Tensor {
  const weight = parameter(convolution, "weight");
  const scaled = mul(weight, perChannel(parameter(norm, "weight"), weight));
  const shift = sum(mul(weight, perChannel(parameter(norm, "bias"), weight)), [1, 2, 3]);
  return conv(channelStandard(x, epsilon), scaled, options, add(parameter(convolution, "bias"), shift));
}
