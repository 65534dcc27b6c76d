import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { describe, expect, test } from "vitest";
import { randomStream } from "../../random.ts";
import { frechetDistance } from "./frechetDistance.ts";
import { poolDistance } from "./poolDistance.ts";
import { shrunkCovariance } from "./shrunkCovariance.ts";
import { symmetricEigenvalues } from "./symmetricEigenvalues.ts";
import { twoSampleTest } from "./twoSampleTest.ts";

interface Case {
  width: number;
  first: number[];
  second: number[];
  distance: number;
  shrinkage: [number, number];
  covariance: [number, number];
}

const { cases }: { cases: Case[] } = JSON.parse(
  await readFile(new URL("../../../fixtures/frechetDistance/distances.json", import.meta.url), "utf8"),
);

const all = (points: readonly number[], width: number) =>
  shrunkCovariance(
    points,
    width,
    Array.from({ length: points.length / width }, (_, row) => row),
  );

test.each(cases)("of $width features, as scikit-learn and SciPy have it", ({ width, first, second, ...expected }) => {
  const [a, b] = [all(first, width), all(second, width)];
  expect(a.shrinkage).toBeCloseTo(expected.shrinkage[0], 10);
  expect(b.shrinkage).toBeCloseTo(expected.shrinkage[1], 10);
  expect([a.covariance[0], a.covariance[1]]).toEqual(expected.covariance.map((each) => expect.closeTo(each, 10)));
  expect(frechetDistance(a, b)).toBeCloseTo(expected.distance, 7);
  expect(frechetDistance(b, a)).toBeCloseTo(expected.distance, 7);
  expect(frechetDistance(a, a)).toBeCloseTo(0, 9);
});

test("features that are all the same are at no distance from one another, and at that of their means else", () => {
  const [zero, three] = [all([0, 0, 0, 0], 2), all([3, 0, 3, 0], 2)];
  expect(frechetDistance(zero, zero)).toBe(0);
  expect(frechetDistance(zero, three)).toBeCloseTo(9, 12);
});

test("eigenvalues are those of ml-matrix, of any symmetric matrix", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 14 }), fc.nat(), fc.constantFrom(0, 0.6), (size, seed, sparsity) => {
      const stream = randomStream(seed, "matrix");
      const rows = Array.from({ length: size }, () => new Array<number>(size).fill(0));
      for (let i = 0; i < size; i++)
        for (let j = 0; j <= i; j++) {
          const value = stream.uniform() < sparsity ? 0 : stream.normal();
          (rows[i] as number[])[j] = value;
          (rows[j] as number[])[i] = value;
        }
      const ours = [...symmetricEigenvalues(Float64Array.from(rows.flat()), size)].sort((a, b) => a - b);
      const theirs = new EigenvalueDecomposition(new Matrix(rows), { assumeSymmetric: true }).realEigenvalues.sort(
        (a, b) => a - b,
      );
      expect(ours).toEqual(theirs.map((each) => expect.closeTo(each, 8)));
    }),
    { numRuns: 60 },
  );
});

function pool(count: number, width: number, seed: number, shift: number): Float32Array {
  const stream = randomStream(seed, "pool");
  return Float32Array.from({ length: count * width }, (_, at) => Math.max(0, stream.normal() + (at % width) * shift));
}

describe("two pools", () => {
  test("of one distribution are as far apart as the halves of one, and cannot be told apart", async () => {
    const [a, b] = [pool(200, 6, 1, 0), pool(160, 6, 2, 0)];
    const found = await poolDistance(a, b, 6, { seed: 1 });
    // Half of the smaller one: of all of it the draws would have no spread.
    expect(found.objects).toBe(80);
    expect(found.ratio).toBeGreaterThan(0.5);
    expect(found.ratio).toBeLessThan(2);
    expect(twoSampleTest(a, b, 6, 1).p).toBeGreaterThan(0.01);
    expect(await poolDistance(a, b, 6, { seed: 1 })).toEqual(found);
  });

  test("of two are further apart than every null draw, and are told apart", async () => {
    const [a, b] = [pool(200, 6, 1, 0), pool(160, 6, 2, 0.3)];
    const found = await poolDistance(a, b, 6, { seed: 1 });
    expect(found.distance.interval[0]).toBeGreaterThan(found.null.interval[1]);
    expect(found.ratio).toBeGreaterThan(3);
    const { accuracy, p, objects } = twoSampleTest(a, b, 6, 1);
    expect(objects).toBe(320);
    expect(accuracy).toBeGreaterThan(0.7);
    expect(p).toBeLessThan(1e-6);
  });

  test("whose features are all the same give numbers, but no ratio", async () => {
    const same = new Float32Array(60 * 4).fill(2);
    const found = await poolDistance(same, same, 4, { seed: 1, draws: 10 });
    expect(found.distance.mean).toBe(0);
    expect(found.ratio).toBeNaN();
    expect(twoSampleTest(same, same, 4, 1).accuracy).toBeCloseTo(0.5, 5);
  });
});
