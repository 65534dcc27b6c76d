import { expect, test } from "vitest";
import { sampleOf } from "./sample.ts";

test("all are compared up to 200,000, and 100,000 of more; so many as are asked for, the same of the same seed", () => {
  expect(sampleOf(200_000, undefined, 1)).toBeUndefined();
  expect(sampleOf(200_001, undefined, 1)?.length).toBe(100_000);
  expect(sampleOf(10, 10, 1)).toBeUndefined();
  const few = sampleOf(10, 4, 1);
  expect(few).toEqual(sampleOf(10, 4, 1));
  expect([...new Set(few)].sort((a, b) => a - b)).toEqual([...(few ?? [])]);
  expect(sampleOf(1000, 4, 1)).not.toEqual(sampleOf(1000, 4, 2));
});
