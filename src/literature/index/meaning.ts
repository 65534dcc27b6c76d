/** How near a text's vector lies to each paper's. */

import type { LibraryIndex } from "./libraryIndex.ts";

/** Below this all are compared in full; above, the leading numbers choose whom to compare in full. */
const allCompared = 50_000;
const promising = 4_000;

/**
 * @param vector [dimension], of length 1
 * @param also papers that are compared in full whatever their leading numbers say
 * @returns [papers], cosines: exact for the promising ones, without the trailing numbers for the rest
 */
export function cosines(index: LibraryIndex, vector: Float32Array, also: Iterable<number> = []): Float32Array {
  const { heads, scales, head } = index.vectors;
  const lead = vector.subarray(0, head);
  const found = new Float32Array(index.papers);
  scan(heads, lead, scales, found);
  if (index.papers <= allCompared)
    for (let paper = 0; paper < index.papers; paper++) addTail(index, vector, paper, found);
  else for (const paper of new Set([...largest(found, promising), ...also])) addTail(index, vector, paper, found);
  return found;
}

function scan(bytes: Int8Array, lead: Float32Array, scales: Float32Array, into: Float32Array): void {
  const length = lead.length;
  for (let paper = 0, at = 0; paper < into.length; paper++) {
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let k = 0; k < length; k += 4, at += 4) {
      a += (bytes[at] as number) * (lead[k] as number);
      b += (bytes[at + 1] as number) * (lead[k + 1] as number);
      c += (bytes[at + 2] as number) * (lead[k + 2] as number);
      d += (bytes[at + 3] as number) * (lead[k + 3] as number);
    }
    into[paper] = (a + b + c + d) * (scales[paper] as number);
  }
}

function addTail(index: LibraryIndex, vector: Float32Array, paper: number, found: Float32Array): void {
  const { tails, scales, head, tail } = index.vectors;
  let sum = 0;
  for (let k = 0, at = paper * tail; k < tail; k++, at++) sum += (tails[at] as number) * (vector[head + k] as number);
  found[paper] = (found[paper] as number) + sum * (scales[paper] as number);
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
