import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fixturePoints } from "./fixturePoints.ts";
import { hdbscan } from "./hdbscan.ts";
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
  test.each(Object.keys(fixturePoints))("%s", async (name) => {
    const { values, count } = fixturePoints[name]?.() ?? { values: new Float64Array(), count: 0 };
    const asked = cases.filter(({ points }) => points === name);
    expect(asked.length).toBeGreaterThan(10);
    for (const { minClusterSize, minSamples, selection, allowSingleCluster: allowSingle, ...expected } of asked) {
      expect(values.reduce((sum, value) => sum + Math.abs(value), 0)).toBeCloseTo(expected.sum, 6);
      const found = await hdbscan(values, count, { minClusterSize, minSamples, selection, allowSingle });
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
