import { describe, expect, test } from "vitest";
import { equalNumbers } from "./equalNumbers.ts";

const floats = (...numbers: number[]) => Float32Array.from(numbers);

describe("arrays of numbers", () => {
  test("are equal at once where every number is the same, no number among them", () => {
    expect(equalNumbers(floats(1, Number.NaN), floats(1, Number.NaN))).toBe(true);
    expect(equalNumbers([1, Number.NaN], [1, Number.NaN])).toBe(true);
    expect(equalNumbers(floats(0, 1, 2).subarray(1), floats(1, 2))).toBe(true);
  });

  test.each<[string, unknown, unknown]>([
    ["another number", floats(1, 2), floats(1, 3)],
    ["another length", floats(1), floats(1, 2)],
    ["another type", floats(1), Float64Array.of(1)],
    ["a zero below nothing", [0], [-0]],
    ["a hole", new Array(1), [undefined]],
    ["a text", ["1"], ["1"]],
    ["what is no array", 1, 1],
  ])("with %s are left to Vitest", (_, a, b) => {
    expect(equalNumbers(a, b)).toBeUndefined();
  });

  test("that differ are still told apart by expect, alone and inside what holds them", () => {
    expect(floats(1, 2)).not.toEqual(floats(1, 3));
    expect({ a: [floats(1, 2)] }).not.toEqual({ a: [floats(2, 2)] });
    expect(floats(1)).not.toEqual([1]);
    expect([0]).not.toEqual([-0]);
  });
});
