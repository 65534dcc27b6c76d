/** What the atmosphere does to a point of light: Moffat's (1969) profile with beta = 3. */

import type { Bands, Tint } from "./bands.ts";

const beta = 3;

/**
 * Two Gaussians of equal light whose sum is nearest to it (least squares by area, 1.5 % of the peak off at most), in
 * widths at half maximum: unlike Moffat's own, they go over rows and columns one after the other.
 */
const gaussians = [0.39, 0.78] as const;

/** @param fwhm pixels */
export function blur(map: Float32Array, size: number, fwhm: number): void {
  const [core, wings] = gaussians.map((width) => gaussianBlurred(map, size, width * fwhm));
  for (let i = 0; i < map.length; i++) map[i] = 0.5 * ((core?.[i] as number) + (wings?.[i] as number));
}

/** Beyond the edges there is as much light as at them. */
function gaussianBlurred(map: Float32Array, size: number, sigma: number): Float32Array {
  const reach = Math.max(1, Math.ceil(3 * sigma));
  // Light falls on a pixel's whole area: that of its square is added to the variance.
  const variance = sigma * sigma + 1 / 12;
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * variance)));
  const sum = kernel.reduce((a, b) => a + b, 0);
  const rows = new Float32Array(map.length);
  const both = new Float32Array(map.length);
  const padded = new Float64Array(size + 2 * reach);
  for (let row = 0; row < size; row++) {
    for (let i = 0; i < padded.length; i++)
      padded[i] = map[row * size + Math.min(size - 1, Math.max(0, i - reach))] as number;
    for (let column = 0; column < size; column++) {
      let light = 0;
      for (let k = 0; k < kernel.length; k++) light += (padded[column + k] as number) * (kernel[k] as number);
      rows[row * size + column] = light / sum;
    }
  }
  for (let row = 0; row < size; row++) {
    const to = row * size;
    for (let k = 0; k < kernel.length; k++) {
      const weight = (kernel[k] as number) / sum;
      const from = Math.min(size - 1, Math.max(0, row + k - reach)) * size;
      for (let column = 0; column < size; column++)
        both[to + column] = (both[to + column] as number) + weight * (rows[from + column] as number);
    }
  }
  return both;
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
