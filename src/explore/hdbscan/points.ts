/** Points of a space, end to end, and the distance of two. */

export interface Points {
  /** [count x dimension]; every number finite */
  values: Float64Array;
  count: number;
  dimension: number;
}

/**
 * Squared Euclidean distance of two points.
 *
 * Summed from the first coordinate to the last in double precision, one after the other, as scikit-learn's trees do:
 * another order would give other last bits, and so tell apart what is equally far.
 */
export function squaredDistance({ values, dimension }: Points, a: number, b: number): number {
  let sum = 0;
  const end = a * dimension + dimension;
  for (let i = a * dimension, j = b * dimension; i < end; i++, j++) {
    const difference = (values[i] as number) - (values[j] as number);
    sum += difference * difference;
  }
  return sum;
}
