/** Cholesky's factor of a symmetric matrix, and what is solved with it: row-major lower triangles in double precision. */

/** Inner product of `a[atA ..]` and `b[atB ..]`. Four sums, which a processor adds side by side. */
export function dot(a: Float64Array, atA: number, b: Float64Array, atB: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s0 += (a[atA + k] as number) * (b[atB + k] as number);
    s1 += (a[atA + k + 1] as number) * (b[atB + k + 1] as number);
    s2 += (a[atA + k + 2] as number) * (b[atB + k + 2] as number);
    s3 += (a[atA + k + 3] as number) * (b[atB + k + 3] as number);
  }
  for (; k < length; k++) s0 += (a[atA + k] as number) * (b[atB + k] as number);
  return s0 + s1 + (s2 + s3);
}

/**
 * Inner products of four neighbouring rows of `a` with one of `b`: each number of `b` is read once for all four.
 * @param at where the first row's part begins
 * @param into [4]
 */
function dotsOfFour(
  a: Float64Array,
  at: number,
  width: number,
  b: Float64Array,
  atB: number,
  length: number,
  into: Float64Array,
): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k0 = at;
  let k1 = at + width;
  let k2 = k1 + width;
  let k3 = k2 + width;
  const end = atB + length;
  for (let k = atB; k < end; k++) {
    const value = b[k] as number;
    s0 += (a[k0++] as number) * value;
    s1 += (a[k1++] as number) * value;
    s2 += (a[k2++] as number) * value;
    s3 += (a[k3++] as number) * value;
  }
  into[0] = s0;
  into[1] = s1;
  into[2] = s2;
  into[3] = s3;
}

/**
 * L with L Lᵀ = A, in place: the lower triangle of `a` becomes L, the upper is not looked at.
 * @param a [size x size]
 * @returns whether A was positive definite; where it was not, `a` is of no use any more
 */
export function factorise(a: Float64Array, size: number): boolean {
  const four = new Float64Array(4);
  for (let i = 0; i < size; i += 4) {
    const last = Math.min(i + 4, size);
    if (last - i === 4)
      for (let j = 0; j < i; j++) {
        const other = j * size;
        const pivot = a[other + j] as number;
        dotsOfFour(a, i * size, size, a, other, j, four);
        for (let r = 0; r < 4; r++) {
          const at = (i + r) * size + j;
          a[at] = ((a[at] as number) - (four[r] as number)) / pivot;
        }
      }
    for (let row = i; row < last; row++) {
      for (let j = last - i === 4 ? i : 0; j < row; j++) {
        const sum = dot(a, row * size, a, j * size, j);
        a[row * size + j] = ((a[row * size + j] as number) - sum) / (a[j * size + j] as number);
      }
      const pivot = (a[row * size + row] as number) - dot(a, row * size, a, row * size, row);
      if (!(pivot > 0)) return false;
      a[row * size + row] = Math.sqrt(pivot);
    }
  }
  return true;
}

/** x with L x = b, in place. @param factor [size x size] @param b [size] */
export function solveLower(factor: Float64Array, size: number, b: Float64Array): void {
  for (let i = 0; i < size; i++)
    b[i] = ((b[i] as number) - dot(factor, i * size, b, 0, i)) / (factor[i * size + i] as number);
}

/** x with Lᵀ x = b, in place. @param factor [size x size] @param b [size] */
export function solveUpper(factor: Float64Array, size: number, b: Float64Array): void {
  for (let i = size - 1; i >= 0; i--) {
    const value = (b[i] as number) / (factor[i * size + i] as number);
    b[i] = value;
    for (let k = 0; k < i; k++) b[k] = (b[k] as number) - value * (factor[i * size + k] as number);
  }
}

/**
 * L⁻¹ and its transpose's rows: row i of the result is column i of L⁻¹, 0 before its diagonal.
 * @param factor [size x size]
 */
export function inverseTransposed(factor: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const row = i * size;
    addRows(inverse, row, i, size, factor, -1 / (factor[row + i] as number));
    inverse[row + i] = 1 / (factor[row + i] as number);
  }
  const transposed = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) transposed[j * size + i] = inverse[i * size + j] as number;
  return transposed;
}

/**
 * Row i of A⁻¹ up to its diagonal.
 * @param inverse [size x size], of A's factor by `inverseTransposed`
 * @param into [size]
 */
export function inverseRowOf(inverse: Float64Array, size: number, i: number, into: Float64Array): void {
  const four = new Float64Array(4);
  let j = 0;
  for (; j <= i && j + 3 < size; j += 4) {
    dotsOfFour(inverse, j * size + i, size, inverse, i * size + i, size - i, four);
    into.set(four, j);
  }
  for (; j <= i; j++) into[j] = dot(inverse, i * size + i, inverse, j * size + i, size - i);
}

/** Adds to the row that begins at `at` the first `count` rows, each times `scale` and its number in that row of `weights`. */
function addRows(rows: Float64Array, at: number, count: number, size: number, weights: Float64Array, scale: number) {
  let k = 0;
  for (; k + 3 < count; k += 4) {
    const [a, b, c, d] = [k * size, (k + 1) * size, (k + 2) * size, (k + 3) * size];
    const wa = scale * (weights[at + k] as number);
    const wb = scale * (weights[at + k + 1] as number);
    const wc = scale * (weights[at + k + 2] as number);
    const wd = scale * (weights[at + k + 3] as number);
    // What lies right of a diagonal is 0.
    for (let j = 0; j <= k + 3; j++)
      rows[at + j] =
        (rows[at + j] as number) +
        wa * (rows[a + j] as number) +
        wb * (rows[b + j] as number) +
        (wc * (rows[c + j] as number) + wd * (rows[d + j] as number));
  }
  for (; k < count; k++) {
    const weight = scale * (weights[at + k] as number);
    for (let j = 0; j <= k; j++) rows[at + j] = (rows[at + j] as number) + weight * (rows[k * size + j] as number);
  }
}
