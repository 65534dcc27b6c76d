/** Objects between two columns of numbers: each of them where they are few, counts in cells where they are many. */

import { type BinFinder, binFinder, type Histogram, histogramOf } from "./histograms.ts";
import type { Numbers } from "./surveyColumns.ts";

/** The cell of what lies beyond an axis, or has no number on one. */
const nowhere = 0xffff;

/** Ends of bins as a histogram has them. */
export type ScatterAxis = Pick<Histogram, "edges" | "below" | "above">;

export interface ScatterPlane {
  /** Both of the objects that have both numbers; empty where none has. */
  x: ScatterAxis;
  y: ScatterAxis;
  /** Objects that lack one of the numbers, or both. */
  missing: number;
  /** Objects that lie within both axes. */
  inside: number;
  /** Of each object: bin of x + bins of x * bin of y. */
  cells: Uint16Array;
}

/** The cells that hold anything, by their bins. */
export interface ScatterCells {
  x: number[];
  y: number[];
  all: number[];
  selected: number[];
}

export interface Scattered {
  /** None where every object of the plane is shown by itself. */
  cells: ScatterCells;
  /** Objects that are shown by themselves, ascending. */
  rows: number[];
  /** Cells of so many selected objects or fewer have these shown by themselves. */
  thin: number;
}

/** @param bins of each axis, at most 255, so that a cell's number fits into 16 bits */
export function scatterPlane(x: Numbers, y: Numbers, bins: number): ScatterPlane {
  // Where few objects have the one number, the plot is of those, and not of a corner.
  const [across, up] = [new Float64Array(x.length), new Float64Array(x.length)];
  let both = 0;
  for (let row = 0; row < x.length; row++) {
    if (!Number.isFinite(x[row]) || !Number.isFinite(y[row])) continue;
    across[both] = x[row] as number;
    up[both++] = y[row] as number;
  }
  const axes = [across, up].map((numbers): ScatterAxis => {
    const { edges, below, above } = histogramOf(numbers.subarray(0, both), bins);
    return { edges, below, above };
  }) as [ScatterAxis, ScatterAxis];
  const [columns, lines] = axes.map(({ edges }) => edges.length - 1) as [number, number];
  const [columnOf, lineOf] = axes.map(({ edges }) => binFinder(edges)) as [BinFinder, BinFinder];
  const cells = new Uint16Array(x.length).fill(nowhere);
  let inside = 0;
  for (let row = 0; row < x.length; row++) {
    if (!Number.isFinite(x[row]) || !Number.isFinite(y[row])) continue;
    const [column, line] = [columnOf(x[row] as number), lineOf(y[row] as number)];
    if (column < 0 || column === columns || line < 0 || line === lines) continue;
    cells[row] = column + columns * line;
    inside++;
  }
  return { x: axes[0], y: axes[1], missing: x.length - both, inside, cells };
}

/**
 * @param mask 1 for the objects that are selected
 * @param most objects that are all shown by themselves
 * @param over of more, so many selected ones: those of the cells with the fewest, for what stands alone is what one asks about
 */
export function scattered(
  { x, y, inside, cells }: ScatterPlane,
  mask: Uint8Array,
  { most, over }: { most: number; over: number },
): Scattered {
  const rows: number[] = [];
  if (inside <= most) {
    for (let row = 0; row < cells.length; row++) if (cells[row] !== nowhere) rows.push(row);
    return { cells: { x: [], y: [], all: [], selected: [] }, rows, thin: most };
  }
  const columns = x.edges.length - 1;
  const size = columns * (y.edges.length - 1);
  const [all, selected] = [new Uint32Array(size), new Uint32Array(size)];
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row] as number;
    if (cell === nowhere) continue;
    all[cell] = (all[cell] as number) + 1;
    if (mask[row] === 1) selected[cell] = (selected[cell] as number) + 1;
  }
  const thin = thinnest(selected, over);
  for (let row = 0; thin > 0 && row < cells.length; row++) {
    const cell = cells[row] as number;
    if (cell !== nowhere && mask[row] === 1 && (selected[cell] as number) <= thin) rows.push(row);
  }
  const found: ScatterCells = { x: [], y: [], all: [], selected: [] };
  for (const [cell, count] of all.entries()) {
    if (count === 0) continue;
    found.x.push(cell % columns);
    found.y.push(Math.floor(cell / columns));
    found.all.push(count);
    found.selected.push(selected[cell] as number);
  }
  return { cells: found, rows, thin };
}

/** @returns the largest count of which, and of all smaller ones, the cells hold no more than `most` objects together */
function thinnest(counts: Uint32Array, most: number): number {
  const sorted = Uint32Array.from(counts)
    .filter((count) => count > 0)
    .sort();
  let sum = 0;
  let thin = 0;
  for (const [i, count] of sorted.entries()) {
    sum += count;
    if (sum > most) break;
    if (sorted[i + 1] !== count) thin = count;
  }
  return thin;
}
