/** New points on a map that was made without them: each at the weighted mean of its nearest neighbours' places. */

import { setImmediate } from "node:timers/promises";

export interface Space {
  /** [points x dimension] */
  values: Float32Array;
  dimension: number;
}

export interface PlaceOptions {
  /** Of each new point. */
  neighbours: number;
  onProgress?: (fraction: number) => void;
  signal?: AbortSignal;
}

const pointsAtOnce = 20;

/**
 * As umap-learn begins when it is given new points, but without moving them afterwards: old places stay, and so does the
 * order in which points are added.
 * @param known which points of the space have a place, and `places` [known.length, 2] where
 * @param fresh which points get one
 * @returns [fresh.length, 2]
 */
export async function placeByNeighbours(
  { values, dimension }: Space,
  known: Int32Array,
  places: Float64Array,
  fresh: Int32Array,
  { neighbours, onProgress = () => {}, signal }: PlaceOptions,
): Promise<Float64Array> {
  const found = new Float64Array(fresh.length * 2);
  for (let first = 0; first < fresh.length; first += pointsAtOnce) {
    signal?.throwIfAborted();
    for (let at = first; at < Math.min(fresh.length, first + pointsAtOnce); at++) {
      const near = nearestOf(values, dimension, fresh[at] as number, known, neighbours);
      found.set(meanPlace(near, places), at * 2);
    }
    onProgress(Math.min(1, (first + pointsAtOnce) / fresh.length));
    await setImmediate();
  }
  return found;
}

interface Near {
  /** Its number among those with a place. */
  at: number;
  squared: number;
}

function nearestOf(values: Float32Array, dimension: number, point: number, known: Int32Array, size: number): Near[] {
  const near: Near[] = [];
  const start = point * dimension;
  for (let at = 0; at < known.length; at++) {
    const worst = near.length < size ? Number.POSITIVE_INFINITY : (near[size - 1] as Near).squared;
    const other = (known[at] as number) * dimension;
    let squared = 0;
    for (let i = 0; i < dimension && squared < worst; i++)
      squared += ((values[start + i] as number) - (values[other + i] as number)) ** 2;
    if (!(squared < worst)) continue;
    if (near.length === size) near.pop();
    let to = near.length;
    while (to > 0 && (near[to - 1] as Near).squared > squared) to--;
    near.splice(to, 0, { at, squared });
  }
  return near;
}

/** Weights fall with the distance; those that coincide with the point have all the weight. */
function meanPlace(near: readonly Near[], places: Float64Array): [number, number] {
  const same = near.filter(({ squared }) => squared === 0);
  const weighted =
    same.length > 0
      ? same.map(({ at }) => ({ at, weight: 1 }))
      : near.map(({ at, squared }) => ({ at, weight: 1 / Math.sqrt(squared) }));
  let [x, y, sum] = [0, 0, 0];
  for (const { at, weight } of weighted) {
    x += weight * (places[2 * at] as number);
    y += weight * (places[2 * at + 1] as number);
    sum += weight;
  }
  return [x / sum, y / sum];
}
