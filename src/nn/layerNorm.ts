/** Layer normalisation (Ba+ 2016) of each position's channels. */

import { channelLayerNorm, layerNorm as normalized } from "../tensor/operators/normalization.ts";
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
