import { expect, test } from "vitest";
import { randomStream } from "../../random.ts";
import { curveSvg, curveText } from "./curvePlot.ts";
import { evaluateWays, type Questioned, rankWeighted, waysToChoose } from "./evaluate.ts";
import { withKnown } from "./ranking.ts";

/** A small group beside a large one that is wide: interesting, and not the oddest. */
function made(objects: number, everyOf: number): Questioned {
  const dimension = 6;
  const stream = randomStream(9, "person");
  const isInteresting = Array.from({ length: objects }, (_, i) => i % everyOf === 0);
  const vectors = Float32Array.from({ length: objects * dimension }, (_, at) => {
    const centre = isInteresting[Math.floor(at / dimension)] && at % dimension < 2 ? 1.5 : 0;
    return centre + (centre ? 0.3 : 1) * stream.normal();
  });
  return { space: { vectors, dimension }, isInteresting, scores: isInteresting.map((each) => (each ? 5 : 0)) };
}

test("a person who likes one group is led to it, ahead of the forests and of chance", async () => {
  const person = made(600, 15);
  const result = await evaluateWays(person, { ratings: 60, batch: 10, seeds: 2, lists: [20] });
  expect(result).toMatchObject({ objects: 600, interesting: 40, ratings: 60 });
  const [ours, ...others] = waysToChoose.map((way) => result.ways.find((each) => each.way === way));
  const shareOf = (way: typeof ours) => way?.lists[0]?.withKnown.mean ?? Number.NaN;
  for (const other of others) {
    expect(shareOf(ours)).toBeGreaterThan(shareOf(other));
    expect(ours?.foundWhileRating.mean).toBeGreaterThan(other?.foundWhileRating.mean ?? Number.NaN);
  }
  for (const { found, foundWhileRating, left, leftRate } of result.ways) {
    expect(leftRate).toBeCloseTo(left.mean / 540);
    expect(found).toHaveLength(601);
    expect(found[60]).toBeCloseTo(foundWhileRating.mean);
    expect(found[600]).toBeCloseTo(40);
    expect(foundWhileRating.mean + left.mean).toBeCloseTo(40);
  }
  expect(await evaluateWays(person, { ratings: 60, batch: 10, seeds: 2, lists: [20] })).toEqual(result);
  expect(curveText(result).join("\n")).toContain("G Gaussian process");
  expect(curveSvg(result, "a < b")).toContain("<title>a &lt; b</title>");
});

test("a person who is never pleased can be asked all the same", async () => {
  const person = made(100, 50);
  const result = await evaluateWays({ ...person, scores: new Array(100).fill(0) }, { ratings: 20, batch: 5, seeds: 1 });
  expect(result.ways[0]?.found[100]).toBe(2);
});

test.each([
  [{ ratings: 100 }, 3, /there are 100 objects: --ratings must be less, not 100/],
  [{ ratings: 10 }, 1000, /1 of 100|nothing to find/],
])("refuses %o where every %ith object is interesting", async (options, everyOf, message) => {
  const person = made(100, everyOf);
  const nobody = everyOf > 100 ? { ...person, isInteresting: person.isInteresting.map(() => false) } : person;
  await expect(evaluateWays(nobody, { batch: 10, seeds: 1, ...options })).rejects.toThrow(message);
});

test("the rank-weighted score is 1 for a list of nothing else, and counts the first most", () => {
  const interests = (row: number) => row < 2;
  expect(rankWeighted([0, 1], interests)).toBe(1);
  expect(rankWeighted([0, 5, 6], interests)).toBeCloseTo(3 / 6);
  expect(rankWeighted([5, 6, 0], interests)).toBeCloseTo(1 / 6);
});

test("what is known to interest stands first, and what is known to be dull last", () => {
  const ratings = new Map([
    [7, 0],
    [3, 4],
    [5, 5],
  ]);
  expect(withKnown([1, 2], ratings, (_, rating) => rating > 2)).toEqual([5, 3, 1, 2, 7]);
});
