/** The edges that join sets of points whose own spanning trees are known: the rest of the minimum spanning tree. */

import type { Edges } from "./certainEdges.ts";
import {
  type Columns,
  chunkSize,
  chunksInBlock,
  columnsInBlock,
  columnsOf,
  eachRowBlock,
  type ScaledPoints,
} from "./chunkMinima.ts";
import { squaredDistance } from "./points.ts";
import { shortestFirst } from "./shortestFirst.ts";
import { unionFind } from "./unionFind.ts";

/**
 * Kruskal's algorithm on the sets. How near two sets are is bounded from below in single precision, all pairs in one pass;
 * only a pair whose bound comes up while the two are still apart is measured exactly.
 * @param groups places of points; none empty
 * @param cores core distance of each point
 */
export async function bridges(
  scaled: ScaledPoints,
  cores: Float64Array,
  groups: readonly Int32Array[],
  onProgress: (fraction: number) => void,
  signal?: AbortSignal,
): Promise<Edges> {
  const found: Edges = { from: [], to: [], lengths: [] };
  if (groups.length < 2) return found;
  const bounds = await leastDistances(scaled, cores, groups, onProgress, signal);
  const waiting = shortestFirst();
  for (let a = 0; a < groups.length; a++)
    for (let b = a + 1; b < groups.length; b++)
      waiting.add(bounds[a * groups.length + b] as number, a * groups.length + b);
  const sets = unionFind(groups.length);
  const exact = new Map<number, Bridge>();
  while (found.from.length < groups.length - 1) {
    const pair = waiting.take();
    const [a, b] = [Math.floor(pair / groups.length), pair % groups.length];
    const [setA, setB] = [sets.find(a), sets.find(b)];
    if (setA === setB) continue;
    const known = exact.get(pair);
    if (known) {
      sets.unite(setA, setB);
      found.from.push(known.from);
      found.to.push(known.to);
      found.lengths.push(known.length);
      continue;
    }
    const bridge = await shortest(scaled, cores, groups[a] as Int32Array, groups[b] as Int32Array, signal);
    exact.set(pair, bridge);
    waiting.add(bridge.length, pair);
  }
  return found;
}

/** @returns [groups x groups], a above b: no two points of them are mutually nearer */
async function leastDistances(
  scaled: ScaledPoints,
  cores: Float64Array,
  groups: readonly Int32Array[],
  onProgress: (fraction: number) => void,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const { lengths, error, scale } = scaled;
  const { columns, starts } = columnsOfGroups(scaled, cores, groups);
  const rows = Int32Array.from(groups.flatMap((group) => [...group]));
  const groupOf = Int32Array.from(groups.flatMap((group, g) => Array.from(group, () => g)));
  const bounds = new Float64Array(groups.length ** 2).fill(Number.POSITIVE_INFINITY);
  const firstBlock = (first: number) => Math.floor((starts[(groupOf[first] as number) + 1] as number) / columnsInBlock);
  await eachRowBlock(
    scaled,
    rows,
    columns,
    (first, count, minima) => {
      for (let row = 0; row < count; row++) {
        const place = rows[first + row] as number;
        const own = groupOf[first + row] as number;
        const core = cores[place] as number;
        for (let other = own + 1; other < groups.length; other++) {
          let least = Number.POSITIVE_INFINITY;
          const end = (starts[other + 1] as number) / chunkSize;
          for (let chunk = (starts[other] as number) / chunkSize; chunk < end; chunk++) {
            const block = Math.floor(chunk / chunksInBlock);
            const value = (minima[block] as Float32Array)[row * chunksInBlock + (chunk % chunksInBlock)] as number;
            if (value < least) least = value;
          }
          const bound = Math.max(core, nearest(least, lengths[place] as number, error) / scale);
          const at = own * groups.length + other;
          if (bound < (bounds[at] as number)) bounds[at] = bound;
        }
      }
      onProgress((first + count) / rows.length);
    },
    { firstBlock, signal },
  );
  return bounds;
}

/** Each group begins a chunk of its own. @returns also each group's first column, and one past the last */
function columnsOfGroups(
  scaled: ScaledPoints,
  cores: Float64Array,
  groups: readonly Int32Array[],
): { columns: Columns; starts: Int32Array } {
  const starts = new Int32Array(groups.length + 1);
  groups.forEach((group, g) => {
    starts[g + 1] = (starts[g] as number) + Math.ceil(group.length / chunkSize) * chunkSize;
  });
  const order = new Int32Array(starts[groups.length] as number).fill(-1);
  groups.forEach((group, g) => {
    order.set(group, starts[g]);
  });
  return { columns: columnsOf(scaled, order, cores), starts };
}

/**
 * The smallest distance of a point that single precision puts at `squared`, from one of this length: as `farthest`, but
 * distance^2 >= squared - error (2 length + distance)^2.
 */
function nearest(squared: number, length: number, error: number): number {
  const c = squared - 4 * error * length * length;
  if (c <= 0) return 0;
  const [a, b] = [1 + error, 4 * error * length];
  return (Math.sqrt(b * b + 4 * a * c) - b) / (2 * a);
}

interface Bridge {
  from: number;
  to: number;
  length: number;
}

/** The shortest edge of mutual reachability between two groups. */
async function shortest(
  scaled: ScaledPoints,
  cores: Float64Array,
  groupA: Int32Array,
  groupB: Int32Array,
  signal?: AbortSignal,
): Promise<Bridge> {
  const { points, lengths, error, scale } = scaled;
  const columns = columnsOf(scaled, groupB, cores);
  const best: Bridge = { from: -1, to: -1, length: Number.POSITIVE_INFINITY };
  const measure = (place: number, chunk: number) => {
    for (let column = chunk * chunkSize; column < (chunk + 1) * chunkSize; column++) {
      const other = columns.places[column] as number;
      if (other < 0) continue;
      const length = Math.max(
        cores[place] as number,
        cores[other] as number,
        Math.sqrt(squaredDistance(points, place, other)),
      );
      if (length < best.length) Object.assign(best, { from: place, to: other, length });
    }
  };
  await eachRowBlock(
    scaled,
    groupA,
    columns,
    (first, count, minima) => {
      // The likeliest first, so that little else needs to be measured.
      let [least, leastRow, leastChunk] = [Number.POSITIVE_INFINITY, 0, 0];
      const eachChunk = (row: number, visit: (value: number, chunk: number) => void) => {
        minima.forEach((own, block) => {
          for (let chunk = 0; chunk < chunksInBlock; chunk++)
            visit(own[row * chunksInBlock + chunk] as number, block * chunksInBlock + chunk);
        });
      };
      for (let row = 0; row < count; row++) {
        const core = ((cores[groupA[first + row] as number] as number) * scale) ** 2;
        eachChunk(row, (value, chunk) => {
          if (Math.max(value, core) < least) [least, leastRow, leastChunk] = [Math.max(value, core), row, chunk];
        });
      }
      measure(groupA[first + leastRow] as number, leastChunk);
      for (let row = 0; row < count; row++) {
        const place = groupA[first + row] as number;
        if ((cores[place] as number) >= best.length) continue;
        const own = best.length * scale;
        const limit = own * own + error * (2 * (lengths[place] as number) + own) ** 2;
        eachChunk(row, (value, chunk) => {
          if (value <= limit) measure(place, chunk);
        });
      }
    },
    { signal },
  );
  return best;
}
