/** Points in an order in which neighbours in the list are neighbours in space: halved again and again along the widest axis. */

import { type Points, pointsAt } from "./points.ts";

/** @returns every place once; each run of `leaf` places, from a multiple of it on, lies together */
export function spatialOrder({ values, count, dimension }: Points, leaf: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const keys = new Float64Array(count);
  const halve = (start: number, end: number) => {
    if (end - start <= leaf) return;
    const axis = widestAxis(start, end);
    for (let i = start; i < end; i++)
      keys[order[i] as number] = values[(order[i] as number) * dimension + axis] as number;
    order.subarray(start, end).sort((a, b) => (keys[a] as number) - (keys[b] as number) || a - b);
    // On a border between leaves, so that all but the last are full.
    const middle = start + Math.max(1, Math.round((end - start) / 2 / leaf)) * leaf;
    halve(start, middle);
    halve(middle, end);
  };
  const widestAxis = (start: number, end: number) => {
    // A sample says it well enough.
    const step = Math.max(1, Math.floor((end - start) / 256));
    let [best, widest] = [0, -1];
    for (let axis = 0; axis < dimension; axis++) {
      let [sum, squares, seen] = [0, 0, 0];
      for (let i = start; i < end; i += step, seen++) {
        const value = values[(order[i] as number) * dimension + axis] as number;
        sum += value;
        squares += value * value;
      }
      const variance = squares / seen - (sum / seen) ** 2;
      if (variance > widest) [best, widest] = [axis, variance];
    }
    return best;
  };
  halve(0, count);
  return order;
}

/** The same of some of the points. @returns their places */
export function spatialOrderOf(points: Points, places: Int32Array, leaf: number): Int32Array {
  return spatialOrder(pointsAt(points, places), leaf).map((at) => places[at] as number);
}
