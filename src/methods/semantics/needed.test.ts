import { expect, test } from "vitest";
import { neededAnswers } from "./needed.ts";

test.each<[number, number[], string]>([
  [Number.MIN_VALUE, [10, 10], "1 answer"],
  [0.2, [1, 10, 10, 10, 90], "20 % (2 of 10)"],
  [0.4, [8, 8, 8], "40 % (4 of 8)"],
  [0.2, [3], "20 % (1 of 3)"],
])("a tag of cut %d, of subjects with %j answers, needs %s", (cut, answersOf, words) => {
  expect(neededAnswers(cut, answersOf)).toBe(words);
});
