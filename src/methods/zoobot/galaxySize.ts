/** How much of a cutout its galaxy fills, so that the network can look at the galaxy and not at the sky round it. */

import { evenlyChosen } from "../../evenlyChosen.ts";
import { networkNamed } from "../../nn/networks.ts";
import { decodeImage } from "../../sky/image.ts";

const side = 64;

/** Images looked at: enough for a quantile. */
const sampled = 200;

/** Of the measured galaxies, this share lies wholly inside what is seen. */
const covered = 0.8;

/** What is seen is this much wider than the galaxy: arms and tails fade below the threshold. */
const margin = 1.4;

const [narrowest, widest] = [0.35, 0.9];

/**
 * The share of the images' side that the network should see.
 * @param images paths; some of them are measured, always the same ones
 */
export async function zoomFor(images: readonly string[]): Promise<number> {
  const extents: number[] = [];
  for (const path of evenlyChosen(images, sampled)) extents.push(galaxyExtent(await decodeImage(path, side)));
  extents.sort((a, b) => a - b);
  const wide = extents[Math.floor(covered * (extents.length - 1))] ?? 1;
  return Math.round(100 * Math.min(widest, Math.max(narrowest, margin * wide))) / 100;
}

/** A network made for pictures of one kind sees all of each. @param network undefined of an encoder that knows its own kind */
export async function usualZoom(images: readonly string[], network: string | undefined): Promise<number> {
  return network !== undefined && networkNamed(network).usualSize !== undefined ? 1 : zoomFor(images);
}

/**
 * The longest side of what is joined to the image's centre and brighter than the sky, as a share of the image's side.
 * @param pixels uint8 [64, 64, 3]
 */
export function galaxyExtent(pixels: Uint8Array): number {
  const light = Float32Array.from(
    { length: side * side },
    (_, i) => ((pixels[3 * i] ?? 0) + (pixels[3 * i + 1] ?? 0) + (pixels[3 * i + 2] ?? 0)) / 3,
  );
  // Half of all pixels of a cutout are sky, or nearly so.
  const sorted = light.slice().sort();
  const sky = sorted[Math.floor(0.3 * sorted.length)] ?? 0;
  const spread = sky - (sorted[Math.floor(0.05 * sorted.length)] ?? 0);
  const threshold = sky + Math.max(12, 5 * spread);
  const middle = side / 2;
  const inside = new Uint8Array(side * side);
  const open = [middle * side + middle];
  let [top, bottom, left, right] = [middle, middle, middle, middle];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (inside[at] || (light[at] ?? 0) < threshold) continue;
    inside[at] = 1;
    const [row, column] = [Math.floor(at / side), at % side];
    [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
    [left, right] = [Math.min(left, column), Math.max(right, column)];
    if (row > 0) open.push(at - side);
    if (row < side - 1) open.push(at + side);
    if (column > 0) open.push(at - 1);
    if (column < side - 1) open.push(at + 1);
  }
  return (Math.max(bottom - top, right - left) + 1) / side;
}
