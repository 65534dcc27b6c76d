/** Ridge regression of several columns at once, by the normal equations. */

/**
 * What is left of `targets` when a linear function of `predictors` is taken away.
 * Both are centred and the predictors are standardised here; one that never changes is left out.
 * @param predictors [rows x width]
 * @param targets [rows x count]
 * @param penalty of a standardised predictor's weight, as a share of the rows
 * @returns residuals [rows x count], and the share of the targets' variance that is gone
 */
export function ridgeResiduals(
  predictors: Float64Array,
  width: number,
  targets: Float32Array,
  count: number,
  penalty = 0.01,
): { residuals: Float32Array; removed: number } {
  const rows = targets.length / count;
  const x = standardised(predictors, rows, width);
  const y = centred(targets, rows, count);
  const kernel = new Float64Array(width * width);
  const products = new Float64Array(width * count);
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < width; i++) {
      const xi = x[row * width + i] as number;
      if (xi === 0) continue;
      for (let j = 0; j <= i; j++)
        kernel[i * width + j] = (kernel[i * width + j] as number) + xi * (x[row * width + j] as number);
      for (let k = 0; k < count; k++)
        products[i * count + k] = (products[i * count + k] as number) + xi * (y[row * count + k] as number);
    }
  for (let i = 0; i < width; i++) kernel[i * width + i] = (kernel[i * width + i] as number) + penalty * rows;
  solve(kernel, width, products, count);

  const residuals = new Float32Array(targets.length);
  let [before, after] = [0, 0];
  for (let row = 0; row < rows; row++)
    for (let k = 0; k < count; k++) {
      const own = y[row * count + k] as number;
      let left = own;
      for (let i = 0; i < width; i++) left -= (x[row * width + i] as number) * (products[i * count + k] as number);
      residuals[row * count + k] = left;
      before += own * own;
      after += left * left;
    }
  return { residuals, removed: before > 0 ? 1 - after / before : 0 };
}

/** Solves kernel · w = products in place (Cholesky); `kernel` holds the lower half of a positive definite matrix. */
function solve(kernel: Float64Array, width: number, products: Float64Array, count: number): void {
  const at = (i: number, j: number) => kernel[i * width + j] as number;
  for (let i = 0; i < width; i++)
    for (let j = 0; j <= i; j++) {
      let sum = at(i, j);
      for (let k = 0; k < j; k++) sum -= at(i, k) * at(j, k);
      kernel[i * width + j] = i === j ? Math.sqrt(sum) : sum / at(j, j);
    }
  for (let c = 0; c < count; c++) {
    for (let i = 0; i < width; i++) {
      let sum = products[i * count + c] as number;
      for (let k = 0; k < i; k++) sum -= at(i, k) * (products[k * count + c] as number);
      products[i * count + c] = sum / at(i, i);
    }
    for (let i = width - 1; i >= 0; i--) {
      let sum = products[i * count + c] as number;
      for (let k = i + 1; k < width; k++) sum -= at(k, i) * (products[k * count + c] as number);
      products[i * count + c] = sum / at(i, i);
    }
  }
}

function centred(values: Float32Array | Float64Array, rows: number, count: number): Float64Array {
  const means = new Float64Array(count);
  values.forEach((value, i) => {
    means[i % count] = (means[i % count] as number) + value / rows;
  });
  return Float64Array.from(values, (value, i) => value - (means[i % count] as number));
}

function standardised(values: Float64Array, rows: number, count: number): Float64Array {
  const found = centred(values, rows, count);
  const variances = new Float64Array(count);
  found.forEach((value, i) => {
    variances[i % count] = (variances[i % count] as number) + (value * value) / rows;
  });
  return found.map((value, i) => {
    const variance = variances[i % count] as number;
    return variance > 1e-12 ? value / Math.sqrt(variance) : 0;
  });
}
