/** How far an unlabelled pool's features are from a labelled pool's, beside how far two halves of the labelled pool are. */

import { randomStream, shuffled } from "../../random.ts";
import { frechetDistance } from "./frechetDistance.ts";
import { shrunkCovariance } from "./shrunkCovariance.ts";

export interface PoolDistance {
  /** Objects of either side in each draw, half of the smaller pool at most: distances are biased upwards the fewer there are. */
  objects: number;
  /** Between objects of the labelled pool and as many of the unlabelled one. */
  distance: Drawn;
  /** Between two halves of the labelled pool. */
  null: Drawn;
  /** The distance over its null: 1 where the pools are alike. */
  ratio: number;
}

export interface Drawn {
  mean: number;
  /** 95 % of the draws lie between. */
  interval: [number, number];
}

export interface DistanceOptions {
  seed: number;
  draws?: number;
  /** Of either side. */
  mostObjects?: number;
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}

/** Features are the network's own; those that are the same for every object add nothing and are left out. */
export async function poolDistance(
  labelled: ArrayLike<number>,
  unlabelled: ArrayLike<number>,
  width: number,
  { seed, draws = 40, mostObjects = 500, onProgress = () => {}, signal }: DistanceOptions,
): Promise<PoolDistance> {
  const [own, other] = varying([labelled, unlabelled], width);
  const kept = own.width;
  const [count, others] = [labelled.length / width, unlabelled.length / width];
  // Half of either pool, so that draws differ: of all of one they would show no spread of it.
  const objects = Math.min(Math.floor(count / 2), Math.floor(others / 2), mostObjects);
  const found: { distance: number[]; null: number[] } = { distance: [], null: [] };
  for (let draw = 0; draw < draws; draw++) {
    signal?.throwIfAborted();
    const order = shuffled(count, randomStream(seed, "labelled", draw));
    const half = shrunkCovariance(own.values, kept, order.subarray(0, objects));
    const rest = shrunkCovariance(own.values, kept, order.subarray(objects, 2 * objects));
    const drawn = shuffled(others, randomStream(seed, "unlabelled", draw)).subarray(0, objects);
    found.null.push(frechetDistance(half, rest));
    found.distance.push(frechetDistance(half, shrunkCovariance(other.values, kept, drawn)));
    onProgress((draw + 1) / draws);
    // The progress line and an interruption have their turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const [distance, nothing] = [summed(found.distance), summed(found.null)];
  return { objects, distance, null: nothing, ratio: nothing.mean > 0 ? distance.mean / nothing.mean : Number.NaN };
}

interface Features {
  width: number;
  values: Float64Array;
}

function varying(pools: readonly ArrayLike<number>[], width: number): [Features, Features] {
  const columns = Array.from({ length: width }, (_, k) => k).filter((k) =>
    pools.some((pool) => {
      for (let at = k; at < pool.length; at += width) if (pool[at] !== pools[0]?.[k]) return true;
      return false;
    }),
  );
  const taken = (pool: ArrayLike<number>): Features => {
    const rows = pool.length / width;
    const values = new Float64Array(rows * columns.length);
    for (let row = 0; row < rows; row++)
      columns.forEach((column, k) => {
        values[row * columns.length + k] = pool[row * width + column] as number;
      });
    return { width: columns.length, values };
  };
  return pools.map(taken) as [Features, Features];
}

function summed(values: number[]): Drawn {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] as number;
  return { mean: values.reduce((a, b) => a + b, 0) / values.length, interval: [at(0.025), at(0.975)] };
}
