import fc from "fast-check";
import { expect, test } from "vitest";
import { slipsBetween } from "./slips.ts";

test("slips are letters too many, too few, others, or the wrong way round", () => {
  expect(slipsBetween("assymmetric", "asymmetric")).toBe(1);
  expect(slipsBetween("brigth", "bright")).toBe(1);
  expect(slipsBetween("", "core")).toBe(4);
  fc.assert(
    fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
      expect(slipsBetween(a, b)).toBe(slipsBetween(b, a));
      expect(slipsBetween(a, b) === 0).toBe(a === b);
    }),
  );
});
