/** The page's selection without a browser: its address, ranges, boxes on the sky, and names and lines on a map. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { densityLines } from "../map/contours.ts";
import { placedNames } from "../map/placedNames.ts";
import { surveyMap } from "../map/surveyMap.ts";
import { mollweide } from "./mollweide.ts";
import { draggedTo, rangeOf, withRange } from "./range.ts";
import {
  axesFrom,
  damagedParts,
  isWhole,
  type PageSelection,
  selectionFrom,
  selectionKey,
  selectionSearch,
  withAxes,
  withCharts,
  withSelection,
} from "./selectionAddress.ts";
import { boxBetween, outlineOf, sizeOf } from "./skyBox.ts";

const coordinate = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => Number(value.toFixed(3)));
const degrees = (low: number, high: number) => fc.integer({ min: low, max: high });
const selection: fc.Arbitrary<PageSelection> = fc.record(
  {
    filters: fc.array(
      fc.record({
        column: fc.string(),
        operator: fc.constantFrom("=" as const, ">=" as const, "contains" as const),
        value: fc.string(),
      }),
      { maxLength: 3 },
    ),
    lasso: fc.record({
      run: fc.string({ minLength: 1 }),
      corners: fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 5 }),
    }),
    sky: fc.record({
      ra: fc.tuple(degrees(0, 360), degrees(0, 360)),
      dec: fc.tuple(degrees(-90, 90), degrees(-90, 90)),
    }),
    saved: fc.string({ minLength: 1 }),
  },
  { requiredKeys: ["filters"] },
);

describe("the address", () => {
  test("says which of its parts cannot be read", () => {
    const damaged = (query: string) => damagedParts(new URLSearchParams(query));
    expect(damaged("lasso=banana&sky=1_2&where=%5B")).toEqual(["where", "lasso", "sky"]);
    expect(damaged("lasso=0_0_1_0_1_1&sky=1_2_3_4&where=%5B%5D&saved=x")).toEqual([]);
    expect(damaged("")).toEqual([]);
  });

  test("holds the axes of the scatter plot from view to view, and while a histogram is added, until charts are closed", () => {
    const axes = { x: "mutual_information@run", y: "size & mass" };
    const chosen = withAxes(withCharts(new URLSearchParams("order=size"), []), axes);
    expect(axesFrom(new URLSearchParams(selectionSearch(chosen)))).toEqual(axes);
    expect(axesFrom(withCharts(chosen, ["size"]))).toEqual(axes);
    expect(String(withCharts(chosen, undefined))).toBe("order=size");
    expect(axesFrom(withAxes(chosen, { ...axes, y: undefined }))).toEqual({ x: axes.x, y: undefined });
  });

  test("holds a selection whole, and leaves all else as it is", () => {
    fc.assert(
      fc.property(selection, (chosen) => {
        const before = new URLSearchParams({ order: "-size", run: "own", at: "7" });
        const query = withSelection(before, chosen);
        const read = selectionFrom(new URLSearchParams(String(query)));
        expect(selectionKey(read)).toBe(selectionKey({ ...chosen }));
        expect([query.get("order"), query.has("at")]).toEqual(["-size", false]);
        expect(isWhole(read)).toBe(isWhole(chosen));
        expect(String(withSelection(query, { filters: [] }))).toMatch(/^order=-size&run=[^&]*$/);
      }),
    );
  });

  test.each(["sky=1_2_3", "sky=1_2_3_x", "sky=400_2_3_4", "lasso=1_2", "where=[", "where=7"])(
    "leaves out %s, which is damaged",
    (text) => {
      expect(isWhole(selectionFrom(new URLSearchParams(text)))).toBe(true);
    },
  );
});

describe("a range", () => {
  test("takes the place of the one before, and leaves other filters alone", () => {
    const others = [
      { column: "class", operator: "=" as const, value: "disc" },
      { column: "mass", operator: ">=" as const, value: "9" },
    ];
    const first = withRange(others, "size", { low: 1, high: 2 });
    const second = withRange(first, "size", { high: 5 });
    expect(rangeOf(second, "size")).toEqual({ high: 5 });
    expect(withRange(second, "size", {})).toEqual(others);
  });

  test("is dragged no finer than a thousandth of the whole", () => {
    expect([draggedTo(0.23456, [1, 2]), draggedTo(0.345678, [12_000, 13_000]), draggedTo(0.12345, [0, 0.001])]).toEqual(
      [1.235, 12346, 0.000123],
    );
  });

  test("that is dragged over a whole axis holds what stands at its ends", () => {
    const entropies = [0.0001234, Math.LN2] as const;
    expect([draggedTo(0, entropies), draggedTo(1, entropies)]).toEqual([0.0001, 0.6932]);
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        (low, span) => {
          const axis = [low, low + span] as const;
          expect(draggedTo(0, axis)).toBeLessThanOrEqual(axis[0]);
          expect(draggedTo(1, axis)).toBeGreaterThanOrEqual(axis[1]);
        },
      ),
    );
  });
});

describe("the sky", () => {
  test("is projected and back; equal areas stay equal", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -3.1, max: 3.1, noNaN: true }),
        fc.double({ min: -1.5, max: 1.5, noNaN: true }),
        (lambda, phi) => {
          const [back, up] = mollweide.invert(...mollweide(lambda, phi));
          expect(back).toBeCloseTo(lambda, 5);
          expect(up).toBeCloseTo(phi, 5);
        },
      ),
    );
    // Half of a hemisphere's area lies below 30 degrees: within the ellipse x^2 / 8 + y^2 / 2 = 1.
    const [, y] = mollweide(0, Math.PI / 6);
    const below = (2 / Math.PI) * (Math.asin(y / Math.SQRT2) + (y / Math.SQRT2) * Math.sqrt(1 - (y * y) / 2));
    expect(below).toBeCloseTo(0.5, 9);
  });

  test("a box is the same from whichever corners it was dragged, over right ascension 0 too", () => {
    const wanted = { ra: [350, 10], dec: [-5, 20] };
    expect(boxBetween([350, 20], [10, -5], 0, 1)).toEqual(wanted);
    expect(boxBetween([10, 20], [350, -5], 0, 1)).toEqual(wanted);
    expect(sizeOf({ ra: [350, 10], dec: [-10, 10] })).toEqual({ width: 20, height: 20, middle: [0, 0] });
    expect(Math.max(...outlineOf({ ra: [350, 10], dec: [-5, 20] }).map(([ra]) => ra))).toBe(370);
  });
});

describe("a map", () => {
  test("has no name upon another, and the larger group's where both do not fit", () => {
    const size = { width: 800, height: 600 };
    const frame = { x: 0, y: 0, span: 10 };
    const names = [
      { name: "small", size: 3, place: { x: 0, y: 0 } },
      { name: "large", size: 9, place: { x: 0.1, y: 0 } },
      { name: "apart", size: 1, place: { x: 3, y: 3 } },
      { name: "beyond", size: 99, place: { x: 30, y: 3 } },
    ];
    expect(placedNames(names, frame, size).map(({ name }) => name)).toEqual(["large", "apart"]);
  });

  test("has lines of density round its groups, the densest innermost", () => {
    const places = Float32Array.from({ length: 400 }, (_, i) => (i % 4 < 2 ? -5 : 5) + Math.sin(i * 7) * 0.3);
    const lines = densityLines(surveyMap("run", Array(200).fill("g"), places));
    expect(lines.length).toBeGreaterThan(3);
    const depths = lines.map(({ depth }) => depth);
    expect(depths).toEqual([...depths].sort((a, b) => a - b));
    const numbers =
      lines
        .at(-1)
        ?.path.match(/-?\d+\.\d+/g)
        ?.map(Number) ?? [];
    expect(Math.max(...numbers.map((value) => Math.abs(Math.abs(value) - 0.94)))).toBeLessThan(0.3);
    expect(densityLines(surveyMap("run", ["a"], Float32Array.of(1, 2)))).toEqual([]);
  });
});
