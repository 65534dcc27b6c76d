/**
 * Debiased Sinkhorn divergence between the features of two batches, its blur taken from the data (SIDDA, arXiv 2501.14048;
 * Feydy+ 2019, arXiv 1810.08278).
 */

import { add, cast, div, greater, max, mul, neg, sqrt, sub } from "../../tensor/operators/elementwise.ts";
import { concat, gather, pad, reshape, slice } from "../../tensor/operators/movement.ts";
import { logSumExp, maximum, mean, minimum, sumSquare } from "../../tensor/operators/reduction.ts";
import { stopGradient } from "../../tensor/operators/stopGradient.ts";
import { arrayOf, constant, int64s, type Tensor } from "../../tensor/tensor.ts";
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

/** Which potential stands at the columns of each cost: of source to target, target to source, and either to itself. */
const opposite = [1, 0, 2, 3];

/** A cost at which nothing is transported, and that float32 can divide by the least epsilon. */
const outOfReach = 1e30;

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
  const [n, m] = [x.shape[0] as number, y.shape[0] as number];
  const logCounts = constant(arrayOf(x.dtype, [m, n, n, m].map(Math.log)), [4, 1]);
  // One stack: a step of all four is no more operators than a step of one.
  const costsFrom = (one: Tensor, other: Tensor) =>
    stacked([
      squaredDistances(one, fixedTarget),
      squaredDistances(other, fixedSource),
      squaredDistances(one, fixedSource),
      squaredDistances(other, fixedTarget),
    ]);
  const fixed = costsFrom(fixedSource, fixedTarget);
  const farthest = sqrt(maximum(squaredDistances(fixedSource, fixedTarget)));
  const blur = max(mul(farthest, blurShare), leastBlur);
  const least = mul(blur, blur);
  const widest = sumSquare(extent(fixedSource, fixedTarget));
  const softened = (costs: Tensor, potentials: Tensor | undefined, epsilon: Tensor) =>
    softMinimum(costs, potentials && gather(potentials, int64s(opposite)), epsilon, logCounts);

  let potentials = softened(fixed, undefined, max(widest, least));
  for (let step = 0; step < steps; step++) {
    // The published schedule has its first entry twice.
    const shrunk = scaling ** (2 * Math.max(0, step - 1));
    const before = mul(widest, scaling ** (2 * Math.max(0, step - 2)));
    const epsilon = max(mul(widest, shrunk), least);
    const moved = mul(sub(softened(fixed, potentials, epsilon), potentials), 0.5);
    potentials = add(potentials, step < 2 ? moved : mul(moved, cast(greater(before, least), x.dtype)));
  }
  const last = softened(costsFrom(source, target), stopGradient(potentials), stopGradient(least));
  const [f, g, p, q] = [n, m, n, m].map((count, of) =>
    reshape(slice(slice(last, { axis: 0, start: of, end: of + 1 }), { axis: 1, start: 0, end: count }), [count]),
  ) as [Tensor, Tensor, Tensor, Tensor];
  return { divergence: add(mean(sub(f, p)), mean(sub(g, q))), blur };
}

/** Half the squared distances side by side: [4, most, most]. Where sets differ in size, the rest is too far for anything. */
function stacked(distances: readonly Tensor[]): Tensor {
  const most = Math.max(...distances.flatMap(({ shape }) => [...shape]));
  const wide = distances.map((each) => {
    const [rows, columns] = each.shape as [number, number];
    const padded = pad(pad(mul(each, 0.5), 0, 0, most - rows), 1, 0, most - columns);
    const beyond = Array.from({ length: most }, (_, column) => (column < columns ? 0 : outOfReach));
    const reached = columns === most ? padded : add(padded, constant(arrayOf(each.dtype, beyond), [1, most]));
    return reshape(reached, [1, most, most]);
  });
  return concat(wide, 0);
}

/**
 * -epsilon log(mean over columns of exp((potential - cost) / epsilon)).
 * @param costs [4, most, most]
 * @param potentials at the columns, [4, most]; 0 where left out
 * @param logCounts logarithms of how many columns of each there are, [4, 1]
 * @returns [4, most]
 */
function softMinimum(costs: Tensor, potentials: Tensor | undefined, epsilon: Tensor, logCounts: Tensor): Tensor {
  const most = costs.shape[2] as number;
  const gains = potentials ? sub(reshape(potentials, [4, 1, most]), costs) : neg(costs);
  return mul(epsilon, sub(logCounts, logSumExp(div(gains, epsilon), [2])));
}

/** Largest minus smallest of each coordinate, over both sets: [width]. */
function extent(x: Tensor, y: Tensor): Tensor {
  const all = concat([x, y], 0);
  return sub(maximum(all, [0]), minimum(all, [0]));
}
