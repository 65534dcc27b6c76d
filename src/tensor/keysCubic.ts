/** How much a sample counts at a distance, in cubic interpolation (Keys 1981). */

/** @param slope of the kernel at distance 1: -0.5 and -0.75 are in use */
export function keysCubic(distance: number, slope: number): number {
  const d = Math.abs(distance);
  if (d < 1) return ((slope + 2) * d - (slope + 3)) * d * d + 1;
  if (d < 2) return ((d - 5) * d + 8) * d * slope - 4 * slope;
  return 0;
}
