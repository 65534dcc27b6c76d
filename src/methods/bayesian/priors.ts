/** Priors of a weight, and how far a normal weight is from each (Blundell+ 2015; values of Mohan+ 2022, arXiv 2201.01203). */

import { abs, add, log, mul, neg, sub } from "../../tensor/operators/elementwise.ts";
import { concat, reshape } from "../../tensor/operators/movement.ts";
import { logSumExp } from "../../tensor/operators/reduction.ts";
import type { Tensor } from "../../tensor/tensor.ts";

export const priorNames = ["gaussian", "gaussian-mixture", "laplace", "laplace-mixture"] as const;
export type PriorName = (typeof priorNames)[number];

/** Widths, all about 0: a normal's deviation, a Laplace distribution's scale; the narrow one of mixtures, and its share. */
export interface Prior {
  name: PriorName;
  width: number;
}

interface Mixture {
  /** Of the wide part. */
  share: number;
  narrow: number;
}

const mixtures: Readonly<Partial<Record<PriorName, Mixture>>> = {
  "gaussian-mixture": { share: 0.75, narrow: 9e-4 },
  "laplace-mixture": { share: 0.75, narrow: 1e-3 },
};

/** Widths as published. */
export const usualWidths: Readonly<Record<PriorName, number>> = {
  gaussian: 0.1,
  "gaussian-mixture": 1,
  laplace: 1,
  "laplace-mixture": 1,
};

/**
 * @param w any shape
 * @returns log P(w), element by element, nats
 */
export function logPrior({ name, width }: Prior, w: Tensor): Tensor {
  const part = name.startsWith("gaussian") ? logNormal : logLaplace;
  const mixture = mixtures[name];
  if (!mixture) return part(w, width);
  // A sum of exponentials would be 0 far from the narrow part, and its logarithm none.
  const parts = [
    add(part(w, width), Math.log(mixture.share)),
    add(part(w, mixture.narrow), Math.log(1 - mixture.share)),
  ].map((each) => reshape(each, [1, ...w.shape]));
  return logSumExp(concat(parts, 0), [0]);
}

function logNormal(w: Tensor, deviation: number): Tensor {
  return sub(mul(mul(w, w), -0.5 / deviation ** 2), Math.log(deviation) + 0.5 * Math.log(2 * Math.PI));
}

function logLaplace(w: Tensor, scale: number): Tensor {
  return sub(mul(abs(w), -1 / scale), Math.log(2 * scale));
}

/** log q(w) of w = mean + deviation * noise, element by element: no difference w - mean, which would lose digits. */
export function logPosterior(rho: Tensor, noise: Tensor): Tensor {
  return sub(sub(neg(rho), mul(mul(noise, noise), 0.5)), 0.5 * Math.log(2 * Math.PI));
}

/** Kullback-Leibler divergence of N(mean, deviation²) from the Gaussian prior, element by element, nats. */
export function gaussianDivergence(width: number, mean: Tensor, deviation: Tensor): Tensor {
  const scaled = mul(add(mul(mean, mean), mul(deviation, deviation)), 0.5 / width ** 2);
  return add(sub(scaled, log(deviation)), Math.log(width) - 0.5);
}
