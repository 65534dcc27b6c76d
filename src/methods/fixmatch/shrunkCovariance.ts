/** Mean and covariance of points, shrunk towards a multiple of the identity (Ledoit & Wolf 2004): of full rank however few they are. */

import { Fault } from "../../fault.ts";

export interface Spread {
  /** [width] */
  mean: Float64Array;
  /** [width x width] */
  covariance: Float64Array;
  /** Share of the identity's multiple, 0 to 1. */
  shrinkage: number;
}

/**
 * @param points [count x width]
 * @param rows which of them, all of equal weight; one may come again
 * @throws Fault "too-few-examples" of fewer than two rows
 */
export function shrunkCovariance(points: ArrayLike<number>, width: number, rows: ArrayLike<number>): Spread {
  const count = rows.length;
  if (count < 2) throw new Fault("too-few-examples", `a covariance is of at least 2 objects, not ${count}`);
  const mean = new Float64Array(width);
  for (let i = 0; i < count; i++)
    for (let k = 0, at = (rows[i] as number) * width; k < width; k++)
      mean[k] = (mean[k] as number) + (points[at + k] as number) / count;
  const covariance = new Float64Array(width * width);
  const centred = new Float64Array(width);
  let fourth = 0;
  for (let i = 0; i < count; i++) {
    const at = (rows[i] as number) * width;
    let square = 0;
    for (let k = 0; k < width; k++) {
      const value = (points[at + k] as number) - (mean[k] as number);
      centred[k] = value;
      square += value * value;
    }
    fourth += square * square;
    for (let j = 0; j < width; j++) {
      const own = centred[j] as number;
      if (own === 0) continue;
      for (let k = 0, to = j * width; k <= j; k++)
        covariance[to + k] = (covariance[to + k] as number) + own * (centred[k] as number);
    }
  }
  let [trace, squares] = [0, 0];
  for (let j = 0; j < width; j++)
    for (let k = 0; k <= j; k++) {
      const value = (covariance[j * width + k] as number) / count;
      covariance[j * width + k] = value;
      covariance[k * width + j] = value;
      squares += (j === k ? 1 : 2) * value * value;
      if (j === k) trace += value;
    }
  const middle = trace / width;
  const away = squares - width * middle * middle;
  const noise = (fourth / count - squares) / count;
  const shrinkage = away > 0 ? Math.min(1, Math.max(0, noise / away)) : 1;
  for (let at = 0; at < covariance.length; at++)
    covariance[at] = (covariance[at] as number) * (1 - shrinkage) + (at % (width + 1) === 0 ? shrinkage * middle : 0);
  return { mean, covariance, shrinkage };
}
