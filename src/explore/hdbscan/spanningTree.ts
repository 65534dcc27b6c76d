/**
 * Core distances and the spanning tree of mutual reachability of many points, exactly, in a few passes of matrix products.
 *
 * Lists of nearest neighbours give the core distances and prove most of the tree (`certainEdges`); what they leave apart,
 * some hundred groups of a hundred thousand points, is joined by one more pass (`bridges`); `primOrder` then makes it the
 * tree that the plain algorithm finds.
 */

import { bridges } from "./bridges.ts";
import { certainEdges } from "./certainEdges.ts";
import { scaledPoints } from "./chunkMinima.ts";
import { nearestNeighbours } from "./nearestNeighbours.ts";
import { plainCoreDistances, plainSpanningTree, type SpanningTree } from "./plainSpanningTree.ts";
import type { Points } from "./points.ts";
import { primOrder } from "./primOrder.ts";
import { unionFind } from "./unionFind.ts";

/** Below this many points the plain way takes a second, and compiling programs is not worth it. */
const fewPoints = 4000;
/** Neighbours beyond those that make a core distance: they halve the groups that are left. */
const moreNeighbours = 10;
/** So many groups and their distances would need more memory than the points. */
const mostGroups = 4000;

export interface Watched {
  onProgress?: (fraction: number) => void;
  signal?: AbortSignal;
}

/** @param minSamples 1 to the number of points */
export async function spanningTree(points: Points, minSamples: number, watched: Watched = {}): Promise<SpanningTree> {
  if (points.count < fewPoints) return plainSpanningTree(points, plainCoreDistances(points, minSamples));
  return quickSpanningTree(points, minSamples, watched);
}

/** For any number of points; `spanningTree` leaves the few to the plain way. */
export async function quickSpanningTree(
  points: Points,
  minSamples: number,
  { onProgress = () => {}, signal }: Watched = {},
): Promise<SpanningTree> {
  const { count } = points;
  const scaled = scaledPoints(points);
  const size = Math.min(count, minSamples + moreNeighbours);
  const neighbours = await nearestNeighbours(scaled, size, (fraction) => onProgress(0.6 * fraction), signal);
  const cores = Float64Array.from(
    { length: count },
    (_, i) => neighbours.distances[i * size + minSamples - 1] as number,
  );
  const sets = unionFind(count);
  const edges = certainEdges(neighbours, cores, sets);
  const groups = groupsOf(count, sets.find);
  if (groups.length > mostGroups) return plainSpanningTree(points, cores);
  const rest = await bridges(scaled, cores, groups, (fraction) => onProgress(0.6 + 0.4 * fraction), signal);
  return primOrder(neighbours, cores, {
    from: [...edges.from, ...rest.from],
    to: [...edges.to, ...rest.to],
    lengths: [...edges.lengths, ...rest.lengths],
  });
}

/** The largest first: most of its pairs are within itself, and need not be looked at. */
function groupsOf(count: number, find: (point: number) => number): Int32Array[] {
  const members = new Map<number, number[]>();
  for (let point = 0; point < count; point++) {
    const set = find(point);
    const own = members.get(set);
    if (own) own.push(point);
    else members.set(set, [point]);
  }
  return [...members.values()].sort((a, b) => b.length - a.length).map((own) => Int32Array.from(own));
}
