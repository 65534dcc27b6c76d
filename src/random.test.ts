import fc from "fast-check";
import { expect, test } from "vitest";
import { uniformNumbers } from "./random.ts";

test("many uniform numbers at once are in [0, 1), as 32-bit numbers too, and the same for the same name however many are asked for", () => {
  fc.assert(
    fc.property(fc.integer(), fc.string(), fc.nat(200), fc.nat(200), (seed, name, count, more) => {
      const numbers = uniformNumbers(count, seed, name, 3);
      expect(numbers.every((each) => each >= 0 && each < 1)).toBe(true);
      expect(uniformNumbers(count + more, seed, name, 3).subarray(0, count)).toEqual(numbers);
    }),
  );
});

test("their mean and variance are a uniform distribution's, and another name gives others", () => {
  const numbers = uniformNumbers(40_000, 1, "noise", 1);
  const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
  const variance = numbers.reduce((sum, each) => sum + (each - mean) ** 2, 0) / numbers.length;
  // Four standard errors.
  expect(Math.abs(mean - 0.5)).toBeLessThan((4 * Math.sqrt(1 / 12)) / 200);
  expect(Math.abs(variance - 1 / 12)).toBeLessThan((4 * Math.sqrt(1 / 180)) / 200);
  expect(uniformNumbers(8, 1, "noise", 2)).not.toEqual(numbers.slice(0, 8));
});
