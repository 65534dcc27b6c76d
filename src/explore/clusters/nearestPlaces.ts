/** The nearest of those points that pass, to one of them: for a few questions, where an index would not pay. */

import { type Points, squaredDistance } from "../hdbscan/points.ts";

/**
 * @param passes of a point's place; `from` itself is never found
 * @returns nearest first, of equal distances the earlier place
 */
export function nearestPlaces(
  points: Points,
  from: number,
  wanted: number,
  passes: (place: number) => boolean,
): { place: number; squared: number }[] {
  const found: { place: number; squared: number }[] = [];
  for (let place = 0; place < points.count; place++) {
    if (place === from || !passes(place)) continue;
    const squared = squaredDistance(points, from, place);
    if (found.length >= wanted && squared >= (found[wanted - 1]?.squared ?? 0)) continue;
    let at = found.length;
    while (at > 0 && squared < (found[at - 1]?.squared ?? 0)) at--;
    found.splice(at, 0, { place, squared });
    found.length = Math.min(found.length, wanted);
  }
  return found;
}
