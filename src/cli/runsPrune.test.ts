import { expect, test } from "vitest";
import { signTest } from "../explore/signTest.ts";
import { changedBy, likelihoodCost } from "../methods/bayesian/pruneRun.ts";
import { changeMeaning, likelihoodMeaning } from "./runsPrune.ts";

/** Of two classes; the first is right of every object. */
function says(chances: readonly number[]) {
  const table = (first: readonly number[]) => ({ answers: 2, values: first.flatMap((each) => [each, 1 - each]) });
  const loss = chances.reduce((sum, each) => sum - Math.log(each), 0) / chances.length;
  return { loss, predicted: table(chances), targets: table(chances.map(() => 1)) };
}

const before = [0.95, 0.6, 0.99, 0.8, 0.9, 0.7, 0.97, 0.85];

test("objects that all become a little less likely are told to, though they scatter far more than that, and as many are right", () => {
  const cost = likelihoodCost(says(before), says(before.map((each, i) => each * (i % 2 ? 0.93 : 0.95))));
  expect(cost.after - cost.before).toBeCloseTo(-(Math.log(0.93) + Math.log(0.95)) / 2, 10);
  expect(cost.interval?.[0]).toBeGreaterThan(0.05);
  expect(cost.interval?.[1]).toBeLessThan(0.08);
  expect(likelihoodMeaning(cost, true)).toMatch(/worse, though accuracy does not show it/);
  expect(likelihoodMeaning(cost, false)).toBe("its probabilities are worse too");
});

test("of one object, and of some that change either way, nothing is told", () => {
  const one = likelihoodCost(says([0.9]), says([0.2]));
  expect(one.interval).toBeNull();
  expect(likelihoodMeaning(one, true)).toBe("of one object nothing can be told");
  const either = likelihoodCost(says(before), says(before.map((each, i) => each * (i % 2 ? 0.9 : 1.01))));
  expect(likelihoodMeaning({ ...either, interval: [-0.1, 0.2] }, true)).toMatch(/no more than chance/);
});

test("objects that change are counted each by itself, and told from chance where they change one way", () => {
  const few = changedBy(says([0.9, 0.9, 0.2, 0.7]), says([0.1, 0.8, 0.9, 0.6]));
  expect(few).toEqual({ lost: 1, gained: 1 });
  expect(changeMeaning(few).words).toBe(
    "1 object that was right is wrong now, 1 the other way: chance alone can do that (sign test, p 1.00)",
  );
  expect(changeMeaning({ lost: 0, gained: 0 })).toEqual({ words: "the same objects are right", isWorse: false });
  // Six of six one way are 2 / 2^6.
  expect(signTest(6, 0)).toBeCloseTo(2 / 64, 12);
  expect(signTest(8, 2)).toBeCloseTo((2 * (1 + 10 + 45)) / 1024, 12);
  expect(changeMeaning({ lost: 6, gained: 0 })).toMatchObject({ isWorse: true });
  expect(changeMeaning({ lost: 5, gained: 0 })).toMatchObject({ isWorse: false });
  expect(changeMeaning({ lost: 0, gained: 6 }).words).toMatch(/better without them/);
});
