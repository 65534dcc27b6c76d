/** UMAP's graph: how surely each two points are neighbours (McInnes, Healy & Melville 2018, section 3.1, algorithms 2 and 3). */

import type { Neighbours } from "../hdbscan/nearestNeighbours.ts";

/** Each pair of points once in either direction. */
export interface FuzzyGraph {
  points: number;
  /** [edges] */
  from: Int32Array;
  /** [edges] */
  to: Int32Array;
  /** [edges], above 0, up to 1; the same in both directions. */
  weights: Float32Array;
}

/** In the search for a point's reach. */
const halvings = 64;
const closeEnough = 1e-5;
/** Of the mean distance to the neighbours: a reach is never less. */
const leastReach = 1e-3;

/** @param neighbours of which each point is its own first */
export function fuzzyGraph(neighbours: Neighbours): FuzzyGraph {
  const { size, places } = neighbours;
  const points = places.length / size;
  const strengths = memberships(neighbours);
  const isNeighbour = (of: number, point: number) => {
    for (let k = 1; k < size; k++) if (places[of * size + k] === point) return of * size + k;
    return -1;
  };
  const from: number[] = [];
  const to: number[] = [];
  const weights: number[] = [];
  const join = (a: number, b: number, weight: number) => {
    from.push(a, b);
    to.push(b, a);
    weights.push(weight, weight);
  };
  for (let point = 0; point < points; point++) {
    for (let k = 1; k < size; k++) {
      const at = point * size + k;
      const other = places[at] as number;
      const back = isNeighbour(other, point);
      // Each pair once: by the lower number where both are the other's neighbour.
      if (back >= 0 && other < point) continue;
      const [there, here] = [strengths[at] as number, back >= 0 ? (strengths[back] as number) : 0];
      const weight = there + here - there * here;
      if (weight > 0) join(point, other, weight);
    }
  }
  return { points, from: Int32Array.from(from), to: Int32Array.from(to), weights: Float32Array.from(weights) };
}

/** How surely each neighbour is one, as the point sees it by itself, [points x size]. */
function memberships({ size, distances }: Neighbours): Float64Array {
  const result = new Float64Array(distances.length);
  const mean = distances.reduce((sum, each) => sum + each, 0) / distances.length;
  for (let first = 0; first < distances.length; first += size) {
    const own = distances.subarray(first, first + size);
    const nearest = own.find((distance) => distance > 0) ?? 0;
    const floor = leastReach * (nearest > 0 ? own.reduce((sum, each) => sum + each, 0) / size : mean);
    const reach = Math.max(reachOf(own, nearest), floor);
    for (let k = 1; k < size; k++) {
      const beyond = (own[k] as number) - nearest;
      result[first + k] = beyond <= 0 || reach === 0 ? 1 : Math.exp(-beyond / reach);
    }
  }
  return result;
}

/** The reach at which the neighbours' memberships add up to log2 of their number. */
function reachOf(distances: Float64Array, nearest: number): number {
  const target = Math.log2(distances.length);
  let [low, high, middle] = [0, Number.POSITIVE_INFINITY, 1];
  for (let i = 0; i < halvings; i++) {
    let sum = 0;
    for (let k = 1; k < distances.length; k++) {
      const beyond = (distances[k] as number) - nearest;
      sum += beyond > 0 ? Math.exp(-beyond / middle) : 1;
    }
    if (Math.abs(sum - target) < closeEnough) break;
    if (sum > target) {
      high = middle;
      middle = (low + high) / 2;
    } else {
      low = middle;
      middle = high === Number.POSITIVE_INFINITY ? middle * 2 : (low + high) / 2;
    }
  }
  return middle;
}
