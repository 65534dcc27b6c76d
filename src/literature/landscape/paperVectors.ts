/** The papers' vectors along their leading components, of length 1: what a map and its regions are made of. */

import { principalComponents, project } from "../../explore/principalComponents.ts";
import type { LibraryIndex } from "../index/libraryIndex.ts";

export interface PaperVectors {
  /** [papers x dimension] */
  values: Float32Array;
  dimension: number;
  /** Of the vectors' variance, in these components. */
  variance: number;
}

const papersAtOnce = 4096;

/** @throws Fault "vector" where there are fewer than two papers, or all are the same */
export async function paperVectors(index: LibraryIndex, components: number): Promise<PaperVectors> {
  const found = await principalComponents(batches(index), components);
  const dimension = found.variances.length;
  const values = new Float32Array(index.papers * dimension);
  let at = 0;
  for (const batch of batches(index)) {
    const projected = await project(found, batch);
    values.set(projected, at);
    at += projected.length;
  }
  for (let first = 0; first < values.length; first += dimension) {
    const own = values.subarray(first, first + dimension);
    const length = Math.hypot(...own);
    if (length > 0) for (let k = 0; k < dimension; k++) own[k] = (own[k] as number) / length;
  }
  return { values, dimension, variance: found.shares.reduce((sum, share) => sum + share, 0) };
}

function* batches(index: LibraryIndex): Generator<{ values: Float32Array; dimension: number }> {
  const { dimension } = index.card.encoder;
  for (let first = 0; first < index.papers; first += papersAtOnce) {
    const count = Math.min(papersAtOnce, index.papers - first);
    const values = new Float32Array(count * dimension);
    for (let row = 0; row < count; row++) {
      const { bytes } = index.vectorOf(first + row);
      let square = 0;
      for (let k = 0; k < dimension; k++) square += (bytes[k] as number) ** 2;
      // A paper of no known word has no direction.
      if (square === 0) continue;
      const scale = 1 / Math.sqrt(square);
      for (let k = 0; k < dimension; k++) values[row * dimension + k] = scale * (bytes[k] as number);
    }
    yield { values, dimension };
  }
}
