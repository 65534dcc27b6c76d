/**
 * A direction that parts examples from everything else: Fisher's linear discriminant (1936) in a survey's own leading
 * components, where a dozen examples teach it in milliseconds.
 */

import { Fault } from "../fault.ts";
import type { Representations } from "../survey/representations.ts";
import { principalComponents, project } from "./principalComponents.ts";

/** A survey's vectors along its leading components, each of variance 1. */
export interface WhitenedVectors {
  ids: string[];
  /** [ids.length x count] */
  values: Float32Array;
  count: number;
  /** Along components that the survey keeps, not found for this. */
  isStored: boolean;
  /** A vector of another object in the same space, [count]. */
  place(vector: readonly number[]): Promise<Float32Array>;
}

/** @throws Fault "vector" where there are fewer than two vectors, or all are the same */
export async function whitened(vectors: Representations, components: number): Promise<WhitenedVectors> {
  const fitted = await principalComponents([vectors], components);
  return {
    ids: vectors.ids,
    values: await project(fitted, vectors, { whiten: true }),
    count: fitted.variances.length,
    isStored: false,
    place: (vector) =>
      project(fitted, { values: Float32Array.from(vector), dimension: vectors.dimension }, { whiten: true }),
  };
}

/**
 * How much each object is on the examples' side. With the components' variances all 1, the discriminant is the difference of
 * two means; without counter-examples, the other mean is the survey's own, which is 0.
 * @param positives examples, each [count]
 * @param negatives what they are not, each [count]
 * @returns [ids.length], higher is more alike; in standard deviations of the survey from its mean
 * @throws Fault "no-example"
 */
export function scoresAlong(
  { values, count }: Pick<WhitenedVectors, "values" | "count">,
  positives: readonly Float32Array[],
  negatives: readonly Float32Array[] = [],
): Float32Array {
  if (positives.length === 0) throw new Fault("no-example", "there is no example of what to look for");
  const direction = meanOf(positives, count);
  if (negatives.length > 0) {
    const away = meanOf(negatives, count);
    for (let k = 0; k < count; k++) direction[k] = (direction[k] as number) - (away[k] as number);
  }
  const length = Math.hypot(...direction) || 1;
  const scores = new Float32Array(values.length / count);
  for (let row = 0; row < scores.length; row++) {
    let sum = 0;
    for (let k = 0; k < count; k++) sum += (direction[k] as number) * (values[row * count + k] as number);
    scores[row] = sum / length;
  }
  return scores;
}

function meanOf(vectors: readonly Float32Array[], count: number): Float64Array {
  const mean = new Float64Array(count);
  for (const vector of vectors)
    for (let k = 0; k < count; k++) mean[k] = (mean[k] as number) + (vector[k] as number) / vectors.length;
  return mean;
}
