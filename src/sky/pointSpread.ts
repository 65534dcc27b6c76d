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
  const kernels = gaussians.map((width) => gaussianKernel(width * fwhm));
  const blurred = new Float32Array(size * size);
  for (const map of maps) {
    blurred.fill(0);
    for (const kernel of kernels) addConvolved(blurred, map, size, kernel);
    for (let i = 0; i < map.length; i++) map[i] = 0.5 * (blurred[i] as number);
  }
}

/** Blurs each of the maps [size, size] in place by a Gaussian; `sigma` in pixels. */
export function blurGaussian(maps: readonly Float32Array[], size: number, sigma: number): void {
  const kernel = gaussianKernel(sigma);
  for (const map of maps) {
    const blurred = new Float32Array(size * size);
    addConvolved(blurred, map, size, kernel);
    map.set(blurred);
  }
}

/** From the middle outwards; both sides together add up to 1. */
function gaussianKernel(sigma: number): Float64Array {
  // Light falls on a pixel's whole area: that of its square is added to the variance.
  const variance = sigma * sigma + 1 / 12;
  const reach = Math.max(1, Math.ceil(3 * sigma));
  const kernel = Float64Array.from({ length: reach + 1 }, (_, i) => Math.exp((-i * i) / (2 * variance)));
  const sum = 2 * kernel.reduce((a, b) => a + b, 0) - 1;
  return kernel.map((weight) => weight / sum);
}

function addConvolved(to: Float32Array, map: Float32Array, size: number, kernel: Float64Array): void {
  const reach = kernel.length - 1;
  const middle = kernel[0] as number;
  const line = new Float64Array(size + 2 * reach);
  const turned = new Float64Array(size * size);
  // Rows first, into columns; then those as rows again: both passes read what lies side by side.
  for (let row = 0; row < size; row++) {
    for (let i = 0; i < line.length; i++) line[i] = map[row * size + clampedTo(size, i - reach)] as number;
    for (let column = 0; column < size; column++) {
      const at = column + reach;
      let light = middle * (line[at] as number);
      for (let k = 1; k <= reach; k++)
        light += (kernel[k] as number) * ((line[at - k] as number) + (line[at + k] as number));
      turned[column * size + row] = light;
    }
  }
  for (let column = 0; column < size; column++) {
    for (let i = 0; i < line.length; i++) line[i] = turned[column * size + clampedTo(size, i - reach)] as number;
    for (let row = 0; row < size; row++) {
      const at = row + reach;
      let light = middle * (line[at] as number);
      for (let k = 1; k <= reach; k++)
        light += (kernel[k] as number) * ((line[at - k] as number) + (line[at + k] as number));
      to[row * size + column] = (to[row * size + column] as number) + light;
    }
  }
}

function clampedTo(size: number, i: number): number {
  if (i < 0) return 0;
  return i < size ? i : size - 1;
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
