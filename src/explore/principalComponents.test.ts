import fc from "fast-check";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { principalComponents, project } from "./principalComponents.ts";

/** Correlated, of very different variances, far from the origin. */
function madeVectors(rows: number, dimension: number, seed: number): Float32Array {
  const stream = randomStream(seed, "vectors");
  const values = new Float32Array(rows * dimension);
  for (let row = 0; row < rows; row++) {
    const common = stream.normal();
    for (let i = 0; i < dimension; i++)
      values[row * dimension + i] = 100 + common * (i % 3) + stream.normal() * 0.5 ** (i % 8);
  }
  return values;
}

function batches(values: Float32Array, dimension: number, rows: number) {
  const parts = [];
  for (let at = 0; at < values.length; at += rows * dimension)
    parts.push({ values: values.subarray(at, at + rows * dimension), dimension });
  return parts;
}

test("components are those of the singular value decomposition, whatever the batches", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 120 }),
      fc.integer({ min: 2, max: 70 }),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 0, max: 1e6 }),
      async (rows, dimension, batch, seed) => {
        const values = madeVectors(rows, dimension, seed);
        const count = Math.min(5, dimension, rows - 1);
        const found = await principalComponents(batches(values, dimension, batch), 5);
        expect(found.variances).toHaveLength(count);
        const centred = Matrix.from1DArray(rows, dimension, Array.from(values)).center("column");
        const exact = new SingularValueDecomposition(centred, { autoTranspose: true }).diagonal;
        for (let k = 0; k < count; k++) {
          const variance = (exact[k] ?? 0) ** 2 / (rows - 1);
          expect(found.variances[k]).toBeCloseTo(variance, 6);
          // The variance along the axis is what the axis is for.
          const axis = Matrix.columnVector(Array.from(found.axes.subarray(k * dimension, (k + 1) * dimension)));
          const along = centred.mmul(axis).to1DArray();
          expect(along.reduce((sum, x) => sum + x * x, 0) / (rows - 1)).toBeCloseTo(variance, 6);
        }
        const whole = exact.reduce((sum, x) => sum + x * x, 0) / (rows - 1);
        expect(found.shares[0]).toBeCloseTo((exact[0] ?? 0) ** 2 / (rows - 1) / whole, 6);
      },
    ),
    { numRuns: 25 },
  );
});

test("whitened components have variance 1 and are uncorrelated", async () => {
  const [rows, dimension] = [400, 12];
  const vectors = { values: madeVectors(rows, dimension, 1), dimension };
  const components = await principalComponents([vectors], 4);
  const projected = Matrix.from1DArray(rows, 4, Array.from(await project(components, vectors, { whiten: true })));
  const covariance = projected
    .transpose()
    .mmul(projected)
    .div(rows - 1);
  expect(Matrix.sub(covariance, Matrix.eye(4, 4)).abs().max()).toBeLessThan(1e-4);
});

test("axes of equal variance are found too", async () => {
  // The corners of a cross: three axes of exactly the same variance.
  const values = Float32Array.from({ length: 18 }, (_, at) =>
    Math.floor(at / 3) % 3 === at % 3 ? (at < 9 ? 1 : -1) : 0,
  );
  const { variances, axes } = await principalComponents([{ values, dimension: 3 }], 3);
  for (const variance of variances) expect(variance).toBeCloseTo(2 / 5, 10);
  const square = Matrix.from1DArray(3, 3, Array.from(axes));
  expect(Matrix.sub(square.mmul(square.transpose()), Matrix.eye(3, 3)).abs().max()).toBeLessThan(1e-10);
});

test("vectors along one line have one component, not more of rounding blown up to variance 1", async () => {
  const values = Float32Array.from({ length: 60 }, (_, at) => Math.floor(at / 3) * ((at % 3) + 0.1));
  const components = await principalComponents([{ values, dimension: 3 }], 3);
  expect(components.variances).toHaveLength(1);
  expect(components.axes).toHaveLength(3);
  const whitened = await project(components, { values, dimension: 3 }, { whiten: true });
  expect(whitened).toHaveLength(20);
  expect(Math.max(...whitened.map(Math.abs))).toBeLessThan(2);
});

test("vectors without any spread, or too few, are refused in a line", async () => {
  await expect(principalComponents([{ values: new Float32Array(12).fill(3), dimension: 3 }], 2)).rejects.toThrow(
    "all vectors are the same",
  );
  await expect(principalComponents([{ values: new Float32Array(3), dimension: 3 }], 2)).rejects.toThrow("there is 1");
  const components = await principalComponents([{ values: madeVectors(9, 3, 1), dimension: 3 }], 2);
  await expect(project(components, { values: new Float32Array(8), dimension: 4 })).rejects.toThrow("not of 4");
});
