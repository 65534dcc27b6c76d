import fc from "fast-check";
import { expect, test } from "vitest";
import { farthestFirst } from "./farthestFirst.ts";

const line = (...places: number[]) => Float32Array.from(places);

test("the ends of a line come first, then the middle", async () => {
  expect(await farthestFirst(line(0, 1, 2, 3, 4, 10), 1, [], 3)).toEqual([5, 0, 4]);
});

test("what was seen before stands for its surroundings", async () => {
  expect(await farthestFirst(line(0, 1, 5, 9, 10), 1, [4], 2)).toEqual([0, 2]);
});

test("no point comes twice, none that was seen comes, and each is as far as any was from those before", async () => {
  const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(values, fc.nat(5), fc.nat(40), async (places, seenCount, count) => {
      const seen = places.map((_, i) => i).slice(0, seenCount);
      const chosen = await farthestFirst(line(...places), 1, seen, count);
      expect(chosen).toHaveLength(Math.min(count, places.length - seen.length));
      expect(new Set([...seen, ...chosen]).size).toBe(seen.length + chosen.length);
      const distances = chosen.map((at, n) =>
        Math.min(...[...seen, ...chosen.slice(0, n)].map((o) => Math.abs((places[at] ?? 0) - (places[o] ?? 0)))),
      );
      for (const [n, distance] of distances.entries())
        if (n > 1) expect(distance).toBeLessThanOrEqual(distances[n - 1] ?? 0);
    }),
  );
});
