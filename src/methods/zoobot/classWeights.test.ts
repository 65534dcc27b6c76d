import { expect, test } from "vitest";
import type { Examples } from "../../training/examples.ts";
import type { Task } from "../../training/run.ts";
import { classWeightsFrom } from "./classWeights.ts";

const task: Task = { kind: "labels", column: "ring", classes: ["none", "ring"] };
const examples: Examples = {
  ids: ["a", "b", "c", "d"],
  images: ["a", "b", "c", "d"],
  splits: ["train", "train", "train", "train"],
  targets: [
    [1, 0],
    [1, 0],
    [1, 0],
    [0, 1],
  ],
};

test("balanced gives each class as much in all", () => {
  expect(classWeightsFrom("balanced", task, examples)).toEqual({ none: 4 / 2 / 3, ring: 2 });
});

test("named classes get their factors, and others keep 1", () => {
  expect(classWeightsFrom("ring=2.5", task, examples)).toEqual({ ring: 2.5 });
});

test.each([
  ["rings=2", /no class "rings"; the label has none, ring/],
  ["ring", /"ring" is no class with a factor/],
  ["ring=0", /above 0/],
  ["ring=x", /above 0/],
  ["", /above 0/],
])("%j is refused", (text, message) => {
  expect(() => classWeightsFrom(text, task, examples)).toThrow(message);
});
