/** Damage to files, as disks, networks and malice do it: for tests of what reads them. */

import type { RandomStream } from "./random.ts";

/** One thing that goes wrong with a file. */
export type Mutator = (bytes: Uint8Array, stream: RandomStream) => Uint8Array;

/** Numbers that a length, a size or an offset is never expected to be. */
const extremes = [
  0n,
  1n,
  0x7fn,
  0x80n,
  0xffn,
  0xffffn,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n,
  2n ** 60n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
];

const longestInsertion = 64;

export const mutators: Readonly<Record<string, Mutator>> = {
  flipBits(bytes, stream) {
    const damaged = bytes.slice();
    const flips = 1 + stream.below(8);
    for (let i = 0; i < flips; i++) {
      const at = stream.below(bytes.length);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << stream.below(8));
    }
    return damaged;
  },

  replaceRange(bytes, stream) {
    const { begin, end } = range(bytes, stream);
    const damaged = bytes.slice();
    const fill = stream.below(3);
    for (let at = begin; at < end; at++) damaged[at] = fill === 0 ? 0 : fill === 1 ? 0xff : stream.below(256);
    return damaged;
  },

  cutOff: (bytes, stream) => bytes.slice(0, stream.below(bytes.length)),

  removeRange(bytes, stream) {
    const { begin, end } = range(bytes, stream);
    return joined(bytes.subarray(0, begin), bytes.subarray(end));
  },

  insert(bytes, stream) {
    const at = stream.below(bytes.length + 1);
    const added = Uint8Array.from({ length: 1 + stream.below(longestInsertion) }, () => stream.below(256));
    return joined(bytes.subarray(0, at), added, bytes.subarray(at));
  },

  duplicateRange(bytes, stream) {
    const { begin, end } = range(bytes, stream);
    const at = stream.below(bytes.length + 1);
    return joined(bytes.subarray(0, at), bytes.subarray(begin, end), bytes.subarray(at));
  },

  /** Binary: 1, 2, 4 or 8 bytes, little-endian; often near the ends, where a file's own lengths stand. */
  extremeNumber(bytes, stream) {
    const width = 1 << stream.below(4);
    if (bytes.length < width) return bytes;
    const last = bytes.length - width;
    const fromEnds = stream.below(Math.min(32, last + 1));
    const at = pick([stream.below(last + 1), stream.below(last + 1), fromEnds, last - fromEnds, 0], stream);
    const value = pick(extremes, stream);
    const damaged = bytes.slice();
    for (let i = 0; i < width; i++) damaged[at + i] = Number((value >> BigInt(8 * i)) & 0xffn);
    return damaged;
  },

  /** Text: digits as JSON has them. */
  extremeDigits(bytes, stream) {
    const text = Buffer.from(bytes).toString("latin1");
    const numbers = [...text.matchAll(/\d+/g)];
    if (numbers.length === 0) return bytes;
    const { index, 0: digits } = pick(numbers, stream);
    const value = `${stream.below(4) === 0 ? "-" : ""}${pick(extremes, stream)}${pick(["", "", ".5", "e300"], stream)}`;
    return Buffer.from(text.slice(0, index) + value + text.slice(index + digits.length), "latin1");
  },
};

/** One to four mutations, one after the other. @param more of the file's own format, as likely as those of any */
export function mutated(bytes: Uint8Array, stream: RandomStream, more: readonly Mutator[] = []): Uint8Array {
  const known = [...Object.values(mutators), ...more];
  const times = 1 + stream.below(4);
  let damaged = new Uint8Array(bytes);
  // Copied each time: what a Buffer's slice is written into would be the file that all others are made of.
  for (let i = 0; i < times && damaged.length > 0; i++) damaged = new Uint8Array(pick(known, stream)(damaged, stream));
  return damaged;
}

export function pick<T>(choices: readonly T[], stream: RandomStream): T {
  return choices[stream.below(choices.length)] as T;
}

/** Seldom long: a file of which half is gone tells a reader's first check only. */
function range(bytes: Uint8Array, stream: RandomStream): { begin: number; end: number } {
  const begin = stream.below(bytes.length);
  const longest = stream.below(4) === 0 ? bytes.length - begin : Math.min(64, bytes.length - begin);
  return { begin, end: begin + 1 + stream.below(longest) };
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
