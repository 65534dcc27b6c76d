import fc from "fast-check";
import { expect, test } from "vitest";
import { expectedImprovement, upperConfidence } from "./acquisition.ts";
import { cumulative, logMeanExcess } from "./normal.ts";

test.each([
  [0, 0.5],
  [1, 0.8413447460685429],
  [-1.96, 0.024997895148220435],
  [-5, 2.866515718791939e-7],
  [-10, 7.619853024160525e-24],
])("a standard normal is below %d with probability %d", (z, probability) => {
  expect(cumulative(z) / probability).toBeCloseTo(1, 11);
});

test("the logarithm of the mean excess is the same on both sides of where it is computed otherwise", () => {
  for (const z of [-4, -100]) expect(logMeanExcess(z + 1e-9)).toBeCloseTo(logMeanExcess(z - 1e-9), 5);
  // (z - 1.5) Phi + phi by hand at z = 1: phi(1) + 1 Phi(1).
  expect(Math.exp(logMeanExcess(1))).toBeCloseTo(0.24197072451914337 + 0.8413447460685429, 12);
});

test("expected improvement grows with the mean and with the deviation, also where all improvements are as good as 0", () => {
  const mean = fc.double({ min: -5, max: 8, noNaN: true });
  const deviation = fc.double({ min: 1e-3, max: 3, noNaN: true });
  const worth = expectedImprovement(5);
  fc.assert(
    fc.property(mean, deviation, (m, s) => {
      expect(worth(m, s)).toBeGreaterThan(Number.NEGATIVE_INFINITY);
      expect(worth(m + 0.01, s)).toBeGreaterThan(worth(m, s));
      // Where the improvement is certain, its size does not depend on the deviation any more.
      expect(worth(m, s * 1.01)).toBeGreaterThanOrEqual(worth(m, s) - 1e-9);
    }),
  );
});

test("is the formula of the paper: (m - y - xi) Phi(z) + s phi(z)", () => {
  const [m, s, best, tradeoff] = [3, 1.2, 4, 0.5];
  const z = (m - best - tradeoff) / s;
  const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  expect(Math.exp(expectedImprovement(best, tradeoff)(m, s))).toBeCloseTo(
    (m - best - tradeoff) * cumulative(z) + s * density,
    12,
  );
});

test("mean plus two deviations", () => {
  expect(upperConfidence(2)(1, 0.5)).toBe(2);
});
