/** Gaussian process regression of ratings (Rasmussen & Williams 2006, algorithm 2.1 and section 5.4.1). */

import { Fault } from "../../fault.ts";
import { randomStream, shuffled } from "../../random.ts";
import { dot, factorise, inverseRowOf, inverseTransposed, solveLower, solveUpper } from "../lowerTriangle.ts";
import { type Minimum, minimiseInBox } from "./minimiseInBox.ts";
import {
  fromLogarithms,
  type Hyperparameters,
  kernel,
  kernelSlopes,
  logarithms,
  squaredDistances,
} from "./rationalQuadratic.ts";

/** What has been rated. */
export interface Rated {
  /** [ratings x dimension] */
  points: Float64Array;
  dimension: number;
  /** [ratings] */
  targets: Float64Array;
}

export interface GaussianProcess {
  /** Of the targets in units of their spread. */
  hyperparameters: Hyperparameters;
  points: Float64Array;
  dimension: number;
  /** Cholesky's of the ratings' covariance, [ratings x ratings]. */
  factor: Float64Array;
  /** [ratings], what the kernel to each rating is weighed with. */
  weights: Float64Array;
  /** Mean and standard deviation of the targets. */
  offset: number;
  spread: number;
  logLikelihood: number;
}

export interface Bounds {
  lower: Hyperparameters;
  upper: Hyperparameters;
}

/**
 * For standardised vectors and targets. Narrower than scikit-learn's 1e-5 to 1e5 where the data cannot tell: a mixture of
 * 100 is a Gaussian kernel (and single precision still tells its distances), and ratings are whole numbers, so they are noise
 * from some place on.
 */
export const usualBounds: Bounds = {
  lower: { amplitude: 1e-2, mixture: 1e-2, length: 1e-1, noise: 1e-3 },
  upper: { amplitude: 1e2, mixture: 1e2, length: 1e3, noise: 1e1 },
};

/**
 * A likelihood costs the cube of the ratings. So no more than these take part in the search for hyperparameters, and fewer
 * where it begins in several places; in the predictions all do (Rasmussen & Williams, section 8.3.3).
 */
const ratingsForSearch = 256;
const ratingsForStarts = 128;

export interface FitOptions {
  /** Hyperparameters found when there were fewer ratings: the search goes on from there alone. */
  from?: Hyperparameters;
  /** Of places to begin the search at, where there is none to go on from. */
  starts?: number;
  seed?: number;
  bounds?: Bounds;
}

/**
 * The process whose hyperparameters make the ratings most likely. Where all ratings are the same there is nothing to learn
 * them from, and they stay as they began: then what lies far from all ratings is the most uncertain.
 */
export function fitGaussianProcess(
  rated: Rated,
  { from, starts = 4, seed = 0, bounds = usualBounds }: FitOptions = {},
) {
  const { offset, spread, isConstant } = scaleOf(rated.targets);
  const scaled = { ...rated, targets: rated.targets.map((target) => (target - offset) / spread) };
  const found = isConstant ? (from ?? typical(scaled)) : search(scaled, { from, starts, seed, bounds });
  return { ...processAt(scaled, found), offset, spread };
}

function scaleOf(targets: Float64Array): { offset: number; spread: number; isConstant: boolean } {
  if (targets.length === 0) throw new Fault("no-ratings", "a Gaussian process needs one rating or more");
  const offset = targets.reduce((sum, each) => sum + each, 0) / targets.length;
  const variance = targets.reduce((sum, each) => sum + (each - offset) ** 2, 0) / targets.length;
  const isConstant = variance < 1e-12;
  return { offset, spread: isConstant ? 1 : Math.sqrt(variance), isConstant };
}

/** As far apart as the ratings are: the length that tells near from far. */
function typical({ points, dimension }: Rated): Hyperparameters {
  let sum = 0;
  for (let at = dimension; at < points.length; at++)
    sum += ((points[at] as number) - (points[at - dimension] as number)) ** 2;
  const pairs = points.length / dimension - 1;
  return { amplitude: 1, mixture: 1, length: pairs > 0 && sum > 0 ? Math.sqrt(sum / pairs) : 1, noise: 0.1 };
}

function search(rated: Rated, { from, starts, seed, bounds }: Required<Omit<FitOptions, "from">> & FitOptions) {
  const box = {
    lower: logarithms(bounds?.lower ?? usualBounds.lower),
    upper: logarithms(bounds?.upper ?? usualBounds.upper),
  };
  const minimum = (of: Rated, at: readonly number[], mostEvaluations: number, tolerance: number): Minimum => {
    const squares = squaredDistances(of.points, of.points, of.dimension);
    return minimiseInBox((logs) => negative(likelihood(of, squares, fromLogarithms(logs))), at, box, {
      tolerance,
      mostEvaluations,
    });
  };
  const part = partOf(rated, ratingsForSearch, seed);
  // Nearby already: a hundredth of a nat more would change no prediction that anyone can see.
  const refined = (at: readonly number[]) => minimum(part, at, 12, 3e-3).at;
  if (from) return fromLogarithms(refined(logarithms(from)));
  const few = partOf(rated, ratingsForStarts, seed);
  const stream = randomStream(seed, "hyperparameters");
  const first = logarithms(typical(rated));
  const begins = Array.from({ length: starts }, (_, i) =>
    first.map((log) => log + (i === 0 ? 0 : 1.5 * stream.normal())),
  );
  const [best] = begins.map((at) => minimum(few, at, 60, 1e-4)).sort((a, b) => a.value - b.value) as [Minimum];
  return fromLogarithms(few === rated ? best.at : refined(best.at));
}

function partOf(rated: Rated, most: number, seed: number): Rated {
  const { points, dimension, targets } = rated;
  if (targets.length <= most) return rated;
  const chosen = shuffled(targets.length, randomStream(seed, "part")).subarray(0, most);
  const part = new Float64Array(chosen.length * dimension);
  chosen.forEach((row, i) => {
    part.set(points.subarray(row * dimension, (row + 1) * dimension), i * dimension);
  });
  return { points: part, dimension, targets: Float64Array.from(chosen, (row) => targets[row] as number) };
}

function negative({ value, gradient }: { value: number; gradient: readonly number[] }) {
  return { value: -value, gradient: gradient.map((each) => -each) };
}

/** Added to the covariance's diagonal, as scikit-learn does, so that rounding leaves it positive. */
const jitter = 1e-10;

/**
 * Log marginal likelihood (Rasmussen & Williams eq. 2.30) and its gradient by the logarithms of the hyperparameters (5.9).
 * @param squares [ratings x ratings], squared distances
 * @returns -Infinity where the covariance cannot be factorised
 */
export function likelihood(
  { targets }: Pick<Rated, "targets">,
  squares: Float64Array,
  hyperparameters: Hyperparameters,
) {
  const size = targets.length;
  const factor = covariance(squares, size, hyperparameters);
  if (!factorise(factor, size)) return { value: Number.NEGATIVE_INFINITY, gradient: [0, 0, 0, 0] };
  const weights = solved(factor, targets);
  const value = logLikelihood(factor, targets, weights);
  const inverse = inverseTransposed(factor, size);
  const { amplitude, noise } = hyperparameters;
  const slopes = new Float64Array(3);
  let byAmplitude = 0;
  let byMixture = 0;
  let byLength = 0;
  let byNoise = 0;
  const inverseRow = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    inverseRowOf(inverse, size, i, inverseRow);
    for (let j = 0; j <= i; j++) {
      // An entry of w wᵀ - K⁻¹; each below the diagonal stands for two.
      const entry = (weights[i] as number) * (weights[j] as number) - (inverseRow[j] as number);
      if (i === j) {
        byAmplitude += 0.5 * entry * amplitude;
        byNoise += 0.5 * entry * noise;
        continue;
      }
      kernelSlopes(squares[i * size + j] as number, hyperparameters, slopes);
      byAmplitude += entry * (slopes[0] as number);
      byMixture += entry * (slopes[1] as number);
      byLength += entry * (slopes[2] as number);
    }
  }
  return { value, gradient: [byAmplitude, byMixture, byLength, byNoise] };
}

function covariance(squares: Float64Array, size: number, hyperparameters: Hyperparameters): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) matrix[i * size + j] = kernel(squares[i * size + j] as number, hyperparameters);
    matrix[i * size + i] = hyperparameters.amplitude + hyperparameters.noise + jitter;
  }
  return matrix;
}

function solved(factor: Float64Array, targets: Float64Array): Float64Array {
  const weights = Float64Array.from(targets);
  solveLower(factor, targets.length, weights);
  solveUpper(factor, targets.length, weights);
  return weights;
}

function logLikelihood(factor: Float64Array, targets: Float64Array, weights: Float64Array): number {
  const size = targets.length;
  let logDeterminant = 0;
  for (let i = 0; i < size; i++) logDeterminant += Math.log(factor[i * size + i] as number);
  return -0.5 * dot(targets, 0, weights, 0, size) - logDeterminant - 0.5 * size * Math.log(2 * Math.PI);
}

/** The process with these hyperparameters and the targets as they are. */
export function processAt({ points, dimension, targets }: Rated, hyperparameters: Hyperparameters): GaussianProcess {
  const size = targets.length;
  const factor = covariance(squaredDistances(points, points, dimension), size, hyperparameters);
  if (!factorise(factor, size))
    throw new Fault("ratings", "the ratings cannot be told apart from their noise: rate other objects too");
  const weights = solved(factor, targets);
  const value = logLikelihood(factor, targets, weights);
  return { hyperparameters, points, dimension, factor, weights, offset: 0, spread: 1, logLikelihood: value };
}

/**
 * What a rating of one object would be, and how uncertain that is, without the noise of one rating (Rasmussen & Williams
 * eq. 2.25, 2.26). In double precision: what the quick one over a whole survey is held to.
 */
export function predictAt(process: GaussianProcess, point: Float64Array): { mean: number; deviation: number } {
  const { hyperparameters, points, dimension, factor, weights, offset, spread } = process;
  const size = weights.length;
  const similar = squaredDistances(point, points, dimension).map((square) => kernel(square, hyperparameters));
  const mean = dot(similar, 0, weights, 0, size);
  solveLower(factor, size, similar);
  const variance = Math.max(0, hyperparameters.amplitude - dot(similar, 0, similar, 0, size));
  return { mean: offset + spread * mean, deviation: spread * Math.sqrt(variance) };
}
