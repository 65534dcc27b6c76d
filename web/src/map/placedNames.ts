/** Names on a map where there is room for them: larger groups first, none upon another. */

import { type Frame, type Point, type Size, toPixels } from "./frame.ts";

export interface MapName {
  name: string;
  /** Objects. */
  size: number;
  /** In the map's own units. */
  place: { x: number; y: number };
  /** Shown only while what is in sight spans so much, in the map's own units; left out, always. */
  spans?: readonly [least: number, most: number];
}

export interface PlacedName {
  name: string;
  at: Point;
}

/** Of a letter, on average, and of a line. */
const letter = 7.2;
const line = 20;

export function placedNames(names: readonly MapName[], frame: Frame, size: Size): PlacedName[] {
  const placed: (PlacedName & { half: number })[] = [];
  const shown = names.filter(({ spans }) => !spans || (frame.span >= spans[0] && frame.span < spans[1]));
  for (const { name, place } of shown.sort((a, b) => b.size - a.size || (a.name < b.name ? -1 : 1))) {
    const at = toPixels(frame, size, [place.x, place.y]);
    const half = (Math.min(name.length, 40) * letter) / 2 + 6;
    if (at[0] < half || at[0] > size.width - half || at[1] < line / 2 || at[1] > size.height - line / 2) continue;
    const isFree = placed.every(
      (other) => Math.abs(other.at[0] - at[0]) > other.half + half || Math.abs(other.at[1] - at[1]) > line,
    );
    if (isFree) placed.push({ name, at, half });
  }
  return placed.map(({ name, at }) => ({ name, at }));
}
