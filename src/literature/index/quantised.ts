/**
 * Vectors as bytes with a scale each, their leading numbers apart: the encoder's axes are principal ones, so those tell nearly
 * everything, and a search looks at the rest of the promising ones only.
 */

/** How many numbers lead. */
export const headLength = 64;

export interface Quantised {
  /** [rows × headLength] */
  heads: Int8Array;
  /** [rows × (dimension - headLength)] */
  tails: Int8Array;
  /** [rows]: a byte times it is the number. */
  scales: Float32Array;
}

/** @param vectors [rows × dimension] */
export function quantised(vectors: Float32Array, dimension: number): Quantised {
  const rows = vectors.length / dimension;
  const lead = Math.min(headLength, dimension);
  const rest = dimension - lead;
  const heads = new Int8Array(rows * lead);
  const tails = new Int8Array(rows * rest);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    let largest = 0;
    for (let k = 0; k < dimension; k++) largest = Math.max(largest, Math.abs(vectors[row * dimension + k] as number));
    if (largest === 0) continue;
    scales[row] = largest / 127;
    for (let k = 0; k < dimension; k++) {
      const byte = Math.round((127 * (vectors[row * dimension + k] as number)) / largest);
      if (k < lead) heads[row * lead + k] = byte;
      else tails[row * rest + k - lead] = byte;
    }
  }
  return { heads, tails, scales };
}
