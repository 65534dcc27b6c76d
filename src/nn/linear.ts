/** A linear layer. */

import type { RandomStream } from "../random.ts";
import { linear as product } from "../tensor/operators/matrix.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Parameters, type ParameterTensors, parameter } from "./parameters.ts";

/** Uniform in ±1 / sqrt(in), as PyTorch's. @returns weight [out, in], bias [out] */
export function linearParameters(
  stream: RandomStream,
  { inputs, outputs }: { inputs: number; outputs: number },
): Parameters {
  const bound = 1 / Math.sqrt(inputs);
  const draw = (length: number) => Float32Array.from({ length }, () => bound * (2 * stream.uniform() - 1));
  return {
    weight: { shape: [outputs, inputs], data: draw(outputs * inputs) },
    bias: { shape: [outputs], data: draw(outputs) },
  };
}

/** @param x [..., in] */
export function linear(parameters: ParameterTensors, x: Tensor): Tensor {
  return product(x, parameter(parameters, "weight"), parameter(parameters, "bias"));
}
