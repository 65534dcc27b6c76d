import { expect, test } from "vitest";
import { counted } from "./counted.ts";

test("one is one, and none or half of one are many", () => {
  expect([0, 0.5, 1, 2].map((count) => counted(count, "minute"))).toEqual([
    "0 minutes",
    "0.5 minutes",
    "1 minute",
    "2 minutes",
  ]);
  expect([1, 3].map((count) => counted(count, "class", "classes"))).toEqual(["1 class", "3 classes"]);
});
