/** Operations on a picture's brightness, byte for byte as Pillow has them: histograms, blends and bits. */

import { blank, type Picture } from "./picture.ts";

/** Stretched so that the darkest becomes 0 and the brightest 255, band by band. */
export function autoContrast(picture: Picture): Picture {
  return byTable(picture, (counts) => {
    const low = counts.findIndex((count) => count > 0);
    const high = counts.findLastIndex((count) => count > 0);
    if (high <= low) return identity;
    const scale = 255 / (high - low);
    return (value) => Math.trunc(value * scale - low * scale);
  });
}

/** As many pixels in each part of the range, as far as whole values allow, band by band. */
export function equalize(picture: Picture): Picture {
  return byTable(picture, (counts) => {
    const highest = counts.findLastIndex((count) => count > 0);
    const below = counts.slice(0, highest).reduce((sum, count) => sum + count, 0);
    const step = Math.floor(below / 255);
    if (step === 0) return identity;
    let sum = Math.floor(step / 2);
    const table = counts.map((count) => {
      const value = Math.floor(sum / step);
      sum += count;
      return value;
    });
    return (value) => table[value] as number;
  });
}

/** The highest `bits` of each byte. */
export function posterize(picture: Picture, bits: number): Picture {
  const mask = ~(2 ** (8 - bits) - 1);
  return byTable(picture, () => (value) => value & mask);
}

/** Blended with black. @param factor 0 is black, 1 the picture */
export function brightness(picture: Picture, factor: number): Picture {
  return blended(picture, factor, () => 0);
}

/** Blended with its mean grey. */
export function contrast(picture: Picture, factor: number): Picture {
  const grey = Math.trunc(meanLuminance(picture) + 0.5);
  return blended(picture, factor, () => grey);
}

/** Blended with the same, smoothed. */
export function sharpness(picture: Picture, factor: number): Picture {
  const { pixels } = smoothed(picture);
  return blended(picture, factor, (at) => pixels[at] as number);
}

const identity = (value: number) => value;

function byTable(picture: Picture, tableOf: (counts: number[]) => (value: number) => number): Picture {
  const { side, bands, pixels } = picture;
  const result = blank(picture);
  for (let band = 0; band < bands; band++) {
    const counts = new Array<number>(256).fill(0);
    for (let at = band; at < pixels.length; at += bands) (counts[pixels[at] as number] as number)++;
    const mapped = tableOf(counts);
    const table = Uint8Array.from({ length: 256 }, (_, value) => Math.min(255, Math.max(0, mapped(value))));
    for (let at = band; at < side * side * bands; at += bands)
      result.pixels[at] = table[pixels[at] as number] as number;
  }
  return result;
}

/** In single precision and towards 0, as Pillow. */
function blended(picture: Picture, factor: number, other: (at: number) => number): Picture {
  const { pixels } = picture;
  const result = blank(picture);
  const share = Math.fround(factor);
  for (let at = 0; at < pixels.length; at++) {
    const beginning = other(at);
    result.pixels[at] = Math.fround(beginning + Math.fround(share * ((pixels[at] as number) - beginning)));
  }
  return result;
}

function meanLuminance({ side, bands, pixels }: Picture): number {
  let sum = 0;
  for (let at = 0; at < pixels.length; at += bands)
    sum +=
      bands === 1
        ? (pixels[at] as number)
        : ((pixels[at] as number) * 19595 +
            (pixels[at + 1] as number) * 38470 +
            (pixels[at + 2] as number) * 7471 +
            0x8000) >>
          16;
  return sum / (side * side);
}

/** Means of 3 x 3 pixels, of which the middle one counts five times; the border stays. */
function smoothed(picture: Picture): Picture {
  const { side, bands, pixels } = picture;
  const result = { ...picture, pixels: pixels.slice() };
  const line = side * bands;
  for (let row = 1; row < side - 1; row++)
    for (let at = row * line + bands; at < (row + 1) * line - bands; at++) {
      let sum = 4 * (pixels[at] as number);
      for (let near = at - line; near <= at + line; near += line)
        sum += (pixels[near - bands] as number) + (pixels[near] as number) + (pixels[near + bands] as number);
      result.pixels[at] = Math.floor(sum / 13 + 0.5);
    }
  return result;
}
