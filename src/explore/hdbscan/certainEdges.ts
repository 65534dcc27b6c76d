/** Edges of the minimum spanning tree that lists of nearest neighbours prove by themselves (Borůvka's rounds). */

import type { Neighbours } from "./nearestNeighbours.ts";
import type { UnionFind } from "./unionFind.ts";

export interface Edges {
  from: number[];
  to: number[];
  lengths: number[];
}

/**
 * Joins sets as far as the lists allow. A set's shortest known edge outwards is in a minimum spanning tree if no unknown one
 * can be shorter; and whoever is not in a point's list is at least as far away as the last who is.
 * @param cores core distance of each point, at most that of the last in its list
 * @param sets every point by itself; joined as edges are found
 */
export function certainEdges({ size, places, distances }: Neighbours, cores: Float64Array, sets: UnionFind): Edges {
  const count = cores.length;
  const found: Edges = { from: [], to: [], lengths: [] };
  const least = new Float64Array(count);
  const unknown = new Float64Array(count);
  const edge = new Int32Array(count);
  // Of each point the entries of its list that may still lead outwards.
  const next = new Int32Array(count).fill(1);
  for (;;) {
    least.fill(Number.POSITIVE_INFINITY);
    unknown.fill(Number.POSITIVE_INFINITY);
    const offer = (set: number, length: number, entry: number) => {
      if (length < (least[set] as number)) {
        least[set] = length;
        edge[set] = entry;
      }
    };
    for (let a = 0; a < count; a++) {
      const setA = sets.find(a);
      const last = distances[a * size + size - 1] as number;
      if (last < (unknown[setA] as number)) unknown[setA] = last;
      const core = cores[a] as number;
      for (let i = next[a] as number; i < size; i++) {
        const b = places[a * size + i] as number;
        const setB = sets.find(b);
        if (setA === setB) {
          if (i === next[a]) next[a] = i + 1;
          continue;
        }
        const length = Math.max(core, cores[b] as number, distances[a * size + i] as number);
        offer(setA, length, a * size + i);
        offer(setB, length, a * size + i);
      }
    }
    let joined = 0;
    for (let set = 0; set < count; set++) {
      const length = least[set] as number;
      if (length === Number.POSITIVE_INFINITY || length > (unknown[set] as number)) continue;
      const entry = edge[set] as number;
      const [a, b] = [Math.floor(entry / size), places[entry] as number];
      const [setA, setB] = [sets.find(a), sets.find(b)];
      if (setA === setB) continue;
      sets.unite(setA, setB);
      found.from.push(a);
      found.to.push(b);
      found.lengths.push(length);
      joined++;
    }
    if (joined === 0) return found;
  }
}
