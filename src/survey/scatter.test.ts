/** Every object of a scatter plot is counted once, wherever it stands; of many, the points are those that stand alone. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { type Scattered, scattered, scatterPlane } from "./scatter.ts";

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const number = fc.oneof(fc.double(), fc.integer({ min: 0, max: 9 }), fc.constantFrom(Number.NaN, -9999, 1 / 0));
const objects = fc.array(fc.record({ x: number, y: number, isSelected: fc.boolean() }), { maxLength: 80 });

test("every object is in a cell, beyond an end, or without a number", () => {
  fc.assert(
    fc.property(objects, fc.integer({ min: 1, max: 200 }), (list, bins) => {
      const [x, y] = [Float64Array.from(list, (each) => each.x), Float64Array.from(list, (each) => each.y)];
      const plane = scatterPlane(x, y, bins);
      const mask = Uint8Array.from(list, (each) => Number(each.isSelected));
      const { cells } = scattered(plane, mask, { most: 0, over: 0 });
      const within = list.filter((each) => isWithin(each.x, plane.x.edges) && isWithin(each.y, plane.y.edges));
      expect(plane.inside).toBe(within.length);
      expect(sum(cells.all)).toBe(within.length);
      expect(sum(cells.selected)).toBe(within.filter((each) => each.isSelected).length);
      const both = list.filter((each) => Number.isFinite(each.x) && Number.isFinite(each.y));
      expect(plane.missing).toBe(list.length - both.length);
      expect(plane.x.below).toBe(both.filter((each) => each.x < (plane.x.edges[0] as number)).length);
      expect(plane.y.above).toBe(both.filter((each) => each.y > (plane.y.edges.at(-1) as number)).length);
      for (const [i, across] of cells.x.entries()) {
        const up = cells.y[i] as number;
        expect(across < plane.x.edges.length - 1 && up < plane.y.edges.length - 1).toBe(true);
      }
    }),
  );
});

test("an object stands in the cell that its numbers are in", () => {
  const plane = scatterPlane(Float64Array.of(0, 1, 1, 3), Float64Array.of(2, 0, 0, Number.NaN), 60);
  expect([plane.x.edges, plane.y.edges.map((each) => Number(each.toFixed(9)))]).toEqual([
    [-0.5, 0.5, 1.5],
    [-0.5, 0.5, 1.5, 2.5],
  ]);
  const { cells } = scattered(plane, Uint8Array.of(1, 1, 0, 1), { most: 0, over: 0 });
  expect(cells).toEqual({ x: [1, 0], y: [0, 2], all: [2, 1], selected: [1, 1] });
});

test("ends are those of the objects that have both numbers, and few stray ones do not squeeze them", () => {
  const count = 10_000;
  const of = (value: (i: number) => number) => Float64Array.from({ length: count }, (_, i) => value(i));
  const far = of((i) => (i < 5000 ? i / 5000 : 1e6));
  const squeezed = scatterPlane(
    far,
    of((i) => (i >= 5000 ? Number.NaN : i < 3 ? -9999 : i / 5000)),
    60,
  );
  expect(squeezed.x.edges.at(-1)).toBeLessThanOrEqual(1);
  expect(squeezed.missing).toBe(5000);
  expect(squeezed.y.below).toBeGreaterThanOrEqual(3);
  expect(squeezed.y.edges[0]).toBeGreaterThan(0);
});

test("few are all shown by themselves; of many, the selected ones in the cells with the fewest", () => {
  // Cells of 1, 2, 3 ... 10 objects along a line, all selected but the first of the cell of 5.
  const place = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].flatMap((many) => new Array<number>(many).fill(many));
  const numbers = Float64Array.from(place);
  const plane = scatterPlane(numbers, numbers, 60);
  const mask = Uint8Array.from(place, (_, i) => Number(i !== 10));
  const shown = (limits: { most: number; over: number }): [Scattered["rows"], number, number] => {
    const { rows, thin, cells } = scattered(plane, mask, limits);
    return [rows, thin, cells.all.length];
  };
  expect(shown({ most: 55, over: 0 })).toEqual([place.map((_, i) => i), 55, 0]);
  expect(shown({ most: 54, over: 54 })).toEqual([place.flatMap((_, i) => (i === 10 ? [] : [i])), 10, 10]);
  expect(shown({ most: 54, over: 6 })).toEqual([[0, 1, 2, 3, 4, 5], 3, 10]);
  // Two cells have four selected objects: both or none of them.
  expect(shown({ most: 54, over: 13 })).toEqual([[0, 1, 2, 3, 4, 5], 3, 10]);
  expect(shown({ most: 54, over: 14 })[0]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14]);
  expect(shown({ most: 54, over: 0 })).toEqual([[], 0, 10]);
});

test("where nobody has both numbers there is no plane", () => {
  const plane = scatterPlane(Float64Array.of(1, Number.NaN), Float64Array.of(Number.NaN, 1), 60);
  expect([plane.x.edges, plane.missing, plane.inside]).toEqual([[], 2, 0]);
  expect(scattered(plane, Uint8Array.of(1, 1), { most: 10, over: 10 }).rows).toEqual([]);
});

function isWithin(value: number, edges: readonly number[]): boolean {
  return Number.isFinite(value) && value >= (edges[0] as number) && value <= (edges.at(-1) as number);
}
