/** Radio maps made ready to be looked at, as MiraBest's are (Porter & Scaife 2023): noise cut away, a round field, 8 bits. */

export interface ClippedRadio {
  /** Of the noise, in the map's unit. */
  noise: number;
  /** Largest value within the field. */
  peak: number;
  /** [size, size], the map's unit; 0 at or below 3 sigma and outside the round field. */
  clipped: Float32Array;
  /** [size, size], 0 to 255. */
  picture: Uint8Array;
}

/** @param map [size, size]; what is not a number counts as 0 */
export function clippedRadio(map: Float32Array, size: number): ClippedRadio {
  const noise = clippedDeviation(map);
  const clipped = new Float32Array(map.length);
  const radius = size / 2;
  let peak = 0;
  for (let i = 0; i < map.length; i++) {
    const value = map[i] as number;
    const [x, y] = [(i % size) + 0.5 - radius, Math.floor(i / size) + 0.5 - radius];
    if (!(value > 3 * noise) || x * x + y * y > radius * radius) continue;
    clipped[i] = value;
    peak = Math.max(peak, value);
  }
  const scale = peak > 0 ? 255 / peak : 0;
  return { noise, peak, clipped, picture: Uint8Array.from(clipped, (value) => Math.floor(value * scale)) };
}

/** Standard deviation about the median of what lies within three of it, in at most five rounds. */
export function clippedDeviation(map: Float32Array): number {
  let kept = map.filter(Number.isFinite).sort();
  let deviation = 0;
  for (let round = 0; round <= 5; round++) {
    const n = kept.length;
    if (n === 0) return 0;
    const median = ((kept[(n - 1) >> 1] as number) + (kept[n >> 1] as number)) / 2;
    const mean = kept.reduce((sum, value) => sum + value, 0) / n;
    deviation = Math.sqrt(kept.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
    const inside = kept.filter((value) => Math.abs(value - median) <= 3 * deviation);
    if (inside.length === n) break;
    kept = inside;
  }
  return deviation;
}
