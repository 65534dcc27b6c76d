/** Principal components of vectors, from one batch after another: memory does not grow with the survey. */

import { Fault } from "../fault.ts";
import type { Representations } from "../survey/representations.ts";
import { add } from "../tensor/operators/elementwise.ts";
import { matMul } from "../tensor/operators/matrix.ts";
import { transpose } from "../tensor/operators/movement.ts";
import { compile } from "../tensor/program.ts";
import { input } from "../tensor/tensor.ts";
import { leadingEigenvectors } from "./leadingEigenvectors.ts";

/** How vectors become their components. */
export interface PrincipalComponents {
  /** [dimension] */
  mean: Float64Array;
  /** [count × dimension], an axis a row, the one of most variance first; of length 1, unless it takes standardising along. */
  axes: Float64Array;
  /** [count], the vectors' variance along each axis. */
  variances: Float64Array;
  /** [count], that as a share of their whole variance. */
  shares: Float64Array;
}

type Vectors = Pick<Representations, "values" | "dimension">;

const batchSize = 4096;

/**
 * The same up to rounding as by a singular value decomposition of all vectors, whatever the batches.
 * @param batches vectors [any × dimension], all of one dimension
 * @param count how many components; fewer where vectors or dimensions are fewer, or the vectors vary along fewer axes
 * @param standardised of the vectors with every number brought to variance 1, else the few with large numbers are the only ones
 * that count; the axes do that too
 * @throws Fault "vector" where there are fewer than two vectors, or all are the same
 */
export async function principalComponents(
  batches: AsyncIterable<Vectors> | Iterable<Vectors>,
  count: number,
  { standardised = false } = {},
): Promise<PrincipalComponents> {
  let total = 0;
  let sums: Sums | undefined;
  for await (const { values, dimension } of batches) {
    const rows = values.length / dimension;
    if (rows === 0) continue;
    sums ??= await startSums(values.subarray(0, dimension));
    await sums.add(values);
    total += rows;
  }
  if (!sums || total < 2)
    throw new Fault(
      "vector",
      `principal components need two vectors or more, and there ${total === 1 ? "is 1" : `are ${total}`}`,
    );
  const { origin, sum, products } = sums;
  await sums.release();
  const dimension = origin.length;
  const shift = sum.map((each) => each / total);
  const covariance = products.map((each, at) => {
    const [row, column] = [Math.floor(at / dimension), at % dimension];
    return (each - total * (shift[row] as number) * (shift[column] as number)) / (total - 1);
  });
  const scales = new Float64Array(dimension).fill(1);
  if (standardised) {
    for (let i = 0; i < dimension; i++) {
      const variance = covariance[i * dimension + i] as number;
      scales[i] = variance > 0 ? 1 / Math.sqrt(variance) : 0;
    }
    covariance.forEach((each, at) => {
      covariance[at] = each * (scales[Math.floor(at / dimension)] as number) * (scales[at % dimension] as number);
    });
  }
  let whole = 0;
  for (let i = 0; i < dimension; i++) whole += covariance[i * dimension + i] as number;
  if (!(whole > 0)) throw new Fault("vector", "all vectors are the same: they have no principal components");
  const { values, vectors } = leadingEigenvectors(covariance, dimension, Math.min(count, dimension, total - 1));
  // What varies not at all beside the first is rounding, and whitening would blow it up to variance 1.
  const variances = values.filter((value) => value > 1e-9 * (values[0] as number));
  return {
    mean: origin.map((each, i) => each + (shift[i] as number)),
    axes: vectors
      .subarray(0, variances.length * dimension)
      .map((part, at) => part * (scales[at % dimension] as number)),
    variances,
    shares: variances.map((each) => each / whole),
  };
}

interface Sums {
  /** Subtracted from every vector first, or rounding would eat variances that are small beside the mean. */
  origin: Float64Array;
  sum: Float64Array;
  /** [dimension × dimension], of outer products. */
  products: Float64Array;
  add(values: Float32Array): Promise<void>;
  release(): Promise<void>;
}

async function startSums(first: Float32Array): Promise<Sums> {
  const dimension = first.length;
  const origin = Float64Array.from(first);
  const sum = new Float64Array(dimension);
  let products = new Float64Array(dimension * dimension);
  let spare = new Float64Array(dimension * dimension);
  const x = input("x", [batchSize, dimension], "float64");
  const before = input("before", [dimension, dimension], "float64");
  const program = await compile({ after: add(before, matMul(transpose(x), x)) }, { spinning: false });
  const centred = new Float64Array(batchSize * dimension);
  return {
    origin,
    sum,
    get products() {
      return products;
    },
    async add(values) {
      for (let start = 0; start < values.length; start += centred.length) {
        const part = values.subarray(start, start + centred.length);
        centred.fill(0, part.length);
        for (let at = 0; at < part.length; at++) {
          const column = at % dimension;
          const value = (part[at] as number) - (origin[column] as number);
          centred[at] = value;
          sum[column] = (sum[column] as number) + value;
        }
        await program.run({ x: centred, before: products }, { after: spare });
        [products, spare] = [spare, products];
      }
    },
    release: () => program.release(),
  };
}

/**
 * Vectors along the components.
 * @param whiten divides each by its standard deviation, so that all weigh alike
 * @returns [rows × count]
 */
export async function project(
  { mean, axes, variances }: PrincipalComponents,
  { values, dimension }: Vectors,
  { whiten = false } = {},
): Promise<Float32Array> {
  const count = variances.length;
  if (dimension !== mean.length)
    throw new Fault("vector", `these components are of vectors of ${mean.length} numbers, not of ${dimension}`);
  const scales = variances.map((variance) => (whiten && variance > 0 ? 1 / Math.sqrt(variance) : 1));
  const columns = new Float32Array(dimension * count);
  const offset = new Float64Array(count);
  for (let k = 0; k < count; k++)
    for (let i = 0; i < dimension; i++) {
      const part = (axes[k * dimension + i] as number) * (scales[k] as number);
      columns[i * count + k] = part;
      offset[k] = (offset[k] as number) + part * (mean[i] as number);
    }
  const program = await compile(
    { y: matMul(input("x", [batchSize, dimension]), input("columns", [dimension, count])) },
    { spinning: false },
  );
  const projected = new Float32Array((values.length / dimension) * count);
  const [x, y] = [new Float32Array(batchSize * dimension), new Float32Array(batchSize * count)];
  for (let row = 0; row * dimension < values.length; row += batchSize) {
    const part = values.subarray(row * dimension, (row + batchSize) * dimension);
    x.set(part);
    await program.run({ x, columns }, { y });
    const rows = part.length / dimension;
    for (let at = 0; at < rows * count; at++)
      projected[row * count + at] = (y[at] as number) - (offset[at % count] as number);
  }
  await program.release();
  return projected;
}
