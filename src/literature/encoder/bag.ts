/** The built-in encoder: a text is the normalised sum of its distinct stems' vectors, each times a weight it learnt. */

import { words } from "../words.ts";
import type { EncodableText, TextEncoder } from "./textEncoder.ts";

export interface Bag {
  /** Row of each stem. */
  rows: ReadonlyMap<string, number>;
  dimension: number;
  /** [stems × dimension], already times the weights. */
  vectors: Float32Array;
}

/** The rows of a text's distinct stems, ascending; words that the encoder does not know count for nothing. */
export function rowsOfText(rows: ReadonlyMap<string, number>, ...texts: string[]): Uint32Array {
  const found = new Set<number>();
  for (const text of texts)
    for (const { stem } of words(text)) {
      const row = rows.get(stem);
      if (row !== undefined) found.add(row);
    }
  return Uint32Array.from(found).sort();
}

/** The sum of a text's vectors, into `sum`. @returns its length */
export function summed({ dimension, vectors }: Bag, rows: Uint32Array, sum: Float64Array): number {
  sum.fill(0);
  for (const row of rows) {
    const start = row * dimension;
    for (let k = 0; k < dimension; k++) sum[k] = (sum[k] as number) + (vectors[start + k] as number);
  }
  let square = 0;
  for (const part of sum) square += part * part;
  return Math.sqrt(square);
}

/** Unit vectors of texts by their rows, end to end; zeros of a text that has none. */
export function unitSums(bag: Bag, texts: readonly Uint32Array[]): Float32Array {
  const { dimension } = bag;
  const units = new Float32Array(texts.length * dimension);
  const sum = new Float64Array(dimension);
  texts.forEach((rows, i) => {
    const length = summed(bag, rows, sum);
    const scale = length > 0 ? 1 / length : 0;
    for (let k = 0; k < dimension; k++) units[i * dimension + k] = (sum[k] as number) * scale;
  });
  return units;
}

export function bagEncoder(name: string, fingerprint: string, bag: Bag): TextEncoder {
  const { rows, dimension } = bag;
  return {
    name,
    fingerprint,
    dimension,
    async encode(texts: readonly EncodableText[]) {
      return unitSums(
        bag,
        texts.map(({ title, abstract }) => rowsOfText(rows, title, abstract)),
      );
    },
  };
}
