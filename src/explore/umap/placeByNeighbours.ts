/** New points on a map that was made without them: each at the weighted mean of its nearest neighbours' places. */

import { chunkSize, scaledPoints } from "../hdbscan/chunkMinima.ts";
import { nearestAmong } from "../hdbscan/nearestNeighbours.ts";
import { spatialOrderOf } from "../hdbscan/spatialOrder.ts";

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
  const points = { values: Float64Array.from(values), count: values.length / dimension, dimension };
  const near = await nearestAmong(
    scaledPoints(points),
    { of: fresh, among: spatialOrderOf(points, known, chunkSize) },
    Math.min(neighbours, known.length),
    onProgress,
    signal,
  );
  const numberOf = new Int32Array(points.count);
  known.forEach((place, at) => {
    numberOf[place] = at;
  });
  const found = new Float64Array(fresh.length * 2);
  fresh.forEach((point, row) => {
    const from = point * near.size;
    const of = Array.from({ length: near.size }, (_, i) => ({
      at: numberOf[near.places[from + i] as number] as number,
      distance: near.distances[from + i] as number,
    }));
    found.set(meanPlace(of, places), row * 2);
  });
  return found;
}

interface Near {
  /** Its number among those with a place. */
  at: number;
  distance: number;
}

/** Weights fall with the distance; those that coincide with the point have all the weight. */
function meanPlace(near: readonly Near[], places: Float64Array): [number, number] {
  const same = near.filter(({ distance }) => distance === 0);
  const weighted =
    same.length > 0
      ? same.map(({ at }) => ({ at, weight: 1 }))
      : near.map(({ at, distance }) => ({ at, weight: 1 / distance }));
  let [x, y, sum] = [0, 0, 0];
  for (const { at, weight } of weighted) {
    x += weight * (places[2 * at] as number);
    y += weight * (places[2 * at + 1] as number);
    sum += weight;
  }
  return [x / sum, y / sum];
}
