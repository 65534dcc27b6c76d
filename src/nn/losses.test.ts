import { expect, test } from "vitest";
import { compile } from "../tensor/program.ts";
import { constant, input } from "../tensor/tensor.ts";
import { squaredError } from "./losses.ts";

test("squared errors are averaged over an object's numbers, and not halved", async () => {
  const loss = squaredError(input("x", [2, 2]), constant([1, 2, 3, 4], [2, 2]));
  const program = await compile({ loss }, { threads: 1 });
  const { loss: values } = await program.run({ x: Float32Array.from([1, 5, 3, 3]) });
  await program.release();
  expect(Array.from(values ?? [], Number)).toEqual([4.5, 0.5]);
});

test("predictions of another shape than the targets are refused, with both shapes", () => {
  expect(() => squaredError(input("x", [2, 1]), input("y", [2]))).toThrow(/squaredError.*\[2, 1\].*\[2\]/);
});
