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

/** Some of the points, copied, in the order of these places. */
export function pointsAt({ values, dimension }: Points, places: Int32Array): Points {
  return { values: rowsAt(values, dimension, places), count: places.length, dimension };
}

/** @param values [rows x dimension] */
export function rowsAt<Values extends Float32Array | Float64Array>(
  values: Values,
  dimension: number,
  places: Int32Array | Uint32Array,
): Values {
  const own = new (values.constructor as new (length: number) => Values)(places.length * dimension);
  places.forEach((from, to) => {
    own.set(values.subarray(from * dimension, (from + 1) * dimension), to * dimension);
  });
  return own;
}
