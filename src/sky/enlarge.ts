/** Images made larger: each new pixel lies on cubic curves through the old ones (Catmull-Rom), centre on centre. */

import type { Pixels } from "./jpeg.ts";

/**
 * The central square as size x size pixels, or the middle of that.
 * @param middle side of what is returned: less than `size` for the pixels in the middle only
 * @returns [middle, middle, 3]
 */
export function enlarge({ width, height, data }: Pixels, size: number, middle: number): Uint8Array {
  const side = Math.min(width, height);
  const scale = side / size;
  const first = Math.floor((size - middle) / 2);
  const columns = curves((width - side) / 2, scale, first, middle, width);
  const rows = curves((height - side) / 2, scale, first, middle, height);
  const line = new Float32Array(width * 3);
  const result = new Uint8ClampedArray(middle * middle * 3);
  rows.forEach((row, i) => {
    line.fill(0);
    row.forEach(({ at, weight }) => {
      const start = at * width * 3;
      for (let j = 0; j < line.length; j++) line[j] = (line[j] as number) + weight * (data[start + j] as number);
    });
    columns.forEach((column, j) => {
      for (let band = 0; band < 3; band++) {
        let sum = 0;
        for (const { at, weight } of column) sum += weight * (line[at * 3 + band] as number);
        // Curves overshoot beside an edge: the array clamps, and rounds.
        result[(i * middle + j) * 3 + band] = sum;
      }
    });
  });
  return new Uint8Array(result.buffer);
}

interface Part {
  at: number;
  weight: number;
}

/** Which four old pixels make each new one, along one axis; past the image's edge its last pixel goes on. */
function curves(offset: number, scale: number, first: number, count: number, length: number): Part[][] {
  return Array.from({ length: count }, (_, i) => {
    const place = offset + (first + i + 0.5) * scale - 0.5;
    const before = Math.floor(place);
    const t = place - before;
    const weights = [
      -0.5 * t + t ** 2 - 0.5 * t ** 3,
      1 - 2.5 * t ** 2 + 1.5 * t ** 3,
      0.5 * t + 2 * t ** 2 - 1.5 * t ** 3,
      -0.5 * t ** 2 + 0.5 * t ** 3,
    ];
    return weights.map((weight, k) => ({ at: Math.min(length - 1, Math.max(0, before - 1 + k)), weight }));
  });
}
