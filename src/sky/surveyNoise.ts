/** The noise of a survey's picture: drawn on the camera's pixels, then resampled like the picture was. */

import { randomBits, randomStream } from "../random.ts";
import type { Bands } from "./bands.ts";

/** Of the sky in g, r and i, over that in r, in a picture's scales. */
const skies = [0.85, 1, 1.1] as const;

/** Photons of the object: variance for a light of 1, when the sky's is 1. */
const photonVariance = 0.08;

/** @param cameraPixels over the picture's side: fewer than `size` leave noise in blotches, more average it down */
export function addNoise(bands: Bands, size: number, cameraPixels: number, seed: number): void {
  const scale = cameraPixels / size;
  const deviation = Math.min(1, 1 / scale);
  bands.forEach((map, band) => {
    const key = randomStream(seed, "noise", band).below(2 ** 32);
    const noise = scale < 1 ? resampled(key, size, scale) : (i: number) => approximatelyNormal(key, i);
    const sky = (skies[band] as number) ** 2;
    for (let i = 0; i < map.length; i++) {
      const light = map[i] as number;
      map[i] = light + deviation * noise(i) * Math.sqrt(sky + photonVariance * Math.max(0, light));
    }
  });
}

/** Camera pixels joined by straight lines, at the places of the picture's. */
function resampled(key: number, size: number, scale: number): (i: number) => number {
  const side = Math.ceil(size * scale) + 2;
  const camera = Float32Array.from({ length: side * side }, (_, i) => approximatelyNormal(key, i));
  return (i) => {
    const [x, y] = [(i % size) * scale, Math.floor(i / size) * scale];
    const [column, row] = [Math.floor(x), Math.floor(y)];
    const [s, t] = [x - column, y - row];
    const at = row * side + column;
    const top = (camera[at] as number) * (1 - s) + (camera[at + 1] as number) * s;
    const bottom = (camera[at + side] as number) * (1 - s) + (camera[at + side + 1] as number) * s;
    return top * (1 - t) + bottom * t;
  };
}

/** Mean 0, variance 1, never past 3.5: the sum of the four bytes of a word. */
function approximatelyNormal(key: number, counter: number): number {
  const bits = randomBits(key, counter);
  const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
  // A byte has mean 127.5 and variance (256^2 - 1) / 12.
  return (sum - 510) / 147.8;
}
