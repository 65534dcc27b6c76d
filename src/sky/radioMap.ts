/** What an interferometer makes of a radio source: blobs seen with its beam, and noise as smooth as the beam. */

import type { RandomStream } from "../random.ts";
import type { Blob } from "./radioArms.ts";
import type { RadioSource } from "./radioSource.ts";

export interface RadioTelescope {
  /** Full width of the beam at half its height, round. */
  beamArcsec: number;
  noiseMilliJanskyPerBeam: number;
  /** From field to field. */
  noiseSpread: number;
  /** Flux over that at 1.4 GHz, of what is spread; cores are flat. */
  spreadFlux: number;
}

/** `source` as FIRST (Becker+ 1995); `target` as LoTSS (Shimwell+ 2017): 144 MHz, where lobes of spectral index 0.8 are six times as bright. */
export const radioTelescopes = {
  source: { beamArcsec: 5.4, noiseMilliJanskyPerBeam: 0.153, noiseSpread: 0.012, spreadFlux: 1 },
  target: { beamArcsec: 6, noiseMilliJanskyPerBeam: 0.1, noiseSpread: 0.01, spreadFlux: (1400 / 144) ** 0.8 },
} as const satisfies Record<string, RadioTelescope>;

/** FIRST's. */
export const arcsecPerPixel = 1.8;

/**
 * The field round a source. A Gaussian seen with a Gaussian beam is a Gaussian: nothing is convolved.
 * @returns [size, size], mJy a beam, the first row at the bottom of the sky
 */
export function radioMap(
  source: RadioSource,
  size: number,
  telescope: RadioTelescope,
  stream: RandomStream,
): Float32Array {
  const map = beamNoise(size, telescope, stream);
  const beam = telescope.beamArcsec / 2.3548;
  for (const blob of [...source.blobs, ...source.neighbours])
    addBlob(map, size, beam, { ...blob, flux: blob.flux * telescope.spreadFlux });
  for (const blob of source.coreBlobs) addBlob(map, size, beam, blob);
  return map;
}

function addBlob(map: Float32Array, size: number, beam: number, { x, y, flux, sigma }: Blob): void {
  const variance = (sigma * sigma + beam * beam) / arcsecPerPixel ** 2;
  const peak = (flux * beam * beam) / (sigma * sigma + beam * beam);
  const reach = 5 * Math.sqrt(variance);
  const [cx, cy] = [size / 2 + x / arcsecPerPixel, size / 2 + y / arcsecPerPixel];
  const [left, right] = [Math.max(0, Math.floor(cx - reach)), Math.min(size, Math.ceil(cx + reach))];
  const [bottom, top] = [Math.max(0, Math.floor(cy - reach)), Math.min(size, Math.ceil(cy + reach))];
  const along = (from: number, to: number, centre: number) =>
    Float64Array.from({ length: Math.max(0, to - from) }, (_, i) =>
      Math.exp(-((from + i + 0.5 - centre) ** 2) / (2 * variance)),
    );
  const columns = along(left, right, cx);
  const rows = along(bottom, top, cy);
  for (let row = 0; row < rows.length; row++) {
    const height = peak * (rows[row] as number);
    const start = (bottom + row) * size + left;
    for (let column = 0; column < columns.length; column++)
      map[start + column] = (map[start + column] as number) + height * (columns[column] as number);
  }
}

/** Noise of neighbouring pixels hangs together as the beam makes it. */
function beamNoise(size: number, telescope: RadioTelescope, stream: RandomStream): Float32Array {
  const sigma = telescope.beamArcsec / 2.3548 / arcsecPerPixel;
  const level = telescope.noiseMilliJanskyPerBeam + telescope.noiseSpread * stream.normal();
  const reach = Math.ceil(4 * sigma);
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)),
  );
  const power = kernel.reduce((sum, each) => sum + each * each, 0);
  const wide = size + 2 * reach;
  const white = Float32Array.from({ length: wide * wide }, () => stream.normal());
  const half = new Float32Array(size * wide);
  for (let row = 0; row < wide; row++)
    for (let column = 0; column < size; column++) {
      let sum = 0;
      for (let k = 0; k < kernel.length; k++) sum += (kernel[k] as number) * (white[row * wide + column + k] as number);
      half[row * size + column] = sum;
    }
  const map = new Float32Array(size * size);
  // Each of the two smoothings has this much power: divided by it, the noise has its level again.
  const factor = level / power;
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      let sum = 0;
      for (let k = 0; k < kernel.length; k++)
        sum += (kernel[k] as number) * (half[(row + k) * size + column] as number);
      map[row * size + column] = sum * factor;
    }
  return map;
}
