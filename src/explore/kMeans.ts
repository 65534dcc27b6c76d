/** Groups round centres: Lloyd's k-means (1982) on unit vectors, begun as k-means++ begins (Arthur & Vassilvitskii 2007). */

import { setImmediate } from "node:timers/promises";
import { type RandomStream, randomStream } from "../random.ts";

export interface Groups {
  /** [groups x dimension], of length 1 */
  centres: Float64Array;
  /** [points], each point's group. */
  labels: Int32Array;
}

const mostRounds = 40;
/** Of the points: when fewer change their group, the rest would not change what the groups are. */
const settledShare = 0.001;

/**
 * @param values [count x dimension], of length 1 each
 * @param groups how many; fewer where points coincide
 */
export async function kMeans(
  values: Float32Array,
  dimension: number,
  groups: number,
  { seed = 1, signal }: { seed?: number; signal?: AbortSignal } = {},
): Promise<Groups> {
  const count = values.length / dimension;
  let centres = beginning(values, dimension, Math.min(groups, count), randomStream(seed, "k-means"));
  let labels = new Int32Array(count).fill(-1);
  for (let round = 0; round < mostRounds; round++) {
    const next = nearestCentres(values, dimension, centres);
    const changed = next.reduce((sum, label, i) => sum + (label === labels[i] ? 0 : 1), 0);
    labels = next;
    if (changed <= settledShare * count) break;
    centres = meansOf(values, dimension, labels, centres);
    signal?.throwIfAborted();
    await setImmediate();
  }
  return { centres, labels };
}

/** @returns [points], the centre with the largest product; of equal ones the first */
export function nearestCentres(
  values: Float32Array,
  dimension: number,
  centres: Float64Array,
): Int32Array<ArrayBuffer> {
  const labels = new Int32Array(values.length / dimension);
  for (let point = 0; point < labels.length; point++) {
    let most = Number.NEGATIVE_INFINITY;
    for (let centre = 0; centre < centres.length / dimension; centre++) {
      const product = dot(values, point * dimension, centres, centre * dimension, dimension);
      if (product <= most) continue;
      most = product;
      labels[point] = centre;
    }
  }
  return labels;
}

function dot(a: Float32Array, i: number, b: Float64Array, j: number, dimension: number): number {
  let sum = 0;
  for (let k = 0; k < dimension; k++) sum += (a[i + k] as number) * (b[j + k] as number);
  return sum;
}

/** Each next centre is a point, likelier the farther it lies from those before it. */
function beginning(values: Float32Array, dimension: number, groups: number, stream: RandomStream): Float64Array {
  const count = values.length / dimension;
  const centres = new Float64Array(groups * dimension);
  const far = new Float64Array(count).fill(2);
  for (let group = 0; group < groups; group++) {
    const whole = far.reduce((sum, each) => sum + each, 0);
    let left = stream.uniform() * whole;
    let chosen = 0;
    while (chosen < count - 1 && left >= (far[chosen] as number)) left -= far[chosen++] as number;
    centres.set(values.subarray(chosen * dimension, (chosen + 1) * dimension), group * dimension);
    for (let i = 0; i < count; i++) {
      const product = dot(values, i * dimension, centres, group * dimension, dimension);
      far[i] = Math.min(far[i] as number, Math.max(0, 2 - 2 * product));
    }
  }
  return centres;
}

/** Of the members, made of length 1; a group without members keeps its centre. */
function meansOf(values: Float32Array, dimension: number, labels: Int32Array, before: Float64Array): Float64Array {
  const sums = new Float64Array(before.length);
  for (let i = 0; i < values.length; i++) {
    const at = (labels[Math.floor(i / dimension)] as number) * dimension + (i % dimension);
    sums[at] = (sums[at] as number) + (values[i] as number);
  }
  for (let first = 0; first < sums.length; first += dimension) {
    const own = sums.subarray(first, first + dimension);
    const length = Math.hypot(...own);
    if (length > 0) for (let k = 0; k < dimension; k++) own[k] = (own[k] as number) / length;
    else own.set(before.subarray(first, first + dimension));
  }
  return sums;
}
