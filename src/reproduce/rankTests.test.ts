import fc from "fast-check";
import { expect, test } from "vitest";
import { mannWhitney, rankCorrelation } from "./rankTests.ts";

test("agree with SciPy's figures, ties among them", () => {
  const { superiority, p } = mannWhitney([3.1, 2.2, 5, 2.2, 4.4, 6.1, 2.9], [1, 2.2, 0.4, 3.3, 1.7]);
  expect(superiority).toBeCloseTo(0.8571428571, 8);
  expect(p).toBeCloseTo(0.0204599215, 6);
  expect(rankCorrelation([1, 2, 2, 4, 5, 5], [3, 1, 4, 4, 9, 2])).toBeCloseTo(0.3134677529, 9);
});

test("do not mind how numbers are stretched", () => {
  const numbers = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 30 });
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      const stretched = (values: readonly number[]) => values.map((value) => value ** 3 + 7);
      expect(mannWhitney(stretched(a), stretched(b))).toEqual(mannWhitney(a, b));
      expect(mannWhitney(a, b).superiority + mannWhitney(b, a).superiority).toBeCloseTo(1, 9);
    }),
  );
});
