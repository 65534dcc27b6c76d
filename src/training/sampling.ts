/** In which order a run sees its examples. */

import { randomStream, shuffled } from "../random.ts";

/** Every example once. */
export function plainOrder(examples: readonly number[], seed: number, epoch: number): number[] {
  const order = shuffled(examples.length, randomStream(seed, "order", epoch));
  return Array.from(order, (i) => examples[i] ?? 0);
}

/** So many of a list without replacement, or all of it, in the order drawn. @param path names the draw, as that of a stream does */
export function drawn<T>(list: readonly T[], count: number, seed: number, ...path: (string | number)[]): T[] {
  const order = shuffled(list.length, randomStream(seed, ...path));
  return Array.from(order.subarray(0, count), (i) => list[i] as T);
}

/**
 * As many examples as there are, drawn with replacement so that classes come nearer to equally often.
 * @param classOf the class of each example
 * @param evenness 0 leaves frequencies as they are, 1 makes them equal; between, frequencies to the power 1 - evenness
 */
export function balancedOrder(
  examples: readonly number[],
  classOf: (example: number) => number,
  evenness: number,
  seed: number,
  epoch: number,
): number[] {
  const counts = new Map<number, number>();
  for (const example of examples) counts.set(classOf(example), (counts.get(classOf(example)) ?? 0) + 1);
  let sum = 0;
  const cumulative = Float64Array.from(examples, (example) => {
    sum += (counts.get(classOf(example)) ?? 1) ** -evenness;
    return sum;
  });
  const stream = randomStream(seed, "order", epoch);
  return examples.map(() => examples[firstAbove(cumulative, stream.uniform() * sum)] ?? 0);
}

function firstAbove(ascending: Float64Array, value: number): number {
  let [low, high] = [0, ascending.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
