/** Optimisers as functions from (parameters, gradients, state) to (parameters, state), all inside the program. */

import { add, div, min, mul, pow, sqrt, sub } from "../tensor/operators/elementwise.ts";
import { sumSquare } from "../tensor/operators/reduction.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Parameters } from "./parameters.ts";

type Tensors = Readonly<Record<string, Tensor>>;

export interface Optimiser {
  /** State before the first step, by name. */
  init(parameters: Parameters): Parameters;
  /**
   * @param learningRate a scalar
   * @param step a scalar: 1 at the first step
   */
  update(
    parameters: Tensors,
    gradients: Tensors,
    state: Tensors,
    learningRate: Tensor,
    step: Tensor,
  ): { parameters: Record<string, Tensor>; state: Record<string, Tensor> };
}

/** Stochastic gradient descent with momentum, as PyTorch's (no dampening, not Nesterov's). */
export function sgd({ momentum = 0.9, weightDecay = 0 } = {}): Optimiser {
  return {
    init: (parameters) => zerosLike("momentum_buffer", parameters),
    update(parameters, gradients, state, learningRate) {
      const moved: Record<string, Tensor> = {};
      const kept: Record<string, Tensor> = {};
      for (const [name, parameter] of Object.entries(parameters)) {
        const gradient = withDecay(parameter, need(gradients, name), weightDecay);
        const velocity = add(mul(need(state, `momentum_buffer.${name}`), momentum), gradient);
        kept[`momentum_buffer.${name}`] = velocity;
        moved[name] = sub(parameter, mul(velocity, learningRate));
      }
      return { parameters: moved, state: kept };
    },
  };
}

/**
 * AdamW (Loshchilov & Hutter 2019), as PyTorch's. Vectors (biases, normalisations) are not decayed, as in timm.
 */
export function adamW({ betas = [0.9, 0.999], epsilon = 1e-8, weightDecay = 0.01 } = {}): Optimiser {
  const [beta1 = 0.9, beta2 = 0.999] = betas;
  return {
    init: (parameters) => ({ ...zerosLike("exp_avg", parameters), ...zerosLike("exp_avg_sq", parameters) }),
    update(parameters, gradients, state, learningRate, step) {
      const moved: Record<string, Tensor> = {};
      const kept: Record<string, Tensor> = {};
      const rate = div(learningRate, sub(1, pow(scalarLike(beta1, step), step)));
      const root = sqrt(sub(1, pow(scalarLike(beta2, step), step)));
      for (const [name, parameter] of Object.entries(parameters)) {
        const gradient = need(gradients, name);
        const first = add(mul(need(state, `exp_avg.${name}`), beta1), mul(gradient, 1 - beta1));
        const second = add(mul(need(state, `exp_avg_sq.${name}`), beta2), mul(mul(gradient, gradient), 1 - beta2));
        kept[`exp_avg.${name}`] = first;
        kept[`exp_avg_sq.${name}`] = second;
        const change = div(mul(first, rate), add(div(sqrt(second), root), epsilon));
        const isMatrix = parameter.shape.length > 1 && weightDecay > 0;
        const decayed = isMatrix ? mul(parameter, sub(1, mul(learningRate, weightDecay))) : parameter;
        moved[name] = sub(decayed, change);
      }
      return { parameters: moved, state: kept };
    },
  };
}

/** Gradients scaled down together where their common norm exceeds `limit` (Pascanu+ 2013). */
export function clippedByNorm(gradients: Tensors, limit: number): Record<string, Tensor> {
  const squares = Object.values(gradients).map((gradient) => sumSquare(gradient));
  const [first, ...others] = squares;
  if (!first) return {};
  const norm = sqrt(others.reduce((total, square) => add(total, square), first));
  const factor = min(div(limit, add(norm, 1e-6)), 1);
  return Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, mul(gradient, factor)]));
}

function withDecay(parameter: Tensor, gradient: Tensor, weightDecay: number): Tensor {
  return weightDecay === 0 ? gradient : add(gradient, mul(parameter, weightDecay));
}

function zerosLike(kind: string, parameters: Parameters): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { shape, data }]) => [
      `${kind}.${name}`,
      { shape, data: new Float32Array(data.length) },
    ]),
  );
}

function need(record: Tensors, name: string): Tensor {
  const tensor = record[name];
  if (!tensor) throw new Error(`the optimiser has no "${name}"`);
  return tensor;
}

function scalarLike(value: number, like: Tensor): Tensor {
  return add(mul(like, 0), value);
}
