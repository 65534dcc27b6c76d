import { expect, test } from "vitest";
import { mostRatings, ratingsToLearn } from "./ranking.ts";

test("of very many ratings the highest are learnt from, and others at random, the same every time", () => {
  const ratings = new Map(Array.from({ length: 20_000 }, (_, row) => [row, row % 100 === 7 ? 5 : row % 3]));
  const chosen = ratingsToLearn(ratings, 1);
  expect(chosen.size).toBe(mostRatings);
  expect([...chosen.values()].filter((score) => score === 5)).toHaveLength(200);
  expect([...chosen].every(([row, score]) => ratings.get(row) === score)).toBe(true);
  // What is dull is known as well, or all would look interesting.
  expect([...chosen.values()].filter((score) => score < 2).length).toBeGreaterThan(500);
  expect(ratingsToLearn(ratings, 1)).toEqual(chosen);
  expect(ratingsToLearn(ratings, 2)).not.toEqual(chosen);
});

test("as many as are usual are all learnt from", () => {
  const ratings = new Map(Array.from({ length: mostRatings }, (_, row) => [row, row % 6]));
  expect(ratingsToLearn(ratings, 1)).toBe(ratings);
});
