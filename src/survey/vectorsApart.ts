/** Vectors for tests: random ones, some of which lie apart from the others. */

import { randomStream } from "../random.ts";

export interface Apart {
  objects: number;
  dimension: number;
  /** Whether the object of this row lies apart. */
  isApart: (row: number) => boolean;
  /** Along how many of the axes, and how far, in standard deviations. */
  axes: number;
  by: number;
  seed: number;
}

/** @returns [objects x dimension] */
export function vectorsApart({ objects, dimension, isApart, axes, by, seed }: Apart): Float32Array {
  const stream = randomStream(seed, "made");
  return Float32Array.from(
    { length: objects * dimension },
    (_, at) => stream.normal() + (isApart(Math.floor(at / dimension)) && at % dimension < axes ? by : 0),
  );
}
