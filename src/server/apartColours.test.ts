import fc from "fast-check";
import { expect, test } from "vitest";
import { apartColours } from "./apartColours.ts";

test("regions that share a colour lie no nearer than in the order they came in, and none is lost", () => {
  const places = fc.array(fc.record({ x: fc.integer({ min: 0, max: 50 }), y: fc.integer({ min: 0, max: 50 }) }), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(places, (found) => {
      const regions = found.map((place, id) => ({ id, place }));
      const ordered = apartColours(regions, 8);
      expect(ordered.map(({ id }) => id).sort((a, b) => a - b)).toEqual(regions.map(({ id }) => id));
      expect(nearestOfOneColour(ordered)).toBeGreaterThanOrEqual(nearestOfOneColour(regions));
    }),
  );
});

test("of two neighbours that would have one colour one takes another's", () => {
  const line = Array.from({ length: 9 }, (_, x) => ({ id: x, place: { x: x === 8 ? 0.5 : x, y: 0 } }));
  expect(nearestOfOneColour(line)).toBe(0.5);
  expect(nearestOfOneColour(apartColours(line, 8))).toBeGreaterThan(4);
});

function nearestOfOneColour(regions: readonly { place: { x: number; y: number } }[]): number {
  let least = Number.POSITIVE_INFINITY;
  regions.forEach((a, i) => {
    regions.slice(i + 1).forEach((b, k) => {
      if ((k + 1) % 8 === 0) least = Math.min(least, Math.hypot(a.place.x - b.place.x, a.place.y - b.place.y));
    });
  });
  return least;
}
