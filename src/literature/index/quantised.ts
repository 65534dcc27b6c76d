/** Vectors as bytes with a scale each. */

import { paddedWidth } from "./dotProducts.ts";

export interface Quantised {
  /** [rows × paddedWidth(dimension)], zeros at the end of a row. */
  bytes: Int8Array;
  /** [rows]: a byte times it is the number. */
  scales: Float32Array;
}

/** @param vectors [rows × dimension] */
export function quantised(vectors: Float32Array, dimension: number): Quantised {
  const rows = vectors.length / dimension;
  const width = paddedWidth(dimension);
  const bytes = new Int8Array(rows * width);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    let largest = 0;
    for (let k = 0; k < dimension; k++) largest = Math.max(largest, Math.abs(vectors[row * dimension + k] as number));
    if (largest === 0) continue;
    scales[row] = largest / 127;
    for (let k = 0; k < dimension; k++)
      bytes[row * width + k] = Math.round((127 * (vectors[row * dimension + k] as number)) / largest);
  }
  return { bytes, scales };
}
