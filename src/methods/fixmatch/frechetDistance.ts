/** Fréchet's distance between two sets of features, each taken as a normal distribution (Dowson & Landau 1982; Heusel+ 2017). */

import { factorise } from "../../explore/lowerTriangle.ts";
import type { Spread } from "./shrunkCovariance.ts";
import { symmetricEigenvalues } from "./symmetricEigenvalues.ts";

/**
 * |m1 - m2|² + tr(S1 + S2 - 2 (S1 S2)^½): squared, as it is always given. S1 S2 and Lᵀ S2 L, with S1 = L Lᵀ, have the same
 * eigenvalues, so no root of a matrix is taken.
 */
export function frechetDistance(a: Spread, b: Spread): number {
  const width = a.mean.length;
  let apart = 0;
  let traces = 0;
  for (let k = 0; k < width; k++) {
    apart += ((a.mean[k] as number) - (b.mean[k] as number)) ** 2;
    traces += (a.covariance[k * width + k] as number) + (b.covariance[k * width + k] as number);
  }
  const lower = Float64Array.from(a.covariance);
  // One that is singular in spite of shrinkage is 0: all features are the same.
  const root = factorise(lower, width) ? rootTrace(lower, b.covariance, width) : 0;
  return Math.max(0, apart + traces - 2 * root);
}

/** Of (L Lᵀ S)^½. @param lower L, of which the lower triangle is read */
function rootTrace(lower: Float64Array, s: Float64Array, width: number): number {
  /** S L, by rows. */
  const right = new Float64Array(width * width);
  for (let i = 0; i < width; i++)
    for (let k = 0; k < width; k++) {
      const value = s[i * width + k] as number;
      if (value === 0) continue;
      for (let j = 0; j <= k; j++)
        right[i * width + j] = (right[i * width + j] as number) + value * (lower[k * width + j] as number);
    }
  const both = new Float64Array(width * width);
  for (let k = 0; k < width; k++)
    for (let i = 0; i <= k; i++) {
      const value = lower[k * width + i] as number;
      for (let j = 0; j <= i; j++)
        both[i * width + j] = (both[i * width + j] as number) + value * (right[k * width + j] as number);
    }
  return symmetricEigenvalues(both, width).reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
}
