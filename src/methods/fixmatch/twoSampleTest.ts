/** Can a classifier tell two pools apart? (Classifier two-sample test, Lopez-Paz & Oquab 2017, arXiv 1610.06545.) */

import { cumulative } from "../../explore/anomalies/normal.ts";
import { fitLogistic, probabilities } from "../../explore/teach/logisticRegression.ts";
import { randomStream, shuffled } from "../../random.ts";

export interface TwoSampleTest {
  /** Share of objects whose pool is told rightly by a model that has not seen them: 0.5 where the pools are alike. */
  accuracy: number;
  /** That it would be as high where they are alike, one-sided, by the normal approximation. */
  p: number;
  objects: number;
}

const folds = 5;
/** Features are standardised: each weight is believed to be small. */
const penalty = 10;

/**
 * As many objects of either pool, in five parts, each told by a logistic regression on the others.
 * @param first [objects x width]
 * @param second [objects x width]
 */
export function twoSampleTest(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  width: number,
  seed: number,
  most = 1000,
): TwoSampleTest {
  const each = Math.min(first.length / width, second.length / width, most);
  const rows = [first, second].flatMap((pool, side) => {
    const order = shuffled(pool.length / width, randomStream(seed, "two-sample", side)).subarray(0, each);
    return Array.from(order, (row, place) => ({ pool, row, side, fold: place % folds }));
  });
  const points = new Float64Array(rows.length * width);
  rows.forEach(({ pool, row }, i) => {
    for (let k = 0; k < width; k++) points[i * width + k] = pool[row * width + k] as number;
  });
  standardise(points, width);
  let right = 0;
  for (let fold = 0; fold < folds; fold++) {
    const of = (isInside: boolean) => rows.flatMap((row, i) => ((row.fold === fold) === isInside ? [i] : []));
    const [held, others] = [of(true), of(false)];
    const model = fitLogistic(
      { points: picked(points, width, others), width, targets: Uint8Array.from(others, (i) => rows[i]?.side ?? 0) },
      penalty,
    );
    probabilities(model, picked(points, width, held)).forEach((p, i) => {
      if ((p > 0.5 ? 1 : 0) === rows[held[i] as number]?.side) right++;
    });
  }
  const accuracy = right / rows.length;
  const z = (accuracy - 0.5) / Math.sqrt(0.25 / rows.length);
  return { accuracy, p: cumulative(-z), objects: rows.length };
}

function standardise(points: Float64Array, width: number): void {
  const count = points.length / width;
  for (let k = 0; k < width; k++) {
    let [sum, square] = [0, 0];
    for (let at = k; at < points.length; at += width) sum += points[at] as number;
    const mean = sum / count;
    for (let at = k; at < points.length; at += width) square += ((points[at] as number) - mean) ** 2;
    const deviation = Math.sqrt(square / count);
    for (let at = k; at < points.length; at += width)
      points[at] = deviation > 0 ? ((points[at] as number) - mean) / deviation : 0;
  }
}

function picked(points: Float64Array, width: number, rows: readonly number[]): Float64Array {
  const found = new Float64Array(rows.length * width);
  for (const [i, row] of rows.entries()) found.set(points.subarray(row * width, (row + 1) * width), i * width);
  return found;
}
