/** Pixels of an image laid out anew: another scale, another direction, in one step. */

/** Where the pixels of a square lie in an image: its centre, and the steps there for a pixel across and a pixel up. */
export interface Placement {
  x: number;
  y: number;
  across: readonly [number, number];
  up: readonly [number, number];
}

/** Columns and rows from `x`, `y` of an image on, as far as they were read. */
export interface Piece {
  x: number;
  y: number;
  width: number;
  height: number;
  pixels: Float32Array;
}

/** How far beyond a place the curve through it reaches. */
const reach = 2;

/** The columns and rows of an image that a placed square needs, whether the image has them or not. */
export function reachOf(
  { x, y, across, up }: Placement,
  size: number,
): { x: number; y: number; width: number; height: number } {
  const half = size / 2;
  const wide = half * (Math.abs(across[0]) + Math.abs(up[0])) + reach;
  const high = half * (Math.abs(across[1]) + Math.abs(up[1])) + reach;
  const [left, bottom] = [Math.floor(x - wide), Math.floor(y - high)];
  return { x: left, y: bottom, width: Math.ceil(x + wide) - left + 1, height: Math.ceil(y + high) - bottom + 1 };
}

/**
 * The square's pixels, row by row. Where its pixels are the smaller ones, on cubic curves (Catmull-Rom) through the image's; where
 * they are the larger ones, the mean of places spread evenly over each. NaN where more than half of what it needs is NaN or outside.
 * @returns [size, size]
 */
export function resample(piece: Piece, placement: Placement, size: number): Float32Array {
  const { x, y, across, up } = placement;
  const step = Math.max(Math.hypot(...across), Math.hypot(...up));
  // A hair over 1 is the image's own scale, written in other digits.
  const parts = Math.max(1, Math.ceil(step - 1e-3));
  const at = parts === 1 ? cubicAt : linearAt;
  const result = new Float32Array(size * size);
  const middle = (size - 1) / 2;
  const offsets = Array.from({ length: parts }, (_, i) => (i + 0.5) / parts - 0.5);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      let [sum, count] = [0, 0];
      for (const v of offsets)
        for (const u of offsets) {
          const [right, above] = [column - middle + u, row - middle + v];
          const value = at(
            piece,
            x + across[0] * right + up[0] * above - piece.x,
            y + across[1] * right + up[1] * above - piece.y,
          );
          if (Number.isNaN(value)) continue;
          sum += value;
          count++;
        }
      result[row * size + column] = 2 * count >= parts * parts && count > 0 ? sum / count : Number.NaN;
    }
  return result;
}

function pixelAt({ width, height, pixels }: Piece, x: number, y: number): number {
  return x < 0 || y < 0 || x >= width || y >= height ? Number.NaN : (pixels[y * width + x] as number);
}

/** Of the four round a place, those that are numbers. */
function linearAt(piece: Piece, x: number, y: number): number {
  const [left, bottom] = [Math.floor(x), Math.floor(y)];
  const [s, t] = [x - left, y - bottom];
  let [sum, total] = [0, 0];
  for (let row = 0; row < 2; row++)
    for (let column = 0; column < 2; column++) {
      const weight = (column ? s : 1 - s) * (row ? t : 1 - t);
      const value = pixelAt(piece, left + column, bottom + row);
      if (weight === 0 || Number.isNaN(value)) continue;
      sum += weight * value;
      total += weight;
    }
  return total >= 0.5 - 1e-9 ? sum / total : Number.NaN;
}

function cubicAt(piece: Piece, x: number, y: number): number {
  const { width, height, pixels } = piece;
  const [left, bottom] = [Math.floor(x), Math.floor(y)];
  if (left < 1 || bottom < 1 || left + 2 >= width || bottom + 2 >= height) return linearAt(piece, x, y);
  const [s, t] = [x - left, y - bottom];
  let sum = 0;
  for (let row = 0; row < 4; row++) {
    const start = (bottom - 1 + row) * width + left - 1;
    const along = curve(
      pixels[start] as number,
      pixels[start + 1] as number,
      pixels[start + 2] as number,
      pixels[start + 3] as number,
      s,
    );
    sum += along * weightOf(row, t);
  }
  // A hole beside the place takes the curve away, not the pixels between.
  return Number.isNaN(sum) ? linearAt(piece, x, y) : sum;
}

function curve(a: number, b: number, c: number, d: number, t: number): number {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

function weightOf(row: number, t: number): number {
  if (row === 0) return t * (-0.5 + t * (1 - 0.5 * t));
  if (row === 1) return 1 + t * t * (-2.5 + 1.5 * t);
  if (row === 2) return t * (0.5 + t * (2 - 1.5 * t));
  return t * t * (-0.5 + 0.5 * t);
}
