/** What the atmosphere does to a point of light: Moffat's (1969) profile with beta = 3. */

import type { Bands, Tint } from "./bands.ts";

const beta = 3;

/**
 * Two Gaussians of equal light whose sum is nearest to it (least squares by area, 1.5 % of the peak off at most), in
 * widths at half maximum: unlike Moffat's own, they go over rows and columns one after the other.
 */
const gaussians = [0.39, 0.78] as const;

/** Blurs each of the maps [size, size] in place; `fwhm` in pixels. Beyond the edges there is as much light as at them. */
export function blur(maps: readonly Float32Array[], size: number, fwhm: number): void {
  const [core, wings] = [gaussianKernel(gaussians[0] * fwhm), gaussianKernel(gaussians[1] * fwhm)];
  const rows = new Float32Array(size * size);
  for (const map of maps) {
    const blurred = new Float32Array(size * size);
    addConvolved(blurred, map, rows, size, core);
    addConvolved(blurred, map, rows, size, wings);
    for (let i = 0; i < map.length; i++) map[i] = 0.5 * (blurred[i] as number);
  }
}

function gaussianKernel(sigma: number): Float64Array {
  const reach = Math.max(1, Math.ceil(3 * sigma));
  // Light falls on a pixel's whole area: that of its square is added to the variance.
  const variance = sigma * sigma + 1 / 12;
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * variance)));
  const sum = kernel.reduce((a, b) => a + b, 0);
  return kernel.map((weight) => weight / sum);
}

/** Both passes take rows as they lie in memory, one weight at a time: that is what the machine does fastest. */
function addConvolved(
  to: Float32Array,
  map: Float32Array,
  rows: Float32Array,
  size: number,
  kernel: Float64Array,
): void {
  const reach = (kernel.length - 1) / 2;
  const padded = new Float64Array(size + 2 * reach);
  const line = new Float64Array(size);
  for (let row = 0; row < size; row++) {
    for (let i = 0; i < padded.length; i++)
      padded[i] = map[row * size + Math.min(size - 1, Math.max(0, i - reach))] as number;
    line.fill(0);
    for (let k = 0; k < kernel.length; k++) {
      const weight = kernel[k] as number;
      for (let column = 0; column < size; column++)
        line[column] = (line[column] as number) + weight * (padded[column + k] as number);
    }
    rows.set(line, row * size);
  }
  for (let row = 0; row < size; row++)
    for (let k = 0; k < kernel.length; k++) {
      const weight = kernel[k] as number;
      const from = Math.min(size - 1, Math.max(0, row + k - reach)) * size;
      const at = row * size;
      for (let column = 0; column < size; column++)
        to[at + column] = (to[at + column] as number) + weight * (rows[from + column] as number);
    }
}

/** A star: place and width as shares of the side, `peak` its light in the middle. */
export function addStar(
  bands: Bands,
  size: number,
  x: number,
  y: number,
  fwhm: number,
  peak: number,
  tint: Tint,
): void {
  const alpha = (fwhm * size) / (2 * Math.sqrt(2 ** (1 / beta) - 1));
  // As far as a hundredth of the noise, or the picture, goes.
  const reach = Math.min(size, Math.ceil(alpha * Math.sqrt((100 * peak) ** (1 / beta))) + 1);
  const [cx, cy] = [x * size, y * size];
  for (let row = Math.max(0, Math.floor(cy - reach)); row < Math.min(size, cy + reach); row++)
    for (let column = Math.max(0, Math.floor(cx - reach)); column < Math.min(size, cx + reach); column++) {
      const d = 1 + ((column + 0.5 - cx) ** 2 + (row + 0.5 - cy) ** 2) / (alpha * alpha);
      const value = peak / (d * d * d);
      const i = row * size + column;
      for (let band = 0; band < 3; band++) {
        const map = bands[band] as Float32Array;
        map[i] = (map[i] as number) + value * (tint[band] as number);
      }
    }
}
