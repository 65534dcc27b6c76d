import { expect, test } from "vitest";
import { Fault } from "../fault.ts";
import { compile } from "../tensor/program.ts";
import { input } from "../tensor/tensor.ts";
import { dropPath, risingRate } from "./dropPath.ts";
import { training } from "./phase.ts";

test("an image keeps its whole branch, scaled so that the mean stays, or none of it", async () => {
  const phase = training();
  const program = await compile({ y: dropPath("block", input("x", [4, 2, 1, 2]), 0.25, phase) });
  expect(Object.keys(phase.noise)).toEqual(["noise/block"]);
  const { y } = await program.run({
    x: new Float32Array(16).fill(3),
    "noise/block": Float32Array.of(0.1, 0.25, 0.9, 0.24),
  });
  await program.release();
  expect(Array.from(y ?? [], Number)).toEqual([0, 0, 0, 0, 4, 4, 4, 4, 4, 4, 4, 4, 0, 0, 0, 0]);
});

test("nothing is dropped when predicting", () => {
  const x = input("x", [4, 2]);
  expect(dropPath("block", x, 0.5, "predicting")).toBe(x);
});

test("a rate that would drop everything is refused", () => {
  expect(() => dropPath("block", input("x", [4, 2]), 1, training())).toThrow(Fault);
});

test("rates rise evenly from none to the highest", () => {
  expect([0, 1, 2].map((block) => risingRate(0.2, block, 3))).toEqual([0, 0.1, 0.2]);
  expect(risingRate(0.2, 0, 1)).toBe(0);
});
