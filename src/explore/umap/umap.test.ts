import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { randomStream } from "../../random.ts";
import { scaledPoints } from "../hdbscan/chunkMinima.ts";
import { nearestNeighbours } from "../hdbscan/nearestNeighbours.ts";
import { type Points, squaredDistance } from "../hdbscan/points.ts";
import { fuzzyGraph } from "./fuzzyGraph.ts";
import { curve } from "./layout.ts";
import { umap } from "./umap.ts";

interface Fixture {
  size: number;
  points: number[][];
  places: number[][];
  edges: [from: number, to: number, weight: number][];
  curves: Record<string, [a: number, b: number]>;
}
const fixture: Fixture = JSON.parse(
  readFileSync(new URL("../../../fixtures/umap/graph.json", import.meta.url), "utf8"),
);

function pointsOf(rows: readonly (readonly number[])[]): Points {
  return { values: Float64Array.from(rows.flat()), count: rows.length, dimension: rows[0]?.length ?? 0 };
}

const neighboursOf = (points: Points, size: number) => nearestNeighbours(scaledPoints(points), size, () => {});

test("the graph is umap-learn's, edge by edge", () => {
  const points = pointsOf(fixture.points);
  // Of two that are equally far either may be the neighbour: here, those that umap-learn was given.
  const places = Int32Array.from(fixture.places.flat());
  const distances = Float64Array.from(places, (place, at) =>
    Math.sqrt(squaredDistance(points, Math.floor(at / fixture.size), place)),
  );
  const { from, to, weights } = fuzzyGraph({ size: fixture.size, places, distances });
  const found = new Map(Array.from(from, (a, edge) => [`${a} ${to[edge]}`, weights[edge] as number]));
  expect(found.size).toBe(fixture.edges.length);
  // It stops its search for a point's reach at 1e-5 of the memberships' sum, and works in single precision.
  for (const [a, b, weight] of fixture.edges) expect(found.get(`${a} ${b}`), `${a} ${b}`).toBeCloseTo(weight, 4);
});

test("the curve is umap-learn's", () => {
  for (const [distance, [a, b]] of Object.entries(fixture.curves)) {
    const found = curve(Number(distance));
    expect(found.a).toBeCloseTo(a, 2);
    expect(found.b).toBeCloseTo(b, 2);
  }
});

/** Groups of the same spread, each around its own place in ten dimensions. */
function groups(count: number, size: number): Points {
  const stream = randomStream(3, "groups");
  const centres = Array.from({ length: count }, () => Array.from({ length: 10 }, () => 6 * stream.normal()));
  return pointsOf(
    Array.from({ length: count * size }, (_, i) => (centres[i % count] ?? []).map((part) => part + stream.normal())),
  );
}

test("neighbours on the map were neighbours: groups stay whole and apart", async () => {
  const [count, size] = [8, 60];
  const map = await umap(groups(count, size), { neighbours: 10 });
  const flat = { values: map, count: count * size, dimension: 2 };
  const { places } = await neighboursOf(flat, 11);
  const strangers = places.filter((place, at) => place % count !== Math.floor(at / 11) % count).length;
  expect(strangers / places.length).toBeLessThan(0.02);
});

test("the same seed gives the same map, another one another", async () => {
  const points = groups(4, 25);
  const first = await umap(points, { seed: 5 });
  expect(await umap(points, { seed: 5 })).toEqual(first);
  expect(await umap(points, { seed: 6 })).not.toEqual(first);
});

test("few points, and points that are all the same, have a map too", async () => {
  for (const rows of [
    [[1, 2]],
    [
      [1, 2],
      [3, 4],
    ],
    Array.from({ length: 30 }, () => [1, 1, 1]),
  ]) {
    const map = await umap(pointsOf(rows));
    expect(map).toHaveLength(rows.length * 2);
    expect(map.every(Number.isFinite)).toBe(true);
  }
});

test("a map is left when it is asked to stop", async () => {
  const stop = new AbortController();
  const made = umap(groups(4, 50), { onProgress: (done) => done > 0.5 && stop.abort(), signal: stop.signal });
  await expect(made).rejects.toThrow();
});
