/**
 * A spanning tree put in the order, and with the choices between equals, of Prim's algorithm on all pairs.
 *
 * Equals are the rule: a point's core distance is the length of all its edges to denser neighbours. Which of them is taken
 * decides which cluster the point falls to. All those edges stand in the point's list of neighbours, so Prim's algorithm on
 * lists and tree together chooses as on all pairs, save where more points than a list holds are exactly equally far.
 */

import type { Edges } from "./certainEdges.ts";
import type { Neighbours } from "./nearestNeighbours.ts";
import { emptyTree, type SpanningTree } from "./plainSpanningTree.ts";
import { shortestFirst } from "./shortestFirst.ts";

/** @param tree edges that span all points, in any order */
export function primOrder(neighbours: Neighbours, cores: Float64Array, tree: Edges): SpanningTree {
  const count = cores.length;
  const graph = graphOf(neighbours, cores, tree);
  const found = emptyTree(count);
  const reach = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const source = new Int32Array(count);
  const isInside = new Uint8Array(count);
  const waiting = shortestFirst();
  let current = 0;
  for (let edge = 0; edge < count - 1; edge++) {
    isInside[current] = 1;
    for (let at = graph.starts[current] as number; at < (graph.starts[current + 1] as number); at++) {
      const other = graph.ends[at] as number;
      const length = graph.lengths[at] as number;
      if (isInside[other] === 1 || length >= (reach[other] as number)) continue;
      reach[other] = length;
      source[other] = current;
      waiting.add(length, other);
    }
    let next = waiting.take();
    while (isInside[next] === 1) next = waiting.take();
    found.from[edge] = source[next] as number;
    found.to[edge] = next;
    found.lengths[edge] = reach[next] as number;
    current = next;
  }
  return found;
}

/** Each edge at both its ends: those at point p from starts[p] to starts[p + 1]. */
function graphOf({ size, places, distances }: Neighbours, cores: Float64Array, tree: Edges) {
  const count = cores.length;
  const starts = new Int32Array(count + 1);
  const each = (visit: (a: number, b: number, length: number) => void) => {
    for (let at = 0; at < places.length; at++) {
      const [a, b] = [Math.floor(at / size), places[at] as number];
      if (a !== b) visit(a, b, Math.max(cores[a] as number, cores[b] as number, distances[at] as number));
    }
    tree.from.forEach((a, i) => {
      visit(a, tree.to[i] as number, tree.lengths[i] as number);
    });
  };
  each((a, b) => {
    starts[a + 1] = (starts[a + 1] as number) + 1;
    starts[b + 1] = (starts[b + 1] as number) + 1;
  });
  for (let i = 0; i < count; i++) starts[i + 1] = (starts[i + 1] as number) + (starts[i] as number);
  const free = starts.slice();
  const ends = new Int32Array(starts[count] as number);
  const lengths = new Float64Array(ends.length);
  const put = (a: number, b: number, length: number) => {
    const at = free[a] as number;
    free[a] = at + 1;
    ends[at] = b;
    lengths[at] = length;
  };
  each((a, b, length) => {
    put(a, b, length);
    put(b, a, length);
  });
  return { starts, ends, lengths };
}
