/** Two losses weighed as they are learnt (Kendall+ 2018, arXiv 1705.07115), with SIDDA's bounds (arXiv 2501.14048). */

import { filledArray } from "../../nn/initial.ts";
import { type Parameters, type ParameterTensors, parameter } from "../../nn/parameters.ts";
import { abs, add, div, log, max, mul, reciprocal } from "../../tensor/operators/elementwise.ts";
import { concat, reshape, slice } from "../../tensor/operators/movement.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** Of the two weights among a run's parameters. */
export const weightsName = "eta";

const leastFirst = 1e-3;
/** Of the first: the divergence counts at most 16 times as much as the cross-entropy. */
const leastSecond = 0.25;

/** Of what each loss is divided by before it is weighed; they are not learnt. */
export const unitsName = "lossUnits";

/** All 1. The weights are a row, so that an optimiser decays them as the published code does. */
export function lossWeightParameters(): Parameters {
  return { [weightsName]: filledArray([1, 2], 1), [unitsName]: filledArray([1, 2], 1) };
}

/** Losses as they are now count as 1. */
export function lossUnits(first: number, second: number): Parameters {
  const data = Float32Array.of(first, second).map((value) => Math.max(1e-6, value));
  return { [unitsName]: { shape: [1, 2], data } };
}

/** @returns each a scalar */
export function lossWeights(parameters: ParameterTensors): [first: Tensor, second: Tensor] {
  return both(parameter(parameters, weightsName));
}

function both(row: Tensor): [Tensor, Tensor] {
  return [0, 1].map((start) => reshape(slice(row, { axis: 1, start, end: start + 1 }), [])) as [Tensor, Tensor];
}

/** Each loss over twice its weight squared, and the logarithm of both: least where the squared weights are the losses. */
export function weighed(parameters: ParameterTensors, first: Tensor, second: Tensor): Tensor {
  const [eta1, eta2] = lossWeights(parameters);
  const [unit1, unit2] = both(parameter(parameters, unitsName));
  const part = (loss: Tensor, unit: Tensor, eta: Tensor) => mul(div(loss, unit), reciprocal(mul(mul(eta, eta), 2)));
  return add(add(part(first, unit1, eta1), part(second, unit2, eta2)), log(mul(abs(eta1), abs(eta2))));
}

/** The weights from which an optimiser's step begins. */
export function bounded(parameters: ParameterTensors): Record<string, Tensor> {
  const [eta1, eta2] = lossWeights(parameters);
  const first = max(eta1, leastFirst);
  const second = max(eta2, mul(first, leastSecond));
  return {
    [weightsName]: concat(
      [first, second].map((each) => reshape(each, [1, 1])),
      1,
    ),
  };
}
