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

export function bagEncoder(name: string, fingerprint: string, bag: Bag): TextEncoder {
  const { rows, dimension, vectors } = bag;
  return {
    name,
    fingerprint,
    dimension,
    async encode(texts: readonly EncodableText[]) {
      const encoded = new Float32Array(texts.length * dimension);
      const sum = new Float64Array(dimension);
      texts.forEach(({ title, abstract }, i) => {
        sum.fill(0);
        for (const row of rowsOfText(rows, title, abstract)) {
          const start = row * dimension;
          for (let k = 0; k < dimension; k++) sum[k] = (sum[k] as number) + (vectors[start + k] as number);
        }
        let square = 0;
        for (const part of sum) square += part * part;
        const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
        for (let k = 0; k < dimension; k++) encoded[i * dimension + k] = (sum[k] as number) * scale;
      });
      return encoded;
    },
  };
}
