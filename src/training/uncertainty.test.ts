import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { uncertaintySums } from "./uncertainty.ts";

/** See fixtures/bayesian/make.py. */
const fixture = JSON.parse(readFileSync(new URL("../../fixtures/bayesian/uncertainty.json", import.meta.url), "utf8"));

test("is numpy's", () => {
  const sums = uncertaintySums(30, 3);
  for (const network of fixture.networks) sums.add(network);
  const found = sums.result();
  for (const name of ["mean", "predictiveEntropy", "averageEntropy", "mutualInformation", "logitStd"] as const)
    Array.from(found[name]).forEach((value, i) => {
      expect(value, name).toBeCloseTo(fixture[name][i], 4);
    });
});

test("disagreement is what total has over average, never below 0, and 0 of networks that agree", () => {
  const probability = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(probability, { minLength: 1, maxLength: 20 }), (ps) => {
      const [all, same] = [uncertaintySums(1, 2), uncertaintySums(1, 2)];
      for (const p of ps) {
        all.add([p, 1 - p]);
        same.add([ps[0] as number, 1 - (ps[0] as number)]);
      }
      const { predictiveEntropy, averageEntropy, mutualInformation, logitStd } = all.result();
      expect(mutualInformation[0]).toBeGreaterThanOrEqual(0);
      expect(averageEntropy[0] as number).toBeLessThanOrEqual((predictiveEntropy[0] as number) + 1e-5);
      expect((averageEntropy[0] as number) + (mutualInformation[0] as number)).toBeCloseTo(
        predictiveEntropy[0] as number,
        4,
      );
      expect(Number.isFinite(logitStd[0])).toBe(true);
      expect(same.result().mutualInformation[0]).toBeCloseTo(0, 5);
    }),
  );
});

test("of no networks there is none", () => {
  expect(() => uncertaintySums(3, 2).result()).toThrow();
});
