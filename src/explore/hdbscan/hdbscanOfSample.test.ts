import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fixturePoints } from "./fixturePoints.ts";
import { hdbscan } from "./hdbscan.ts";
import { hdbscanOfSample } from "./hdbscanOfSample.ts";
import { pointsAt } from "./points.ts";

interface FixtureCase {
  points: string;
  minClusterSize: number;
  minSamples: number;
  /** Of every third point. */
  labels: number[];
  probabilities: number[];
}

const { cases } = JSON.parse(
  readFileSync(new URL("../../../fixtures/hdbscan/joined.json", import.meta.url), "utf8"),
) as { cases: FixtureCase[] };

function thirds(name: string) {
  const { values, count } = fixturePoints[name]?.() ?? { values: new Float64Array(), count: 0 };
  const places = Int32Array.from({ length: count }, (_, i) => i);
  return { values, count, fresh: places.filter((i) => i % 3 === 0), sample: places.filter((i) => i % 3 !== 0) };
}

describe("points beside a sample join the clusters that hdbscan's approximate_predict says", () => {
  test.each(cases)(
    "$points, $minClusterSize and $minSamples",
    async ({ points, labels, probabilities, ...options }) => {
      const { values, count, fresh, sample } = thirds(points);
      const found = await hdbscanOfSample(values, count, sample, { ...options, selection: "leaf" });
      const order = [...new Set(Array.from(sample, (place) => found.labels[place] as number))].filter(
        (each) => each >= 0,
      );
      const own = Array.from(fresh, (place) => order.indexOf(found.labels[place] as number));
      const agreed = own.filter((label, i) => label === labels[i]).length / own.length;
      expect(agreed).toBeGreaterThan(0.96);
      const gaps = own.flatMap((label, i) =>
        label >= 0 && label === labels[i]
          ? [Math.abs((found.probabilities[fresh[i] as number] as number) - (probabilities[i] as number))]
          : [],
      );
      expect(gaps.filter((gap) => gap > 1e-5).length).toBeLessThanOrEqual(0.15 * gaps.length);
    },
  );
});

test("the sample's own points are what they are without the others", async () => {
  const { values, count, sample } = thirds("nested densities");
  const part = pointsAt({ values, count, dimension: values.length / count }, sample);
  for (const selection of ["leaf", "eom"] as const) {
    const alone = await hdbscan(part.values, part.count, { minClusterSize: 15, selection });
    const found = await hdbscanOfSample(values, count, sample, { minClusterSize: 15, selection });
    expect(Array.from(sample, (place) => found.labels[place])).toEqual([...alone.labels]);
    expect(Array.from(sample, (place) => found.outlierScores[place])).toEqual([...alone.outlierScores]);
    expect(found.spans).toEqual(alone.spans);
  }
});

test("a point upon one of the sample is in its cluster as surely, and one far from all in none", async () => {
  const { values, sample } = thirds("two moons");
  const part = pointsAt({ values, count: values.length / 2, dimension: 2 }, sample);
  const alone = await hdbscan(part.values, part.count, { minClusterSize: 15, minSamples: 2 });
  const doubled = Float64Array.from([...part.values, ...part.values, 1e4, 1e4]);
  const count = doubled.length / 2;
  const places = Int32Array.from({ length: part.count }, (_, i) => i);
  const found = await hdbscanOfSample(doubled, count, places, { minClusterSize: 15, minSamples: 2 });
  expect([...found.labels.subarray(part.count, count - 1)]).toEqual([...alone.labels]);
  expect([...found.probabilities.subarray(part.count, count - 1)]).toEqual([...alone.probabilities]);
  expect([found.labels[count - 1], found.probabilities[count - 1]]).toEqual([-1, 0]);
  expect(found.outlierScores[count - 1]).toBeGreaterThan(0.99);
});

test("refuses more samples than the sample has points, and numbers that are not finite", async () => {
  const places = Int32Array.from([0, 1, 2]);
  await expect(hdbscanOfSample(new Float64Array(20), 10, places, { minClusterSize: 2, minSamples: 4 })).rejects.toThrow(
    "3 objects are too few for min-samples 4",
  );
  const values = Float64Array.from({ length: 20 }, (_, i) => (i === 19 ? Number.NaN : i));
  await expect(hdbscanOfSample(values, 10, places, { minClusterSize: 2 })).rejects.toThrow("vector 10 of 10 holds NaN");
});
