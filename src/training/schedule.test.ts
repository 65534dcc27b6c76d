import { expect, test } from "vitest";
import { affordableEpochs, averageDecayAt, learningRateAt } from "./schedule.ts";

test("the learning rate rises over the warm-up and falls to nothing at the end", () => {
  const at = (step: number) => learningRateAt(step, { peak: 1, steps: 100, warmup: 10 });
  expect([at(0), at(100)]).toEqual([0, 0]);
  expect(at(5)).toBeLessThan(at(10));
  for (let step = 10; step < 100; step++) expect(at(step + 1)).toBeLessThan(at(step));
});

test("as many epochs are planned as fit at the speed of those after the first", () => {
  const time = { seconds: 30, firstEpochSeconds: 20, allowedSeconds: 100 };
  // 10 s an epoch; 94 s of 100 may be used, 30 are gone.
  expect(affordableEpochs(50, 2, time)).toBe(8);
  expect(affordableEpochs(5, 2, time)).toBe(5);
  expect(affordableEpochs(50, 2, { ...time, allowedSeconds: 10 })).toBe(2);
});

test("the running average forgets its beginnings at first, then keeps to its limit", () => {
  expect(averageDecayAt(0, 0.99)).toBeCloseTo(0.1);
  expect(averageDecayAt(1e6, 0.99)).toBe(0.99);
});
