/** Logistic regression with a squared penalty, by Newton's method (Hastie, Tibshirani & Friedman 2009, section 4.4). */

import { factorise, solveLower, solveUpper } from "../lowerTriangle.ts";

/** Examples of either side. */
export interface Sides {
  /** [examples x width] */
  points: Float64Array;
  width: number;
  /** [examples], 1 for a positive and 0 for a negative. */
  targets: Uint8Array;
}

export interface LogisticModel {
  /** [width] */
  weights: Float64Array;
  intercept: number;
}

const mostSteps = 100;
/** Of the objective, in nats: no probability would change by a thousandth. */
const usualTolerance = 1e-6;

/**
 * Least of: the sum of -log probability of each example's side, and penalty / 2 x |weights|²; the intercept costs nothing.
 * That is scikit-learn's with C = 1 / penalty. Where all examples are of one side there is no least, and the prior stands.
 * @param penalty more than 0
 * @param from where the search begins, such as the model of another penalty
 * @param tolerance how far above the least it may end, about
 */
export function fitLogistic(
  { points, width, targets }: Sides,
  penalty: number,
  { from, tolerance = usualTolerance }: { from?: LogisticModel; tolerance?: number } = {},
): LogisticModel {
  const rows = targets.length;
  const positives = targets.reduce((sum, each) => sum + each, 0);
  const size = width + 1;
  if (positives === 0 || positives === rows)
    return { weights: new Float64Array(width), intercept: positives === 0 ? -10 : 10 };
  // The intercept is last.
  const at = new Float64Array(size);
  if (from) at.set(from.weights);
  at[width] = from?.intercept ?? Math.log(positives / (rows - positives));
  const hessian = new Float64Array(size * size);
  const gradient = new Float64Array(size);
  let value = objective({ points, width, targets }, at, penalty);
  for (let step = 0; step < mostSteps; step++) {
    slopes({ points, width, targets }, at, penalty, gradient, hessian);
    // The intercept's curvature vanishes where every probability is 0 or 1.
    hessian[size * size - 1] = (hessian[size * size - 1] as number) + 1e-10;
    if (!factorise(hessian, size)) break;
    const move = Float64Array.from(gradient);
    solveLower(hessian, size, move);
    solveUpper(hessian, size, move);
    const decrease = gradient.reduce((sum, each, i) => sum + each * (move[i] as number), 0);
    if (decrease < tolerance) break;
    const next = (share: number) => at.map((each, i) => each - share * (move[i] as number));
    let share = 1;
    let after = objective({ points, width, targets }, next(share), penalty);
    while (after > value - 1e-4 * share * decrease && share > 1e-6) {
      share /= 2;
      after = objective({ points, width, targets }, next(share), penalty);
    }
    if (after >= value) break;
    at.set(next(share));
    value = after;
  }
  return { weights: at.slice(0, width), intercept: at[width] as number };
}

function objective({ points, width, targets }: Sides, at: Float64Array, penalty: number): number {
  let sum = 0;
  for (let row = 0; row < targets.length; row++) {
    const score = scoreAt(points, row * width, at, width);
    // log(1 + e^s) - target s, without overflow.
    sum += Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - (targets[row] as number) * score;
  }
  let square = 0;
  for (let k = 0; k < width; k++) square += (at[k] as number) ** 2;
  return sum + 0.5 * penalty * square;
}

function slopes(
  { points, width, targets }: Sides,
  at: Float64Array,
  penalty: number,
  gradient: Float64Array,
  hessian: Float64Array,
): void {
  const size = width + 1;
  gradient.fill(0);
  hessian.fill(0);
  const row = new Float64Array(size);
  row[width] = 1;
  for (let i = 0; i < targets.length; i++) {
    row.set(points.subarray(i * width, (i + 1) * width));
    const probability = logistic(scoreAt(points, i * width, at, width));
    const weight = probability * (1 - probability);
    const rest = probability - (targets[i] as number);
    for (let j = 0; j < size; j++) {
      const own = row[j] as number;
      gradient[j] = (gradient[j] as number) + rest * own;
      const weighed = weight * own;
      const start = j * size;
      for (let k = 0; k <= j; k++) hessian[start + k] = (hessian[start + k] as number) + weighed * (row[k] as number);
    }
  }
  for (let k = 0; k < width; k++) {
    gradient[k] = (gradient[k] as number) + penalty * (at[k] as number);
    hessian[k * size + k] = (hessian[k * size + k] as number) + penalty;
  }
}

function scoreAt(points: ArrayLike<number>, start: number, at: Float64Array, width: number): number {
  let sum = at[width] as number;
  for (let k = 0; k < width; k++) sum += (points[start + k] as number) * (at[k] as number);
  return sum;
}

export function logistic(score: number): number {
  return score >= 0 ? 1 / (1 + Math.exp(-score)) : Math.exp(score) / (1 + Math.exp(score));
}

/** @param values [rows x width] @returns probability of being a positive, [rows] */
export function probabilities({ weights, intercept }: LogisticModel, values: ArrayLike<number>): Float32Array {
  const width = weights.length;
  const at = new Float64Array(width + 1);
  at.set(weights);
  at[width] = intercept;
  const rows = values.length / width;
  const found = new Float32Array(rows);
  for (let row = 0; row < rows; row++) found[row] = logistic(scoreAt(values, row * width, at, width));
  return found;
}
