/** Which objects are compared with each other where all against all would take hours. */

import { randomStream, shuffled } from "../random.ts";

/** Up to here all are: minutes. */
const mostCompared = 200_000;
const sampleSize = 100_000;

/**
 * @param asked how many; where it is left out, 100,000 of more than 200,000
 * @returns places in order; undefined: all
 */
export function sampleOf(count: number, asked: number | undefined, seed: number): Int32Array | undefined {
  const size = asked ?? (count > mostCompared ? sampleSize : count);
  if (size >= count) return undefined;
  return Int32Array.from(shuffled(count, randomStream(seed, "sample")).subarray(0, size).sort());
}
