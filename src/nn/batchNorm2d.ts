/** Batch normalisation (Ioffe & Szegedy 2015). */

import { batchNorm } from "../tensor/operators/channels.ts";
import { add, mul } from "../tensor/operators/elementwise.ts";
import { batchNormTraining } from "../tensor/operators/normalization.ts";
import { elementCount } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { filledArray } from "./initial.ts";
import { type Parameters, type ParameterTensors, parameter } from "./parameters.ts";
import { type Phase, phaseOf } from "./phase.ts";

/** Share of the newest batch in the running statistics: PyTorch's default. */
const momentum = 0.1;

/** @returns weight 1, bias 0, running_mean 0, running_var 1: each [channels] */
export function batchNorm2dParameters(channels: number): Parameters {
  const filled = (value: number) => filledArray([channels], value);
  return { weight: filled(1), bias: filled(0), running_mean: filled(0), running_var: filled(1) };
}

/**
 * @param name of the layer in the network, under which the new running statistics are collected
 * @param x [batch, channels, height, width]
 */
export function batchNorm2d(
  parameters: ParameterTensors,
  name: string,
  x: Tensor,
  networkPhase: Phase,
  epsilon = 1e-5,
): Tensor {
  const phase = phaseOf(name, networkPhase);
  const [weight, bias] = [parameter(parameters, "weight"), parameter(parameters, "bias")];
  const [runningMean, runningVariance] = [parameter(parameters, "running_mean"), parameter(parameters, "running_var")];
  if (phase === "predicting")
    return batchNorm(x, { weight, bias, mean: runningMean, variance: runningVariance }, epsilon);
  const { y, mean, variance } = batchNormTraining(x, weight, bias, epsilon);
  const count = elementCount(x.shape) / (x.shape[1] as number);
  const towards = (running: Tensor, batch: Tensor) => add(mul(running, 1 - momentum), mul(batch, momentum));
  phase.updates[`${name}.running_mean`] = towards(runningMean, mean);
  // The running variance is the unbiased one, as PyTorch's.
  phase.updates[`${name}.running_var`] = towards(runningVariance, mul(variance, count / Math.max(1, count - 1)));
  return y;
}
