/** Colour pictures of astronomical images (Lupton et al. 2004). */

export interface LuptonOptions {
  /** Intensity at which the scale turns from linear to logarithmic. */
  stretch: number;
  /** How soft the turn is. */
  q: number;
}

/** Of the sky: noise below it is seen too. */
const black = 6.4;

/**
 * One asinh of the mean intensity scales all bands alike, so that colours do not wash out in bright places.
 * @param bands from blue to red, the same length each
 * @returns uint8 RGB, pixel by pixel
 */
export function luptonRgb(bands: readonly Float32Array[], { stretch, q }: LuptonOptions): Uint8Array {
  const [blue = new Float32Array(0), green = blue, red = green] = bands;
  // Rounds what it is given, and keeps it between 0 and 255.
  const rgb = new Uint8ClampedArray(blue.length * 3);
  for (let i = 0; i < blue.length; i++) {
    const b = blue[i] as number;
    const g = green[i] as number;
    const r = red[i] as number;
    const intensity = (b + g + r) / 3;
    const scale = intensity > 0 ? asinh((q * intensity) / stretch) / (q * intensity) : 1 / stretch;
    // Where one band would saturate, all are scaled down: white cores would lose their colour.
    const brightest = Math.max(r, g, b);
    const fitted = 255 * (brightest * scale > 1 ? 1 / brightest : scale);
    rgb[3 * i] = r * fitted + black;
    rgb[3 * i + 1] = g * fitted + black;
    rgb[3 * i + 2] = b * fitted + black;
  }
  return new Uint8Array(rgb.buffer);
}

/** Of a positive number, to 1e-4. Most of a picture is faint sky, for which the series is enough, and quicker. */
function asinh(x: number): number {
  const square = x * x;
  if (x < 0.5) return x * (1 - square * (1 / 6 - square * (3 / 40 - square * (15 / 336))));
  return Math.log(x + Math.sqrt(square + 1));
}
