import fc from "fast-check";
import { expect, test } from "vitest";
import { fixturePoints, nearNormals } from "./fixturePoints.ts";
import { plainCoreDistances, plainSpanningTree } from "./plainSpanningTree.ts";
import type { Points } from "./points.ts";
import { quickSpanningTree } from "./spanningTree.ts";

function plain(points: Points, minSamples: number) {
  return plainSpanningTree(points, plainCoreDistances(points, minSamples));
}

// The grid among the duplicates has more equally near points than a list holds: there only the lengths are one tree's.
test.each(Object.keys(fixturePoints))("is the plain algorithm's tree, edge by edge: %s", async (name) => {
  const { values, count } = fixturePoints[name]?.() ?? { values: new Float64Array(), count: 0 };
  const points = { values, count, dimension: values.length / count };
  for (const minSamples of [1, 15]) {
    const [quick, slow] = [await quickSpanningTree(points, minSamples), plain(points, minSamples)];
    if (name === "duplicates") expect(quick.lengths.sort()).toEqual(slow.lengths.sort());
    else expect(quick).toEqual(slow);
  }
});

test("finds the tree of groups far from each other and from the middle, where single precision sees no distances", async () => {
  const values = nearNormals(21, 0, 900 * 4).map(
    (z, i) => z * 1e-5 + (Math.floor(i / 1200) - 1) * 1000 * ((i % 4) + 1),
  );
  const points = { values, count: 900, dimension: 4 };
  expect(await quickSpanningTree(points, 5)).toEqual(plain(points, 5));
});

test("has the plain tree's lengths whatever the points", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }).chain((dimension) =>
        fc.record({
          dimension: fc.constant(dimension),
          rows: fc.array(
            fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -1e6, max: 1e6, noNaN: true })), {
              minLength: dimension,
              maxLength: dimension,
            }),
            { minLength: 2, maxLength: 60 },
          ),
        }),
      ),
      fc.integer({ min: 1, max: 8 }),
      async ({ dimension, rows }, samples) => {
        const points = { values: Float64Array.from(rows.flat()), count: rows.length, dimension };
        const minSamples = Math.min(samples, rows.length);
        const [quick, slow] = [await quickSpanningTree(points, minSamples), plain(points, minSamples)];
        expect(quick.lengths.sort()).toEqual(slow.lengths.sort());
      },
    ),
    { numRuns: 40 },
  );
});

test("stops when it is asked to", async () => {
  const points = { values: nearNormals(22, 0, 2000), count: 1000, dimension: 2 };
  await expect(quickSpanningTree(points, 5, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow(
    "enough",
  );
});
