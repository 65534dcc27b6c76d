/** The tree of joins that a spanning tree's edges make, shortest first (single linkage). */

import type { SpanningTree } from "./plainSpanningTree.ts";
import { unionFind } from "./unionFind.ts";

/** Node i below `points` is a point; node points + j is what join j made. The last join is the root. */
export interface SingleLinkage {
  points: number;
  left: Int32Array;
  right: Int32Array;
  /** At which distance join j happens; never less than at join j - 1. */
  distances: Float64Array;
  /** Points under join j. */
  sizes: Int32Array;
}

export function singleLinkage(tree: SpanningTree): SingleLinkage {
  const joins = tree.lengths.length;
  const points = joins + 1;
  // Equals stay in the order in which they were found: the hierarchy depends on it, so it must not be the sort's whim.
  const order = Uint32Array.from({ length: joins }, (_, i) => i).sort(
    (a, b) => (tree.lengths[a] as number) - (tree.lengths[b] as number) || a - b,
  );
  const sets = unionFind(points);
  const nodeOf = Int32Array.from({ length: points }, (_, i) => i);
  const left = new Int32Array(joins);
  const right = new Int32Array(joins);
  const distances = new Float64Array(joins);
  const sizes = new Int32Array(joins);
  const sizeOf = (node: number) => (node < points ? 1 : (sizes[node - points] as number));
  order.forEach((edge, join) => {
    const a = sets.find(tree.from[edge] as number);
    const b = sets.find(tree.to[edge] as number);
    left[join] = nodeOf[a] as number;
    right[join] = nodeOf[b] as number;
    distances[join] = tree.lengths[edge] as number;
    sizes[join] = sizeOf(left[join] as number) + sizeOf(right[join] as number);
    nodeOf[sets.unite(a, b)] = points + join;
  });
  return { points, left, right, distances, sizes };
}
