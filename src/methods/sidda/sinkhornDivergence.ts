/**
 * Debiased Sinkhorn divergence between the features of two batches, its blur taken from the data (SIDDA, arXiv 2501.14048;
 * Feydy+ 2019, arXiv 1810.08278).
 */

import { add, div, greater, max, mul, neg, sqrt, sub, where } from "../../tensor/operators/elementwise.ts";
import { concat, reshape } from "../../tensor/operators/movement.ts";
import { logSumExp, maximum, mean, minimum, sumSquare } from "../../tensor/operators/reduction.ts";
import { stopGradient } from "../../tensor/operators/stopGradient.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { centredTogether, squaredDistances } from "./squaredDistances.ts";

export interface SinkhornOptions {
  /** Ratio of the blur in one step to that in the step before. */
  scaling?: number;
  /** A graph has a fixed number of steps: those after the schedule's end change nothing. */
  steps?: number;
  /** Blur over the largest distance between a source and a target point; and its least, in the features' unit. */
  blurShare?: number;
  leastBlur?: number;
}

/** Transport between points of uniform weight, seen from the rows: cost [n, m], potential of the columns [m]. */
interface Side {
  cost: Tensor;
  /** Which of the four potentials stands at the columns. */
  of: number;
}

/**
 * What it costs to move one set of points onto the other, when moving by d costs d^2 / 2 and is not told apart below `blur`.
 * The loop's potentials are constants in the gradient, which by the envelope theorem is that of the last step alone.
 * @param x source features, [n, width]
 * @param y target features, [m, width]
 * @returns the divergence, a scalar of at least 0 but for rounding, and the blur
 */
export function sinkhornDivergence(
  x: Tensor,
  y: Tensor,
  { scaling = 0.9, steps = 48, blurShare = 0.05, leastBlur = 0.01 }: SinkhornOptions = {},
): { divergence: Tensor; blur: Tensor } {
  const [source, target] = centredTogether(x, y);
  const [fixedSource, fixedTarget] = [stopGradient(source), stopGradient(target)];
  const cost = (from: Tensor, to: Tensor) => mul(squaredDistances(from, to), 0.5);
  const sidesOf = (from: Tensor, to: Tensor): Side[] => [
    { cost: cost(from, fixedTarget), of: 1 },
    { cost: cost(to, fixedSource), of: 0 },
    { cost: cost(from, fixedSource), of: 2 },
    { cost: cost(to, fixedTarget), of: 3 },
  ];
  const fixed = sidesOf(fixedSource, fixedTarget);
  const farthest = sqrt(mul(maximum((fixed[0] as Side).cost), 2));
  const blur = max(mul(farthest, blurShare), leastBlur);
  const least = mul(blur, blur);
  const widest = sumSquare(extent(fixedSource, fixedTarget));

  const softened = (sides: readonly Side[], potentials: readonly Tensor[], epsilon: Tensor) =>
    sides.map(({ cost: own, of }) => softMinimum(own, potentials[of], epsilon));
  const start = max(widest, least);
  let potentials = softened(fixed, [], start);
  for (let step = 0; step < steps; step++) {
    // The published schedule has its first entry twice.
    const shrunk = scaling ** (2 * Math.max(0, step - 1));
    const before = mul(widest, scaling ** (2 * Math.max(0, step - 2)));
    const epsilon = max(mul(widest, shrunk), least);
    const next = softened(fixed, potentials, epsilon).map((each, i) => mul(add(each, potentials[i] as Tensor), 0.5));
    potentials = step < 2 ? next : next.map((each, i) => where(greater(before, least), each, potentials[i] as Tensor));
  }
  const [f, g, p, q] = softened(sidesOf(source, target), potentials.map(stopGradient), stopGradient(least)) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  return { divergence: add(mean(sub(f, p)), mean(sub(g, q))), blur };
}

/** -epsilon log(mean over columns of exp((potential - cost) / epsilon)): [n]. @param potential 0 where left out */
function softMinimum(cost: Tensor, potential: Tensor | undefined, epsilon: Tensor): Tensor {
  const columns = cost.shape[1] as number;
  const gain = potential ? sub(reshape(potential, [1, columns]), cost) : neg(cost);
  return neg(mul(epsilon, sub(logSumExp(div(gain, epsilon), [1]), Math.log(columns))));
}

/** Largest minus smallest of each coordinate, over both sets: [width]. */
function extent(x: Tensor, y: Tensor): Tensor {
  const all = concat([x, y], 0);
  return sub(maximum(all, [0]), minimum(all, [0]));
}
