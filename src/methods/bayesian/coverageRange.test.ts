import fc from "fast-check";
import { expect, test } from "vitest";
import { coverageRange, fewestFor } from "./coverageRange.ts";

/** scipy.stats.beta(k, n + 1 - k).ppf([0.05, 0.95]) with k = ceil((n + 1) coverage). */
test.each([
  [34, 0.9, 0.8262, 0.9755],
  [100, 0.9, 0.8482, 0.9447],
  [1000, 0.9, 0.8841, 0.9152],
])("of %d objects and a coverage of %d is scipy's", (objects, coverage, low, high) => {
  const range = coverageRange(objects, coverage);
  expect(range[0]).toBeCloseTo(low, 3);
  expect(range[1]).toBeCloseTo(high, 3);
});

test("one object fewer than the fewest promises nothing but all classes", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.05, max: 0.999, noNaN: true }), (coverage) => {
      const fewest = fewestFor(coverage);
      expect(coverageRange(fewest, coverage)[0]).toBeLessThan(1);
      if (fewest > 1) expect(coverageRange(fewest - 1, coverage)).toEqual([1, 1]);
    }),
  );
});
