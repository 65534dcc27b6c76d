import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fixturePoints } from "./fixturePoints.ts";
import { clusteringOf, hdbscan } from "./hdbscan.ts";
import { plainCoreDistances, plainSpanningTree, type SpanningTree } from "./plainSpanningTree.ts";
import type { Selection } from "./selectClusters.ts";

interface FixtureCase {
  points: string;
  sum: number;
  minClusterSize: number;
  minSamples: number;
  selection: Selection;
  allowSingleCluster: boolean;
  labels: number[];
  probabilities: number[];
  /** null where hdbscan divides infinity by infinity */
  outlierScores?: (number | null)[];
}

const { cases } = JSON.parse(
  readFileSync(new URL("../../../fixtures/hdbscan/labels.json", import.meta.url), "utf8"),
) as { cases: FixtureCase[] };

describe("HDBSCAN gives scikit-learn's labels and probabilities, and hdbscan's outlier scores", () => {
  test.each(Object.keys(fixturePoints))("%s", (name) => {
    const { values, count } = fixturePoints[name]?.() ?? { values: new Float64Array(), count: 0 };
    const asked = cases.filter(({ points }) => points === name);
    expect(asked.length).toBeGreaterThan(10);
    const points = { values, count, dimension: values.length / count };
    const trees = new Map<number, SpanningTree>();
    for (const { minClusterSize, minSamples, selection, allowSingleCluster: allowSingle, ...expected } of asked) {
      expect(values.reduce((sum, value) => sum + Math.abs(value), 0)).toBeCloseTo(expected.sum, 6);
      const tree = trees.get(minSamples) ?? plainSpanningTree(points, plainCoreDistances(points, minSamples));
      trees.set(minSamples, tree);
      const found = clusteringOf(tree, { minClusterSize, selection, allowSingle });
      const way = `${minClusterSize}, ${minSamples}, ${selection}, ${allowSingle}`;
      expect([...found.labels], way).toEqual(expected.labels);
      expected.probabilities.forEach((each, i) => {
        expect(found.probabilities[i * 7], way).toBeCloseTo(each, 8);
      });
      expected.outlierScores?.forEach((each, i) => {
        if (each !== null) expect(found.outlierScores[i * 7], way).toBeCloseTo(each, 8);
      });
    }
  });
});

test("counts the point itself among its samples, and takes as many as the smallest cluster has where it is not told", async () => {
  const { values, count } = fixturePoints["nested densities"]?.() ?? { values: new Float64Array(), count: 0 };
  const expected = cases.find((each) => each.points === "nested densities" && each.minClusterSize === 15);
  expect([...(await hdbscan(values, count, { minClusterSize: 15 })).labels]).toEqual(expected?.labels);
});

test("refuses a number that is not finite, naming its vector", async () => {
  const values = Float64Array.of(0, 1, 2, Number.NaN, 4, 5);
  await expect(hdbscan(values, 3, { minClusterSize: 2 })).rejects.toThrow("vector 2 of 3 holds NaN");
});

test("refuses more samples than points", async () => {
  await expect(hdbscan(new Float64Array(6), 3, { minClusterSize: 2, minSamples: 4 })).rejects.toThrow("too few");
});

test("all noise stays out of leaves, and points that coincide are one cluster each", async () => {
  const apart = Float64Array.from({ length: 40 }, (_, i) => Math.floor(i / 10));
  const { labels, probabilities } = await hdbscan(apart, 40, { minClusterSize: 5, selection: "leaf" });
  expect(new Set(labels).size).toBe(4);
  expect([...probabilities].every((each) => each === 1)).toBe(true);
});
