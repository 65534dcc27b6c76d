import fc from "fast-check";
import { expect, test } from "vitest";
import { mapBytes } from "../../../src/server/mapBytes.ts";
import { bounded, panned, toMap, toPixels, wholeFrame, zoomed } from "./frame.ts";
import { inside, simplified } from "./lasso.ts";
import { frameFrom, frameText, lassoFrom, lassoText } from "./mapAddress.ts";
import { mapFrom, surveyMap } from "./surveyMap.ts";

const place = fc.double({ min: -1e4, max: 1e4, noNaN: true });
const point = fc.tuple(place, place);
const size = fc.record({ width: fc.integer({ min: 50, max: 4000 }), height: fc.integer({ min: 50, max: 4000 }) });
const frame = fc.record({ x: place, y: place, span: fc.double({ min: 1e-3, max: 1e4, noNaN: true }) });

test("a map arrives in the page as it left the server, whatever its ids are", () => {
  const objects = fc.array(
    fc.tuple(fc.string({ unit: "grapheme" }), fc.float({ noNaN: true }), fc.float({ noNaN: true })),
  );
  fc.assert(
    fc.property(objects, (rows) => {
      const ids = rows.map(([id]) => id);
      const places = Float32Array.from(rows.flatMap(([, x, y]) => [x, y]));
      const map = mapFrom(mapBytes({ run: "gz-1", ids, places }).buffer);
      expect([map.run, map.ids, map.places]).toEqual(["gz-1", ids, places]);
    }),
  );
});

test("places far from 0 keep their differences when they are normalised", () => {
  const map = surveyMap("r", ["a", "b", "c"], Float32Array.from([1e6, 5, 1e6 + 0.5, 5, 1e6 + 1, 5]));
  expect([...map.normalised]).toEqual([-1, 0, 0, 0, 1, 0]);
});

test("a map of one object, or of none, still has a frame", () => {
  for (const places of [[], [3, 4]])
    expect(wholeFrame(surveyMap("r", places.length ? ["a"] : [], Float32Array.from(places))).span).toBeGreaterThan(0);
});

test("from the map to the window and back is the same place", () => {
  fc.assert(
    fc.property(frame, size, point, (seen, window, at) => {
      const back = toMap(seen, window, toPixels(seen, window, at));
      expect(back[0]).toBeCloseTo(at[0], 5);
      expect(back[1]).toBeCloseTo(at[1], 5);
    }),
  );
});

test("a zoom keeps what lies under the pointer; a drag moves it along", () => {
  const pixel = fc.tuple(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 0, max: 999 }));
  fc.assert(
    fc.property(frame, size, pixel, fc.double({ min: 0.2, max: 5, noNaN: true }), (seen, window, at, factor) => {
      const before = toMap(seen, window, at);
      const kept = toPixels(zoomed(seen, window, factor, at), window, before);
      const moved = toPixels(panned(seen, window, 30, -20), window, before);
      expect([kept[0] - at[0], kept[1] - at[1]].every((off) => Math.abs(off) < 1e-3)).toBe(true);
      expect([moved[0] - at[0] - 30, moved[1] - at[1] + 20].every((off) => Math.abs(off) < 1e-3)).toBe(true);
    }),
  );
});

test("no frame loses the map: its middle stays on it, its span within bounds", () => {
  const map = surveyMap("r", ["a", "b"], Float32Array.from([0, 0, 10, 10]));
  fc.assert(
    fc.property(frame, (asked) => {
      const { x, y, span } = bounded(asked, map);
      expect(x >= 0 && x <= 10 && y >= 0 && y <= 10).toBe(true);
      expect(span).toBeLessThanOrEqual(4 * wholeFrame(map).span);
    }),
  );
});

test("an address brings a frame and a lasso back to a thousandth of what was in sight", () => {
  fc.assert(
    fc.property(frame, fc.array(point, { minLength: 3, maxLength: 40 }), (seen, corners) => {
      const back = frameFrom(frameText(seen));
      for (const key of ["x", "y", "span"] as const)
        expect(Math.abs((back?.[key] ?? Number.NaN) - seen[key])).toBeLessThanOrEqual(seen.span / 1000);
      const read = lassoFrom(lassoText(corners, seen.span)) ?? [];
      expect(read).toHaveLength(corners.length);
      for (const [i, [x, y]] of corners.entries())
        expect(Math.hypot((read[i]?.[0] ?? Number.NaN) - x, (read[i]?.[1] ?? Number.NaN) - y)).toBeLessThanOrEqual(
          seen.span / 500,
        );
    }),
  );
});

test.each([null, "", "1_2", "1_2_0", "1_2_-3", "1_2_x", "1__3", "1_2_3_4", "NaN_1_1", "1_1_Infinity"])(
  "an address with the view %j shows the whole map",
  (text) => expect(frameFrom(text)).toBeUndefined(),
);

test.each([null, "", "1_2_3_4", "1_2_3_4_5", "1_2_3_4_5_six"])("an address with the lasso %j selects nothing", (text) =>
  expect(lassoFrom(text)).toBeUndefined(),
);

test("inside of a square are the objects that are; a line that crosses itself leaves its twice-circled middle out", () => {
  const places = Float32Array.from([1, 1, 3, 1, -1, 1, 1, 1.9]);
  expect(
    inside(places, [
      [0, 0],
      [2, 0],
      [2, 2],
      [0, 2],
    ]),
  ).toEqual([0, 3]);
  const star = [0, 2, 4, 1, 3].map((i) => [Math.sin(i * 1.2566), Math.cos(i * 1.2566)] as const);
  expect(inside(Float32Array.from([0, 0, 0, 0.8]), star)).toEqual([1]);
});

test("a lasso of hundreds of points becomes 40 or fewer corners, and selects nearly the same", () => {
  const drawn = Array.from({ length: 500 }, (_, i) => {
    const [angle, radius] = [(i / 500) * 2 * Math.PI, 200 + 3 * Math.sin(i)];
    return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
  });
  const corners = simplified(drawn, 1.5);
  expect(corners.length).toBeLessThanOrEqual(40);
  const grid = Float32Array.from({ length: 2 * 50 * 50 }, (_, i) =>
    i % 2 === 0 ? ((i >> 1) % 50) * 10 - 245 : Math.floor((i >> 1) / 50) * 10 - 245,
  );
  const [before, after] = [inside(grid, drawn), inside(grid, corners)].map((found) => new Set(found));
  const differing = [...(before ?? [])].filter((i) => !after?.has(i)).length;
  expect(differing).toBeLessThan(0.05 * (before?.size ?? 0));
});
