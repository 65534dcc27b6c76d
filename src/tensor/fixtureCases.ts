/** Numbers that PyTorch gave (fixtures/operators.py), and how a test compares with them. */

import { readFileSync } from "node:fs";
import { compile } from "./program.ts";
import { elementCount, type TypedArray } from "./shape.ts";
import { input, type Tensor } from "./tensor.ts";

interface FixtureCase {
  name: string;
  inputs: Record<string, { shape: number[]; data: number[] }>;
  shape: number[];
  result: number[];
}

const cases: FixtureCase[] = JSON.parse(
  readFileSync(new URL("../../fixtures/operators.json", import.meta.url), "utf8"),
);

/**
 * Runs `build` on the inputs of a case.
 * @returns the largest difference from PyTorch's result, relative to numbers above 1
 */
export async function differenceFromTorch(
  name: string,
  build: (inputs: Record<string, Tensor>) => Tensor,
  dtype: "float32" | "float64" = "float32",
): Promise<number> {
  const found = cases.find((each) => each.name === name);
  if (!found) throw new Error(`fixtures/operators.json has no case "${name}"`);
  const tensors = Object.entries(found.inputs).map(([key, { shape }]) => [key, input(key, shape, dtype)] as const);
  const result = build(Object.fromEntries(tensors));
  const program = await compile({ result });
  const array = dtype === "float32" ? Float32Array : Float64Array;
  const values: Record<string, TypedArray> = {};
  for (const key of Object.keys(program.inputs)) values[key] = array.from(found.inputs[key]?.data ?? []);
  const { result: output } = await program.run(values);
  await program.release();
  if (!output || output.length !== elementCount(found.shape) || String(result.shape) !== String(found.shape))
    throw new Error(`${name}: shape ${result.shape} where PyTorch has ${found.shape}`);
  return found.result.reduce(
    (most, expected, i) => Math.max(most, Math.abs(Number(output[i]) - expected) / Math.max(1, Math.abs(expected))),
    0,
  );
}
