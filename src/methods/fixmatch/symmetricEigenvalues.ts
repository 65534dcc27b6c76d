/** Eigenvalues alone of a symmetric matrix: Householder's reduction to three diagonals, then implicit QL (Golub & Van Loan 2013, 8.3). */

/** @param matrix [size x size], which is overwritten; its lower triangle is read. @returns [size], in no order */
export function symmetricEigenvalues(matrix: Float64Array, size: number): Float64Array {
  const { diagonal, beside } = threeDiagonals(matrix, size);
  return implicitQl(diagonal, beside);
}

function threeDiagonals(a: Float64Array, size: number): { diagonal: Float64Array; beside: Float64Array } {
  const diagonal = new Float64Array(size);
  /** beside[i] stands between i - 1 and i. */
  const beside = new Float64Array(size);
  const product = new Float64Array(size);
  for (let i = size - 1; i > 0; i--) {
    const row = i * size;
    let scale = 0;
    for (let k = 0; k < i; k++) scale += Math.abs(a[row + k] as number);
    if (i === 1 || scale === 0) {
      beside[i] = a[row + i - 1] as number;
      continue;
    }
    let h = 0;
    for (let k = 0; k < i; k++) {
      const value = (a[row + k] as number) / scale;
      a[row + k] = value;
      h += value * value;
    }
    const last = a[row + i - 1] as number;
    const root = last >= 0 ? -Math.sqrt(h) : Math.sqrt(h);
    beside[i] = scale * root;
    h -= last * root;
    a[row + i - 1] = last - root;
    // p = A u / h by rows, so that memory is read in order.
    product.fill(0, 0, i);
    for (let j = 0; j < i; j++) {
      const own = j * size;
      const u = a[row + j] as number;
      let sum = (a[own + j] as number) * u;
      for (let k = 0; k < j; k++) {
        const value = a[own + k] as number;
        sum += value * (a[row + k] as number);
        product[k] = (product[k] as number) + value * u;
      }
      product[j] = (product[j] as number) + sum;
    }
    let inner = 0;
    for (let j = 0; j < i; j++) {
      product[j] = (product[j] as number) / h;
      inner += (product[j] as number) * (a[row + j] as number);
    }
    const half = inner / (h + h);
    for (let j = 0; j < i; j++) {
      const u = a[row + j] as number;
      const q = (product[j] as number) - half * u;
      product[j] = q;
      const own = j * size;
      for (let k = 0; k <= j; k++)
        a[own + k] = (a[own + k] as number) - u * (product[k] as number) - q * (a[row + k] as number);
    }
  }
  for (let i = 0; i < size; i++) diagonal[i] = a[i * size + i] as number;
  return { diagonal, beside };
}

const mostTurns = 60;

function implicitQl(d: Float64Array, beside: Float64Array): Float64Array {
  const size = d.length;
  const e = new Float64Array(size);
  e.set(beside.subarray(1));
  for (let l = 0; l < size; l++) {
    for (let turn = 0; turn < mostTurns; turn++) {
      let m = l;
      for (; m < size - 1; m++) {
        const near = Math.abs(d[m] as number) + Math.abs(d[m + 1] as number);
        if (Math.abs(e[m] as number) <= Number.EPSILON * near) break;
      }
      if (m === l) break;
      let g = ((d[l + 1] as number) - (d[l] as number)) / (2 * (e[l] as number));
      let r = Math.hypot(g, 1);
      g = (d[m] as number) - (d[l] as number) + (e[l] as number) / (g + (g >= 0 ? r : -r));
      let [s, c, p] = [1, 1, 0];
      let i = m - 1;
      for (; i >= l; i--) {
        const f = s * (e[i] as number);
        const b = c * (e[i] as number);
        r = Math.hypot(f, g);
        e[i + 1] = r;
        if (r === 0) {
          d[i + 1] = (d[i + 1] as number) - p;
          e[m] = 0;
          break;
        }
        s = f / r;
        c = g / r;
        g = (d[i + 1] as number) - p;
        r = ((d[i] as number) - g) * s + 2 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
      }
      if (r === 0 && i >= l) continue;
      d[l] = (d[l] as number) - p;
      e[l] = g;
      e[m] = 0;
    }
  }
  return d;
}
