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
  const sorted = map.filter(Number.isFinite).sort();
  // What is kept follows on one another in this order: sums of any part are differences of two.
  const sums = new Float64Array(sorted.length + 1);
  const squares = new Float64Array(sorted.length + 1);
  for (let i = 0; i < sorted.length; i++) {
    const value = sorted[i] as number;
    sums[i + 1] = (sums[i] as number) + value;
    squares[i + 1] = (squares[i] as number) + value * value;
  }
  let [from, to, deviation] = [0, sorted.length, 0];
  for (let round = 0; round <= 5 && to > from; round++) {
    const n = to - from;
    const median = ((sorted[from + ((n - 1) >> 1)] as number) + (sorted[from + (n >> 1)] as number)) / 2;
    const mean = ((sums[to] as number) - (sums[from] as number)) / n;
    const square = ((squares[to] as number) - (squares[from] as number)) / n;
    deviation = Math.sqrt(Math.max(0, square - mean * mean));
    const [low, high] = [from, to];
    while (from < to && Math.abs((sorted[from] as number) - median) > 3 * deviation) from++;
    while (to > from && Math.abs((sorted[to - 1] as number) - median) > 3 * deviation) to--;
    if (from === low && to === high) break;
  }
  return deviation;
}
