/** A Gaussian process at every object of a survey: two matrix products of the engine, in single precision. */

import { add, exp, log, max, mul } from "../../tensor/operators/elementwise.ts";
import { matMul } from "../../tensor/operators/matrix.ts";
import { concat } from "../../tensor/operators/movement.ts";
import { sum, sumSquare } from "../../tensor/operators/reduction.ts";
import { compile, type Program } from "../../tensor/program.ts";
import { input } from "../../tensor/tensor.ts";
import { inverseTransposed } from "../lowerTriangle.ts";
import type { GaussianProcess } from "./gaussianProcess.ts";

export interface Predictions {
  /** [objects], in the ratings' unit. */
  mean: Float32Array;
  /** [objects], the mean's standard deviation, without the noise of one rating. */
  deviation: Float32Array;
}

export interface Everywhere {
  predict(process: GaussianProcess): Promise<Predictions>;
  release(): Promise<void>;
}

/** Objects at once: their kernels to 500 ratings stay in a processor's cache. */
const rowsAtOnce = 1024;
/** Ratings are filled up to a multiple with some that weigh nothing, so that a program serves several batches. */
const step = 64;

/**
 * @param vectors [objects x dimension]; they are not copied, and must stay as they are
 */
export function everywhere(
  { vectors, dimension }: { vectors: Float32Array; dimension: number },
  { threads = 2 } = {},
): Everywhere {
  const objects = vectors.length / dimension;
  let ready: { ratings: number; program: Promise<Program> } | undefined;
  const programFor = async (ratings: number) => {
    if (ready?.ratings !== ratings) {
      await (await ready?.program)?.release();
      ready = { ratings, program: compile(expression(dimension, ratings), { threads, spinning: false }) };
    }
    return ready.program;
  };
  const extended = withSquares(vectors, dimension);
  const x = new Float32Array(rowsAtOnce * (dimension + 2));
  return {
    async predict(process) {
      const ratings = Math.ceil(process.weights.length / step) * step;
      const program = await programFor(ratings);
      const inputs = { x, ...arraysOf(process, ratings) };
      const result = { mean: new Float32Array(objects), deviation: new Float32Array(objects) };
      const into = { mean: new Float32Array(rowsAtOnce), explained: new Float32Array(rowsAtOnce) };
      const { offset, spread, hyperparameters } = process;
      for (let row = 0; row < objects; row += rowsAtOnce) {
        const part = extended.subarray(row * (dimension + 2), (row + rowsAtOnce) * (dimension + 2));
        x.set(part);
        await program.run(inputs, into);
        for (let i = 0; i < part.length / (dimension + 2); i++) {
          result.mean[row + i] = offset + spread * (into.mean[i] as number);
          // Rounding can leave a rated object a little less than nothing.
          const variance = Math.max(0, hyperparameters.amplitude - (into.explained[i] as number));
          result.deviation[row + i] = spread * Math.sqrt(variance);
        }
      }
      return result;
    },
    async release() {
      await (await ready?.program)?.release();
      ready = undefined;
    },
  };
}

/** One matrix product gives 1 + |x - r|² / (2 mixture length²): of (x, |x|², 1) with (-2 s r, s, 1 + s |r|²). */
function withSquares(vectors: Float32Array, dimension: number): Float32Array {
  const objects = vectors.length / dimension;
  const extended = new Float32Array(objects * (dimension + 2));
  for (let i = 0; i < objects; i++) {
    let square = 0;
    for (let k = 0; k < dimension; k++) {
      const value = vectors[i * dimension + k] as number;
      extended[i * (dimension + 2) + k] = value;
      square += value * value;
    }
    extended[i * (dimension + 2) + dimension] = square;
    extended[i * (dimension + 2) + dimension + 1] = 1;
  }
  return extended;
}

/** Column blocks of the triangular factor: below the diagonal block there is nothing to multiply. */
function blocksOf(ratings: number): { from: number; to: number }[] {
  const width = Math.max(step, Math.ceil(ratings / 4 / step) * step);
  return Array.from({ length: Math.ceil(ratings / width) }, (_, i) => ({
    from: i * width,
    to: Math.min(ratings, (i + 1) * width),
  }));
}

function expression(dimension: number, ratings: number) {
  const x = input("x", [rowsAtOnce, dimension + 2]);
  // One product a block, so that nothing has to be sliced.
  const similar = blocksOf(ratings).map(({ from, to }, i) => {
    const base = max(matMul(x, input(`points${i}`, [dimension + 2, to - from])), 1);
    return exp(mul(log(base), input("power", [])));
  });
  let mean = matMul(similar[0] as (typeof similar)[0], input("weights0", [blocksOf(ratings)[0]?.to ?? 0, 1]));
  let explained: typeof mean | undefined;
  blocksOf(ratings).forEach(({ from, to }, i) => {
    if (i > 0) mean = add(mean, matMul(similar[i] as typeof mean, input(`weights${i}`, [to - from, 1])));
    const before = i === 0 ? (similar[0] as typeof mean) : concat(similar.slice(0, i + 1), 1);
    const part = sumSquare(matMul(before, input(`factor${i}`, [to, to - from])), [1], { keep: true });
    explained = explained ? add(explained, part) : part;
  });
  return { mean: sum(mean, [1]), explained: sum(explained as typeof mean, [1]) };
}

function arraysOf({ hyperparameters, points, dimension, weights, factor }: GaussianProcess, ratings: number) {
  const { amplitude, mixture, length } = hyperparameters;
  const [size, scale] = [weights.length, 1 / (2 * mixture * length * length)];
  const inverse = inverseTransposed(factor, size);
  const arrays: Record<string, Float32Array> = { power: Float32Array.of(-mixture) };
  blocksOf(ratings).forEach(({ from, to }, b) => {
    const width = to - from;
    const block = new Float32Array((dimension + 2) * width);
    const blockWeights = new Float32Array(width);
    const blockFactor = new Float32Array(to * width);
    for (let j = from; j < Math.min(to, size); j++) {
      let square = 0;
      for (let k = 0; k < dimension; k++) {
        const value = points[j * dimension + k] as number;
        block[k * width + j - from] = -2 * scale * value;
        square += value * value;
      }
      block[dimension * width + j - from] = scale;
      block[(dimension + 1) * width + j - from] = 1 + scale * square;
      blockWeights[j - from] = amplitude * (weights[j] as number);
      for (let i = 0; i <= j; i++) blockFactor[i * width + j - from] = amplitude * (inverse[i * size + j] as number);
    }
    Object.assign(arrays, { [`points${b}`]: block, [`weights${b}`]: blockWeights, [`factor${b}`]: blockFactor });
  });
  return arrays;
}
