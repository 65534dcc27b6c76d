/** The nearest of all vectors to each of some by any metric, in one pass over them. */

import { distanceBy, type Metric } from "./metric.ts";
import type { Representations } from "./representations.ts";

export interface ScanQuery {
  /** Never found itself. */
  id?: string;
  vector: Float32Array;
  /** Only objects of this name are found; all where it is left out. */
  among?: ReadonlySet<string>;
}

export interface Scanned {
  id: string;
  distance: number;
}

/** @returns for each query the `count` nearest, nearest first, of equal distances in the order of ids */
export async function nearestByScan(
  batches: AsyncIterable<Representations>,
  queries: readonly ScanQuery[],
  count: number,
  metric: Metric,
): Promise<Scanned[][]> {
  const distance = distanceBy(metric);
  const found = queries.map((): Scanned[] => []);
  for await (const { ids, values, dimension } of batches)
    queries.forEach(({ id: own, vector, among }, q) => {
      const best = found[q] as Scanned[];
      ids.forEach((id, row) => {
        if (id === own || among?.has(id) === false) return;
        const each = { id, distance: distance(vector, values, row * dimension) };
        if (best.length >= count && !isBefore(each, best[count - 1] as Scanned)) return;
        let place = best.length;
        while (place > 0 && isBefore(each, best[place - 1] as Scanned)) place--;
        best.splice(place, 0, each);
        best.length = Math.min(count, best.length);
      });
    });
  return found;
}

function isBefore(a: Scanned, b: Scanned): boolean {
  return a.distance < b.distance || (a.distance === b.distance && a.id < b.id);
}
