/** What part of a map is in sight: from the map's units to the window's pixels and back. */

import type { SurveyMap } from "./surveyMap.ts";

/** In the map's own units, so that it means the same in a window of any size. */
export interface Frame {
  /** What stands in the middle. */
  x: number;
  y: number;
  /** How much of the map the shorter side of the window shows. */
  span: number;
}

export interface Size {
  width: number;
  height: number;
}

export type Point = readonly [x: number, y: number];

export function wholeFrame({ middle, half }: SurveyMap): Frame {
  return { ...middle, span: 2.16 * half };
}

export function unitsPerPixel({ span }: Frame, { width, height }: Size): number {
  return span / Math.max(1, Math.min(width, height));
}

export function toPixels(frame: Frame, size: Size, [x, y]: Point): Point {
  const unit = unitsPerPixel(frame, size);
  return [size.width / 2 + (x - frame.x) / unit, size.height / 2 - (y - frame.y) / unit];
}

export function toMap(frame: Frame, size: Size, [left, top]: Point): Point {
  const unit = unitsPerPixel(frame, size);
  return [frame.x + (left - size.width / 2) * unit, frame.y - (top - size.height / 2) * unit];
}

/** The frame moved so that what was seen goes by these pixels: right and down are positive. */
export function panned(frame: Frame, size: Size, right: number, down: number): Frame {
  const unit = unitsPerPixel(frame, size);
  return { ...frame, x: frame.x - right * unit, y: frame.y + down * unit };
}

/** The frame with `factor` times as much in sight; what stands at `at` stays there. */
export function zoomed(frame: Frame, size: Size, factor: number, at: Point): Frame {
  const [x, y] = toMap(frame, size, at);
  return { x: x + (frame.x - x) * factor, y: y + (frame.y - y) * factor, span: frame.span * factor };
}

/** Not so far out or aside that the map is lost, nor nearer than float32 has digits for. */
export function bounded(frame: Frame, map: SurveyMap): Frame {
  const near = (value: number, middle: number) => Math.min(middle + map.half, Math.max(middle - map.half, value));
  const whole = wholeFrame(map).span;
  return {
    x: near(frame.x, map.middle.x),
    y: near(frame.y, map.middle.y),
    span: Math.min(4 * whole, Math.max(whole / 4000, frame.span)),
  };
}

/** Objects in sight, or undefined where there are more than `most`. */
export function inSight({ places }: SurveyMap, frame: Frame, size: Size, most: number): number[] | undefined {
  const [left, top] = toMap(frame, size, [0, 0]);
  const [right, bottom] = toMap(frame, size, [size.width, size.height]);
  const found: number[] = [];
  for (let i = 0; i < places.length / 2; i++) {
    const [x, y] = [places[2 * i] as number, places[2 * i + 1] as number];
    if (x < left || x > right || y < bottom || y > top) continue;
    if (found.push(i) > most) return undefined;
  }
  return found;
}

/** The object nearest to a place in the window, no farther than `reach` pixels. */
export function nearestAt(
  { places }: SurveyMap,
  frame: Frame,
  size: Size,
  at: Point,
  reach: number,
): number | undefined {
  const [x, y] = toMap(frame, size, at);
  let nearest: number | undefined;
  let least = (reach * unitsPerPixel(frame, size)) ** 2;
  for (let i = 0; i < places.length / 2; i++) {
    const distance = ((places[2 * i] as number) - x) ** 2 + ((places[2 * i + 1] as number) - y) ** 2;
    if (distance > least) continue;
    least = distance;
    nearest = i;
  }
  return nearest;
}
