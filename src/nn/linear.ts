/** A linear layer. */

import type { RandomStream } from "../random.ts";
import { linear as product } from "../tensor/operators/matrix.ts";
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

/** @param x [..., in] */
export function linear(parameters: ParameterTensors, x: Tensor): Tensor {
  return product(x, parameter(parameters, "weight"), parameter(parameters, "bias"));
}
