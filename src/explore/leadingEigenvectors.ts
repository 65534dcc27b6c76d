/** The leading eigenvectors of a symmetric matrix, by Lanczos' method with full reorthogonalisation (Golub & Van Loan 2013, ch. 10). */

import { createRequire } from "node:module";
import { type RandomStream, randomStream } from "../random.ts";

export interface Eigenvectors {
  /** Largest first. */
  values: Float64Array;
  /** [count × size], one eigenvector a row, of length 1. */
  vectors: Float64Array;
}

/** Between two looks at how far the vectors have come. */
const stepsBetween = 50;
const tolerance = 1e-11;

/**
 * @param matrix [size × size], symmetric
 * @param count how many, at most `size`
 */
export function leadingEigenvectors(matrix: Float64Array, size: number, count: number): Eigenvectors {
  const stream = randomStream(1, "lanczos");
  const basis: Float64Array[] = [unitVector(size, [], stream)];
  const [diagonal, beside]: [number[], number[]] = [[], []];
  for (;;) {
    const step = basis.length - 1;
    const last = basis[step] as Float64Array;
    const next = product(matrix, last);
    diagonal.push(dot(last, next));
    // Twice is enough (Parlett 1998): what rounding leaves after once is gone after the second.
    for (let pass = 0; pass < 2; pass++) for (const vector of basis) subtract(next, vector, dot(vector, next));
    const length = Math.sqrt(dot(next, next));
    const isWhole = basis.length === size;
    if (isWhole || (basis.length >= count && basis.length % stepsBetween === 0)) {
      const found = ritz(diagonal, beside, basis, count);
      const largest = Math.abs(found.values[0] ?? 0) || 1;
      if (isWhole || found.lastParts.every((part) => Math.abs(part) * length <= tolerance * largest)) return found;
    }
    // What the matrix cannot leave is one of its own subspaces: go on in another.
    const isClosed = length <= 1e-13 * Math.abs(diagonal[0] || 1) || length === 0;
    beside.push(isClosed ? 0 : length);
    basis.push(isClosed ? unitVector(size, basis, stream) : next.map((part) => part / length));
  }
}

function ritz(diagonal: readonly number[], beside: readonly number[], basis: readonly Float64Array[], count: number) {
  const steps = diagonal.length;
  // Loaded when it is needed: 0.1 s.
  const { EigenvalueDecomposition, Matrix } = createRequire(import.meta.url)("ml-matrix") as typeof import("ml-matrix");
  const small = Matrix.zeros(steps, steps);
  diagonal.forEach((value, i) => {
    small.set(i, i, value);
    const next = beside[i];
    if (i + 1 < steps && next !== undefined) {
      small.set(i, i + 1, next);
      small.set(i + 1, i, next);
    }
  });
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(small, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => (realEigenvalues[b] ?? 0) - (realEigenvalues[a] ?? 0));
  const size = basis[0]?.length ?? 0;
  const kept = order.slice(0, count);
  const vectors = new Float64Array(kept.length * size);
  kept.forEach((column, k) => {
    const vector = vectors.subarray(k * size, (k + 1) * size);
    basis.forEach((each, i) => {
      subtract(vector, each, -eigenvectorMatrix.get(i, column));
    });
    pointOneWay(vector);
  });
  return {
    values: Float64Array.from(kept, (column) => realEigenvalues[column] ?? 0),
    vectors,
    lastParts: kept.map((column) => eigenvectorMatrix.get(steps - 1, column)),
  };
}

/** An eigenvector may point either way: its largest part is made positive. */
function pointOneWay(vector: Float64Array): void {
  let largest = 0;
  for (const part of vector) if (Math.abs(part) > Math.abs(largest)) largest = part;
  if (largest < 0) for (let i = 0; i < vector.length; i++) vector[i] = -(vector[i] as number);
}

function unitVector(size: number, others: readonly Float64Array[], stream: RandomStream): Float64Array {
  const vector = Float64Array.from({ length: size }, () => stream.normal());
  for (let pass = 0; pass < 2; pass++) for (const other of others) subtract(vector, other, dot(other, vector));
  const length = Math.sqrt(dot(vector, vector));
  return vector.map((part) => part / length);
}

function product(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  return vector.map((_, row) => dot(matrix.subarray(row * size, (row + 1) * size), vector));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function subtract(from: Float64Array, vector: Float64Array, times: number): void {
  for (let i = 0; i < from.length; i++) from[i] = (from[i] as number) - times * (vector[i] as number);
}
