/** Affine maps of pictures by the nearest pixel, black beyond the edge: rounded as Pillow rounds, in 16.16 fixed point. */

import { blank, type Picture } from "./picture.ts";

/** Of a pixel's place in the result, where it lies in the source: x' = a x + b y + c, y' = d x + e y + f. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export interface Cut {
  /** Side of the middle that is wanted of the result; all of it where left out. */
  middle?: number;
  /** The source is mirrored left to right before. */
  isMirrored?: boolean;
}

const unit = 65536;

function fixed(value: number): number {
  return Math.floor(value * unit + 0.5);
}

/** Nothing but bytes of the source, and 0, are in the result: what is black stays so, and histograms keep their values. */
export function nearestAffine(source: Picture, map: Affine, { middle, isMirrored = false }: Cut = {}): Picture {
  const { side, bands, pixels } = source;
  const seen = middle ?? side;
  const result = blank({ side: seen, bands });
  const { pixels: into } = result;
  const first = Math.floor((side - seen) / 2);
  const [a, b, c, d, e, f] = map;
  const [xAcross, xDown, yAcross, yDown] = [fixed(a), fixed(b), fixed(d), fixed(e)];
  const xStart = fixed(c + a * 0.5 + b * 0.5) + first * (xAcross + xDown);
  const yStart = fixed(f + d * 0.5 + e * 0.5) + first * (yAcross + yDown);
  for (let row = 0; row < seen; row++) {
    let x = xStart + row * xDown;
    let y = yStart + row * yDown;
    for (let column = 0; column < seen; column++, x += xAcross, y += yAcross) {
      const across = x >> 16;
      const down = y >> 16;
      if (across < 0 || across >= side || down < 0 || down >= side) continue;
      const from = down * side + (isMirrored ? side - 1 - across : across);
      const to = row * seen + column;
      if (bands === 1) into[to] = pixels[from] as number;
      else for (let band = 0; band < bands; band++) into[to * bands + band] = pixels[from * bands + band] as number;
    }
  }
  return result;
}

/** Counter-clockwise about the picture's middle. */
export function rotation(degrees: number, side: number): Affine {
  const angle = (-degrees * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const centre = side / 2;
  return [
    cosine,
    sine,
    centre - cosine * centre - sine * centre,
    -sine,
    cosine,
    centre + sine * centre - cosine * centre,
  ];
}

export function shearX(by: number): Affine {
  return [1, by, 0, 0, 1, 0];
}

export function shearY(by: number): Affine {
  return [1, 0, 0, by, 1, 0];
}

/** By whole pixels. */
export function translateX(by: number): Affine {
  return [1, 0, by, 0, 1, 0];
}

export function translateY(by: number): Affine {
  return [1, 0, 0, 0, 1, by];
}
