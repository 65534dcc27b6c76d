/** Lines, rectangles and ellipses of one pixel's width: the first data set of SIDDA (arXiv 2501.14048), as DeepBench draws it. */

import type { RandomStream } from "../random.ts";

export const shapeClasses = ["circle", "line", "rectangle"] as const;
export type ShapeClass = (typeof shapeClasses)[number];

/** Lengths below are in pixels of a picture of this side. */
const publishedSize = 100;

/** @returns light [size, size], 1 on the outline and 0 elsewhere */
export function drawShape(kind: ShapeClass, size: number, stream: RandomStream): Float32Array {
  const pixels = new Float32Array(size * size);
  const mark = (x: number, y: number) => {
    const [column, row] = [Math.round(x), Math.round(y)];
    if (column >= 0 && column < size && row >= 0 && row < size) pixels[row * size + column] = 1;
  };
  if (kind === "line") addLine(mark, size, stream);
  else if (kind === "rectangle") addRectangle(mark, size, stream);
  else addEllipse(mark, size, stream);
  return pixels;
}

type Mark = (x: number, y: number) => void;

/** Between any two pixels. */
function addLine(mark: Mark, size: number, stream: RandomStream): void {
  const [x0, y0, x1, y1] = [0, 0, 0, 0].map(() => stream.below(size)) as [number, number, number, number];
  const steps = Math.max(1, Math.abs(x1 - x0), Math.abs(y1 - y0));
  for (let i = 0; i <= steps; i++) mark(x0 + ((x1 - x0) * i) / steps, y0 + ((y1 - y0) * i) / steps);
}

/** Its middle in the picture's inner half; along its axes. */
function addRectangle(mark: Mark, size: number, stream: RandomStream): void {
  const middle = () => Math.floor(size / 4) + stream.below(Math.floor(size / 2));
  const [cx, cy] = [middle(), middle()];
  const room = (centre: number) => 2 * Math.min(centre, size - centre);
  const side = (centre: number) => 1 + stream.below(Math.max(1, room(centre)));
  const [width, height] = [side(cx), side(cy)];
  const [left, top] = [cx - Math.floor(width / 2), cy - Math.floor(height / 2)];
  for (let x = 0; x <= width; x++) for (const y of [0, height]) mark(left + x, top + y);
  for (let y = 0; y <= height; y++) for (const x of [0, width]) mark(left + x, top + y);
}

/** At any angle, its axes 10 to 30 of 100 pixels where there is room. */
function addEllipse(mark: Mark, size: number, stream: RandomStream): void {
  const scale = size / publishedSize;
  const middle = () => 10 * scale + stream.uniform() * 80 * scale;
  const [cx, cy] = [middle(), middle()];
  const room = Math.min(cx, cy, size - cx, size - cy);
  const least = Math.min(10 * scale, room);
  const axis = () => least + stream.uniform() * Math.max(0, Math.min(30 * scale, room) - least);
  const [a, b, angle] = [axis(), axis(), Math.PI * stream.uniform()];
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const steps = Math.ceil(4 * Math.PI * Math.max(a, b));
  for (let i = 0; i < steps; i++) {
    const t = (2 * Math.PI * i) / steps;
    const [x, y] = [a * Math.cos(t), b * Math.sin(t)];
    mark(cx + x * cosine - y * sine, cy + x * sine + y * cosine);
  }
}
