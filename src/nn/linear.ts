/** A linear layer. */

import type { RandomStream } from "../random.ts";
import { add, max, mul, sqrt } from "../tensor/operators/elementwise.ts";
import { linear as product } from "../tensor/operators/matrix.ts";
import { ShapeError, sameShape, showShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { filledArray, normalArray, uniformArray } from "./initial.ts";
import { type Parameters, type ParameterTensors, parameter } from "./parameters.ts";

export interface LinearSizes {
  inputs: number;
  outputs: number;
  /** Weights normal with this deviation and no bias yet. Left out, both are uniform in ±1 / sqrt(in), as PyTorch's. */
  deviation?: number;
}

/** @returns weight [out, in], bias [out] */
export function linearParameters(stream: RandomStream, { inputs, outputs, deviation }: LinearSizes): Parameters {
  const shape = [outputs, inputs];
  if (deviation !== undefined)
    return { weight: normalArray(stream, shape, deviation), bias: filledArray([outputs], 0) };
  const bound = 1 / Math.sqrt(inputs);
  return { weight: uniformArray(stream, shape, bound), bias: uniformArray(stream, [outputs], bound) };
}

/**
 * With a `deviation.weight` [out, in], a `deviation.bias` and `noise` [batch, out] among its parameters, the outputs are
 * drawn as those of a layer whose weights are normal, each object's by itself: their own distribution is normal, and known
 * (local reparameterisation, Kingma+ 2015, arXiv 1506.02557).
 * @param x [..., in]; [batch, in] where outputs are drawn
 */
export function linear(parameters: ParameterTensors, x: Tensor): Tensor {
  const mean = product(x, parameter(parameters, "weight"), parameter(parameters, "bias"));
  const { noise } = parameters;
  if (!noise) return mean;
  if (!sameShape(noise.shape, mean.shape))
    throw new ShapeError(
      "linear",
      `noise ${showShape(noise.shape)} for outputs ${showShape(mean.shape)}: local reparameterisation is exact only where a layer is used once an object`,
    );
  const variances = [parameter(parameters, "deviation.weight"), parameter(parameters, "deviation.bias")].map(square);
  const variance = product(square(x), variances[0] as Tensor, variances[1]);
  // A root has no derivative at 0, where nothing is drawn either.
  return add(mean, mul(noise, sqrt(max(variance, 1e-20))));
}

function square(x: Tensor): Tensor {
  return mul(x, x);
}
