/** Astronomaly's score (Lochner & Bassett 2021, arXiv 2010.11202): oddness, weighed by what a person said of objects like it. */

import { forestRegression } from "./regressionForest.ts";

/** Rows of the vectors that were rated, and their ratings from 0 to 5. */
export interface RatedRows {
  rows: readonly number[];
  ratings: readonly number[];
}

/**
 * s tanh(exp(d / mean d) - 1 + artanh(0.1 + 0.85 U / 5)): near a rated object the rating counts that a random forest expects,
 * U; far from all, d, only the oddness, s.
 * @param vectors [objects x dimension]
 * @param decision [objects], an isolation forest's: the lower, the odder
 * @returns [objects], 0 to 5; where nothing is rated, the oddness
 */
export function astronomalyScore(
  { vectors, dimension }: { vectors: Float32Array; dimension: number },
  decision: Float64Array,
  { rows, ratings }: RatedRows,
  { seed = 0 } = {},
): Float64Array {
  const oddness = fromZeroToFive(decision.map((each) => -each));
  if (rows.length === 0) return oddness;
  const known = new Float32Array(rows.length * dimension);
  rows.forEach((row, i) => {
    known.set(vectors.subarray(row * dimension, (row + 1) * dimension), i * dimension);
  });
  const expected = forestRegression({ vectors: known, dimension }, ratings, { vectors, dimension }, { seed });
  const distances = distancesToNearest(vectors, known, dimension);
  const meanDistance = distances.reduce((sum, each) => sum + each, 0) / distances.length || 1;
  return oddness.map((each, i) => {
    const rating = Math.min(5, Math.max(0.1, expected[i] as number));
    const trust = Math.exp((distances[i] as number) / meanDistance) - 1;
    return each * Math.tanh(trust + Math.atanh(0.1 + (0.85 * rating) / 5));
  });
}

function fromZeroToFive(values: Float64Array): Float64Array {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const each of values) {
    lowest = Math.min(lowest, each);
    highest = Math.max(highest, each);
  }
  const range = highest - lowest || 1;
  return values.map((each) => (5 * (each - lowest)) / range);
}

function distancesToNearest(vectors: Float32Array, known: Float32Array, dimension: number): Float64Array {
  return Float64Array.from({ length: vectors.length / dimension }, (_, i) => {
    let nearest = Number.POSITIVE_INFINITY;
    for (let from = 0; from < known.length; from += dimension) {
      let square = 0;
      for (let k = 0; k < dimension && square < nearest; k++)
        square += ((vectors[i * dimension + k] as number) - (known[from + k] as number)) ** 2;
      nearest = Math.min(nearest, square);
    }
    return Math.sqrt(nearest);
  });
}
