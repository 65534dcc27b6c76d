/** How near a text's vector lies to each paper's. */

import type { LibraryIndex } from "./libraryIndex.ts";

/**
 * @param vector [dimension], of length 1
 * @param some papers, where not all are asked for
 * @returns cosines: [papers], or for each of `some`
 */
export function cosines(
  { products, scales }: LibraryIndex["vectors"],
  vector: Float32Array,
  some?: ArrayLike<number>,
): Float32Array {
  const found = products.times(vector, some);
  for (let i = 0; i < found.length; i++)
    found[i] = (found[i] as number) * (scales[some ? (some[i] as number) : i] as number);
  return found;
}

/** The numbers of the `count` largest values, in no order. */
export function largest(values: Float32Array, count: number): Uint32Array {
  if (values.length <= count) return Uint32Array.from(values.keys());
  // A sample's quantile finds nearly where to cut, so that only a few thousand are sorted.
  const step = Math.max(1, Math.floor(values.length / 4096));
  const sample = Float32Array.from(
    { length: Math.floor(values.length / step) },
    (_, i) => values[i * step] as number,
  ).sort();
  let share = count / values.length;
  for (;;) {
    share = Math.min(1, share * 1.5);
    const cut =
      share >= 1 ? Number.NEGATIVE_INFINITY : (sample[Math.floor((1 - share) * (sample.length - 1))] as number);
    const numbers: number[] = [];
    for (let i = 0; i < values.length; i++) if ((values[i] as number) >= cut) numbers.push(i);
    if (numbers.length < count && share < 1) continue;
    numbers.sort((a, b) => (values[b] as number) - (values[a] as number) || a - b);
    return Uint32Array.from(numbers.slice(0, count));
  }
}
