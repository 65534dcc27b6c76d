import { expect, test } from "vitest";
import { randomStream } from "../../random.ts";
import { hdbscan } from "../hdbscan/hdbscan.ts";
import { clusterStability } from "./clusterStability.ts";

test("clusters of no more objects than were asked for, far from all others, are stable", async () => {
  const smallest = 12;
  const random = randomStream(3, "smallest");
  // Four clumps of the smallest size at the corners of a square, and a thin cloud between them.
  const values = Float32Array.from({ length: (4 * smallest + 40) * 2 }, (_, at) => {
    const [clump, axis] = [Math.floor(at / 2 / smallest), at % 2];
    if (clump >= 4) return 20 * random.normal();
    return 60 * (axis === 0 ? (clump % 2) - 0.5 : Math.floor(clump / 2) - 0.5) + 0.1 * random.normal();
  });
  const count = values.length / 2;
  const options = { minClusterSize: smallest, minSamples: 4, selection: "leaf" } as const;
  const found = await hdbscan(values, count, options);
  const clusters = found.persistence.length;
  const sizes = Array.from({ length: clusters }, (_, c) => found.labels.filter((label) => label === c).length);
  expect(sizes.filter((size) => size <= smallest + 2).length).toBe(4);
  const stability = await clusterStability(values, found.labels, clusters, options, { subsamples: 40, seed: 1 });
  for (const [c, size] of sizes.entries()) if (size <= smallest + 2) expect(stability[c]).toBeGreaterThan(0.65);
});
