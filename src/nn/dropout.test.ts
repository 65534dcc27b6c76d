import { expect, test } from "vitest";
import { input } from "../tensor/tensor.ts";
import { dropout } from "./dropout.ts";
import { training } from "./phase.ts";

const x = input("x", [4, 3]);

test("each pass of a step through a layer has noise of its own", () => {
  const phase = training();
  for (const pass of ["labelled", "strong"]) dropout("head", x, 0.5, { ...phase, pass });
  dropout("head", x, 0.5, phase);
  expect(Object.keys(phase.noise)).toEqual(["noise/labelled/head", "noise/strong/head", "noise/head"]);
  expect(() => dropout("head", x, 0.5, phase)).toThrow(/two layers called "head"/);
});

test("nothing is dropped in a whole pass, nor when predicting", () => {
  const phase = training();
  expect(dropout("head", x, 0.5, { ...phase, isWhole: true })).toBe(x);
  expect(dropout("head", x, 0.5, "predicting")).toBe(x);
  expect(Object.keys(phase.noise)).toEqual([]);
});
