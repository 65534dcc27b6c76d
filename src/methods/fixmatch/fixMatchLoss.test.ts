import { expect, test } from "vitest";
import { grad } from "../../tensor/gradient.ts";
import { compile } from "../../tensor/program.ts";
import { constant, input } from "../../tensor/tensor.ts";
import type { Examples } from "../../training/examples.ts";
import { fixMatchLoss, guessedLoss } from "./fixMatchLoss.ts";
import { keptLabels, pooledOrder } from "./pools.ts";
import { masked } from "./results.ts";

test("an image counts where the weak view is sure, with the class it is sure of; the mean is over all images", async () => {
  const [weak, strong] = [input("weak", [3, 2]), input("strong", [3, 2])];
  const { loss, maskRate } = guessedLoss(weak, strong, 0.9);
  const slopes = grad(loss, { weak, strong });
  const program = await compile({ loss, maskRate, weakSlope: slopes.weak, strongSlope: slopes.strong });
  const found = await program.run({
    weak: Float32Array.of(4, 0, 0, 1, 0, 3),
    strong: Float32Array.of(1, 0, 5, 0, 0, 2),
  });
  await program.release();
  const expected = (Math.log(1 + Math.exp(-1)) + Math.log(1 + Math.exp(-2))) / 3;
  expect(found.loss?.[0]).toBeCloseTo(expected, 6);
  expect(found.maskRate?.[0]).toBeCloseTo(2 / 3, 6);
  // The guess is a target: no gradient moves it, nor comes from an image that is not sure.
  expect([...(found.weakSlope ?? [])]).toEqual([0, 0, 0, 0, 0, 0]);
  expect([...(found.strongSlope ?? [])].slice(2, 4)).toEqual([0, 0]);
  expect(Number(found.strongSlope?.[0])).toBeLessThan(0);
});

test("with a weight of 0 it is the supervised loss", async () => {
  const [weak, strong] = [input("weak", [1, 2]), input("strong", [1, 2])];
  const program = await compile({
    loss: fixMatchLoss(constant([0.7], []), weak, strong, { threshold: 0, weight: 0 }),
  });
  const found = await program.run({ weak: Float32Array.of(1, 0), strong: Float32Array.of(0, 9) });
  await program.release();
  expect(found.loss?.[0]).toBeCloseTo(0.7, 6);
});

const examples: Examples = {
  ids: Array.from({ length: 30 }, (_, i) => String(i)),
  images: Array.from({ length: 30 }, (_, i) => `${i}.png`),
  splits: Array.from({ length: 30 }, () => "train"),
  targets: Array.from({ length: 30 }, (_, i) => (i % 10 === 0 ? [1, 0] : [0, 1])),
};

test("of few labels every class keeps one at least, and the same seed keeps the same ones", () => {
  for (const count of [2, 5, 10, 30]) {
    const kept = keptLabels(examples, count, 3);
    expect(kept).toHaveLength(count);
    expect(new Set(kept).size).toBe(count);
    expect(kept.some((index) => examples.targets[index]?.[0] === 1)).toBe(true);
    expect(keptLabels(examples, count, 3)).toEqual(kept);
  }
  expect(keptLabels(examples, 10, 3)).not.toEqual(keptLabels(examples, 10, 4));
});

test("each step sees its share of labelled and unlabelled images, and every one as often as another", () => {
  const options = { sources: 10, seed: 1, batchSize: 5, unlabelledRatio: 2, stepsPerEpoch: 4, isSupervised: false };
  const order = [0, 1].flatMap((epoch) => pooledOrder(examples, options, epoch));
  expect(order).toHaveLength(2 * 4 * 15);
  const counts = new Array<number>(30).fill(0);
  order.forEach((index, place) => {
    expect(index < 10).toBe(place % 15 < 5);
    counts[index] = (counts[index] as number) + 1;
  });
  expect(counts.slice(0, 10).every((count) => count === 4)).toBe(true);
  expect(counts.slice(10).every((count) => count === 4)).toBe(true);
  expect(pooledOrder(examples, { ...options, isSupervised: true }, 0).every((index) => index < 10)).toBe(true);
});

test("mask rate and impurity: how many guesses count, and how many of these are wrong where that is known", () => {
  const predicted = { answers: 2, values: [0.99, 0.01, 0.4, 0.6, 0.02, 0.98, 0.97, 0.03] };
  expect(masked(predicted, [0, 1, 0, undefined], 0.95)).toEqual({ maskRate: 0.75, impurity: 0.5 });
  expect(masked(predicted, [undefined, undefined, undefined, undefined], 0.95)).toEqual({ maskRate: 0.75 });
});
