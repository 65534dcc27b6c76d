/** Few points that stand for many: each chosen one is the farthest from all before it (Gonzalez 1985). */

/**
 * @param values [points x dimension]
 * @param seen places of points that stand for themselves already; without any, the first is that farthest from the mean
 * @returns places of `count` points not among `seen`, fewer where there are no more
 */
export async function farthestFirst(
  values: Float32Array,
  dimension: number,
  seen: readonly number[],
  count: number,
): Promise<number[]> {
  const points = values.length / dimension;
  const nearest = new Float64Array(points).fill(Number.POSITIVE_INFINITY);
  const closeTo = (centre: Float32Array) => {
    for (let i = 0; i < points; i++) {
      let squared = 0;
      for (let d = 0; d < dimension; d++) squared += ((values[i * dimension + d] ?? 0) - (centre[d] ?? 0)) ** 2;
      if (squared < (nearest[i] ?? 0)) nearest[i] = squared;
    }
  };
  const point = (i: number) => values.subarray(i * dimension, (i + 1) * dimension);
  const taken = new Uint8Array(points);
  for (const i of seen) {
    taken[i] = 1;
    closeTo(point(i));
    await others();
  }
  if (seen.length === 0) closeTo(meanOf(values, dimension));
  const chosen: number[] = [];
  while (chosen.length < Math.min(count, points - seen.length)) {
    let farthest = -1;
    for (let i = 0; i < points; i++)
      if (!taken[i] && (farthest < 0 || (nearest[i] ?? 0) > (nearest[farthest] ?? 0))) farthest = i;
    if (farthest < 0) break;
    taken[farthest] = 1;
    chosen.push(farthest);
    // The distance from the mean only chose the first.
    if (seen.length === 0 && chosen.length === 1) nearest.fill(Number.POSITIVE_INFINITY);
    closeTo(point(farthest));
    await others();
  }
  return chosen;
}

/** Lets a server answer others between two points. */
function others(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function meanOf(values: Float32Array, dimension: number): Float32Array {
  const sums = new Float64Array(dimension);
  for (let i = 0; i < values.length; i++) sums[i % dimension] = (sums[i % dimension] ?? 0) + (values[i] ?? 0);
  return Float32Array.from(sums, (sum) => sum / Math.max(1, values.length / dimension));
}
