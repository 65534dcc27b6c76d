import { expect, test } from "vitest";
import { stepText } from "./stepText.ts";

const metric = {
  kind: "step",
  step: 10,
  epoch: 1,
  loss: 0.5,
  learningRate: 0.001,
  imagesPerSecond: 64,
  seconds: 8,
} as const;
const planned = { epochs: 2, steps: 160 };
const left = (allowedSeconds: number) =>
  /(\S+ \S+|\S+ min \S+ s) left/.exec(stepText(metric, { ...planned, allowedSeconds }))?.[0];

test("the time left is what the steps left will take", () => {
  expect(stepText(metric, { ...planned, allowedSeconds: Number.POSITIVE_INFINITY })).toBe(
    "epoch 1/2  step 10/160  64 images/s  2 min 0 s left  loss 0.500",
  );
});

test("the time left is never more than the time allowed leaves, and never less than none", () => {
  expect([left(12), left(7), left(1e6)]).toEqual(["4 s left", "0 s left", "2 min 0 s left"]);
});
