/** Weights drawn inside a training step, with their gradient: w = mean + exp(rho) * noise (Bayes by Backprop, Blundell+ 2015). */

import { meansOf, rhoName } from "../../nn/normalWeights.ts";
import type { ParameterTensors } from "../../nn/parameters.ts";
import { type Training, uniformNoise } from "../../nn/phase.ts";
import { add, exp, log, max, mul, sin, sqrt, sub } from "../../tensor/operators/elementwise.ts";
import { concat, reshape, slice } from "../../tensor/operators/movement.ts";
import { sum } from "../../tensor/operators/reduction.ts";
import { elementCount, type Shape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { gaussianDivergence, logPosterior, logPrior, type Prior } from "./priors.ts";

export interface DrawnWeights {
  /** Of an ordinary network. */
  parameters: ParameterTensors;
  /** log q(w) - log P(w) of all weights together, a scalar, nats; for a Gaussian prior its mean, which is known. */
  divergence: Tensor;
}

/**
 * @param draw names the noise: two draws of one step have two names
 * @param local objects in the batch, where linear layers are to draw outputs instead of weights: see `linear`
 */
export function drawWeights(
  parameters: ParameterTensors,
  phase: Training,
  { prior, draw = "weights", local }: { prior: Prior; draw?: string; local?: number },
): DrawnWeights {
  const drawn = Object.entries(meansOf(parameters)).filter(([name]) => parameters[rhoName(name)] !== undefined);
  const noises = normalNoise(
    phase,
    draw,
    drawn.map(([, { shape }]) => shape),
  );
  const own: Record<string, Tensor> = meansOf(parameters);
  const parts = drawn.map(([name, mean], i) => {
    const [rho, noise] = [parameters[rhoName(name)] as Tensor, noises[i] as Tensor];
    const deviation = exp(rho);
    const weight = add(mean, mul(deviation, noise));
    const layer = name.replace(/\.[^.]*$/, "");
    const isLocal = local !== undefined && parameters[`${layer}.weight`]?.shape.length === 2;
    if (isLocal) own[`${layer}.deviation${name.slice(layer.length)}`] = deviation;
    else own[name] = weight;
    if (isLocal && name.endsWith(".bias"))
      own[`${layer}.noise`] = normalNoise(phase, `${draw}.${layer}`, [[local, mean.shape[0] as number]])[0] as Tensor;
    if (prior.name === "gaussian") return sum(gaussianDivergence(prior.width, mean, deviation));
    return sum(sub(logPosterior(rho, noise), logPrior(prior, weight)));
  });
  return { parameters: own, divergence: parts.reduce((total, part) => add(total, part)) };
}

/** Standard normal numbers of these shapes, made of the loop's uniform ones (Box & Muller 1958). */
function normalNoise(phase: Training, name: string, shapes: readonly Shape[]): Tensor[] {
  const counts = shapes.map(elementCount);
  const half = Math.ceil(counts.reduce((a, b) => a + b, 0) / 2);
  const uniform = uniformNoise(phase, name, [2, half]);
  const row = (i: number) => reshape(slice(uniform, { axis: 0, start: i, end: i + 1 }), [half]);
  // As a 32-bit number, one just below 1 may have become 1.
  const radius = sqrt(mul(log(max(sub(1, row(0)), 2 ** -25)), -2));
  const angle = mul(row(1), 2 * Math.PI);
  const normal = concat([mul(radius, sin(angle)), mul(radius, sin(add(angle, Math.PI / 2)))], 0);
  let start = 0;
  return shapes.map((shape, i) => {
    const end = start + (counts[i] as number);
    const part = reshape(slice(normal, { axis: 0, start, end }), shape);
    start = end;
    return part;
  });
}
