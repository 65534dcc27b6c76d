/** Trends of a region's share: what was put in comes out, chance is no trend, and a growing corpus makes none. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { trendOf } from "./growth.ts";

const years = Array.from({ length: 20 }, (_, i) => 2000 + i);

test("a share whose odds grow by a tenth a year is found to", () => {
  const points = years.map((year, i) => {
    const odds = 0.02 * 1.1 ** i;
    return { year, size: 1e6, hits: Math.round((1e6 * odds) / (1 + odds)) };
  });
  const growth = trendOf(points);
  expect(growth?.perYear).toBeCloseTo(0.1, 4);
  expect(growth?.trend).toBe("grows");
  expect([growth?.from, growth?.to]).toEqual([2000, 2019]);
});

test("a constant share of any corpus, however it grows, is no trend", () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1.5, noNaN: true }), (factor) => {
      const points = years.map((year, i) => ({
        year,
        size: 1000 * Math.round(factor ** i),
        hits: 50 * Math.round(factor ** i),
      }));
      const growth = trendOf(points);
      expect(growth?.trend).toBe("neither");
      expect(growth?.perYear).toBeCloseTo(0, 6);
    }),
  );
});

test("years that scatter more than chance widen the interval", () => {
  const even = trendOf(years.map((year) => ({ year, size: 1000, hits: 100 })));
  const uneven = trendOf(years.map((year, i) => ({ year, size: 1000, hits: i % 2 ? 20 : 180 })));
  const width = (of: typeof even) => (of ? of.interval[1] - of.interval[0] : Number.NaN);
  expect(width(uneven)).toBeGreaterThan(3 * width(even));
});

test("says nothing of four years, of a region of no papers, or of one with all", () => {
  expect(trendOf(years.slice(0, 4).map((year) => ({ year, size: 10, hits: 1 })))).toBeNull();
  expect(trendOf(years.map((year) => ({ year, size: 10, hits: 0 })))).toBeNull();
  expect(trendOf(years.map((year) => ({ year, size: 10, hits: 10 })))).toBeNull();
});
