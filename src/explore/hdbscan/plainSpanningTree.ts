/** Core distances and the spanning tree of mutual reachability as their definitions read: every pair, nothing kept. */

import { type Points, squaredDistance } from "./points.ts";

/** A minimum spanning tree's edges, in the order in which Prim's algorithm finds them from point 0. */
export interface SpanningTree {
  from: Int32Array;
  to: Int32Array;
  /** Mutual reachability distance, in the points' unit. */
  lengths: Float64Array;
}

export function emptyTree(points: number): SpanningTree {
  const edges = Math.max(0, points - 1);
  return { from: new Int32Array(edges), to: new Int32Array(edges), lengths: new Float64Array(edges) };
}

/**
 * The distance of each point to its `minSamples`-th nearest, itself counted as the first.
 * @param minSamples 1 to the number of points
 */
export function plainCoreDistances(points: Points, minSamples: number): Float64Array {
  const { count } = points;
  const cores = new Float64Array(count);
  const nearest = new Float64Array(minSamples);
  for (let a = 0; a < count; a++) {
    nearest.fill(Number.POSITIVE_INFINITY);
    for (let b = 0; b < count; b++) {
      const squared = squaredDistance(points, a, b);
      if (squared >= (nearest[minSamples - 1] as number)) continue;
      let at = minSamples - 1;
      while (at > 0 && (nearest[at - 1] as number) > squared) {
        nearest[at] = nearest[at - 1] as number;
        at--;
      }
      nearest[at] = squared;
    }
    cores[a] = Math.sqrt(nearest[minSamples - 1] as number);
  }
  return cores;
}

/**
 * Prim's algorithm from point 0; of points equally near the one with the lowest number comes first.
 * @param cores core distance of each point
 */
export function plainSpanningTree(points: Points, cores: Float64Array): SpanningTree {
  const { count } = points;
  const tree = emptyTree(count);
  const reach = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const source = new Int32Array(count);
  const outside = Int32Array.from({ length: count }, (_, i) => i);
  // What joins the tree changes places with the last of those outside.
  const leave = (place: number, left: number) => {
    outside[place] = outside[left - 1] as number;
  };
  if (count > 0) leave(0, count);
  let current = 0;
  for (let edge = 0, left = count - 1; left > 0; edge++, left--) {
    const core = cores[current] as number;
    let best = Number.POSITIVE_INFINITY;
    let next = -1;
    let place = -1;
    for (let i = 0; i < left; i++) {
      const j = outside[i] as number;
      let distance = reach[j] as number;
      // No distance can bring it nearer than the two cores allow, and most points have come that near before long.
      const least = Math.max(core, cores[j] as number);
      if (least < distance) {
        const found = Math.max(least, Math.sqrt(squaredDistance(points, current, j)));
        if (found < distance) {
          reach[j] = found;
          source[j] = current;
          distance = found;
        }
      }
      if (distance < best || (distance === best && j < next)) {
        best = distance;
        next = j;
        place = i;
      }
    }
    tree.from[edge] = source[next] as number;
    tree.to[edge] = next;
    tree.lengths[edge] = best;
    leave(place, left);
    current = next;
  }
  return tree;
}
