/** A line drawn round a part of the map: short enough for an address, and what lies inside of it. */

import { holds } from "../../../src/survey/polygon.ts";
import type { Point } from "./frame.ts";

/** More corners than these make an address too long to send. */
const mostCorners = 40;

/**
 * The line with fewer corners (Douglas & Peucker 1973): none that was left out lay farther from it than `tolerance`, which
 * grows until there are no more than 40.
 */
export function simplified(line: readonly Point[], tolerance: number): Point[] {
  let kept = [...line];
  for (let allowed = tolerance; kept.length > mostCorners || allowed === tolerance; allowed *= 1.5)
    kept = withoutNear(line, allowed);
  return kept;
}

function withoutNear(line: readonly Point[], tolerance: number): Point[] {
  const isKept = new Uint8Array(line.length).fill(1, 0, 1);
  isKept[line.length - 1] = 1;
  const spans: [number, number][] = [[0, line.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [first, last] = span;
    let farthest = first;
    let most = tolerance;
    for (let i = first + 1; i < last; i++) {
      const distance = distanceTo(line[i] as Point, line[first] as Point, line[last] as Point);
      if (distance <= most) continue;
      most = distance;
      farthest = i;
    }
    if (farthest === first) continue;
    isKept[farthest] = 1;
    spans.push([first, farthest], [farthest, last]);
  }
  return line.filter((_, i) => isKept[i] === 1);
}

function distanceTo([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

/** Objects inside of a closed line, by the even-odd rule. @param places [objects, 2] */
export function inside(places: Float32Array, corners: readonly Point[]): number[] {
  const found: number[] = [];
  for (let i = 0; i < places.length / 2; i++)
    if (holds(corners, places[2 * i] as number, places[2 * i + 1] as number)) found.push(i);
  return found;
}
