/** Numbers that PyTorch gave (fixtures/operators.py), and how a test compares with them. */

import { readFileSync } from "node:fs";
import { gelu } from "./operators/activations.ts";
import { batchNorm } from "./operators/channels.ts";
import { conv, convTranspose } from "./operators/convolution.ts";
import { softplus } from "./operators/elementwise.ts";
import { batchNormTraining, layerNorm } from "./operators/normalization.ts";
import { averagePool, maxPool } from "./operators/pooling.ts";
import { logSoftmax, softmax } from "./operators/reduction.ts";
import { affineGrid, gridSample } from "./operators/sampling.ts";
import { type CompileOptions, compile } from "./program.ts";
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

type Inputs = Record<string, Tensor>;

export const pick = (inputs: Inputs, name: string): Tensor => {
  const tensor = inputs[name];
  if (!tensor) throw new Error(`the case has no input "${name}"`);
  return tensor;
};
const x = (inputs: Inputs) => pick(inputs, "x");
const w = (inputs: Inputs) => pick(inputs, "w");
const b = (inputs: Inputs) => pick(inputs, "b");

/** What PyTorch was asked, by the name it has in the fixtures. */
export const torchCases: [string, (inputs: Inputs) => Tensor][] = [
  ["conv padded", (i) => conv(x(i), w(i), { pads: [1, 1, 1, 1] }, b(i))],
  ["conv stride 2", (i) => conv(x(i), w(i), { pads: [1, 1, 1, 1], strides: [2, 2] }, b(i))],
  ["conv dilation 2", (i) => conv(x(i), w(i), { pads: [2, 2, 2, 2], dilations: [2, 2] }, b(i))],
  ["conv depthwise", (i) => conv(x(i), w(i), { pads: [1, 1, 1, 1], group: 3 })],
  ["convTranspose", (i) => convTranspose(x(i), w(i), { pads: [1, 1, 1, 1], strides: [2, 2] })],
  ["maxPool", (i) => maxPool(x(i), { kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] })],
  ["averagePool", (i) => averagePool(x(i), { kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] })],
  ["gelu", (i) => gelu(x(i))],
  ["softplus", (i) => softplus(x(i))],
  ["softmax", (i) => softmax(x(i), -1)],
  ["logSoftmax", (i) => logSoftmax(x(i), 1)],
  ["layerNorm", (i) => layerNorm(x(i), w(i), b(i))],
  [
    "batchNorm predicting",
    (i) => batchNorm(x(i), { weight: w(i), bias: b(i), mean: pick(i, "mean"), variance: pick(i, "variance") }),
  ],
  ["batchNorm training", (i) => batchNormTraining(x(i), w(i), b(i)).y],
  ["affineGrid", (i) => affineGrid(pick(i, "theta"), [2, 3, 6, 6])],
  ["gridSample zeros", (i) => gridSample(x(i), pick(i, "grid"))],
  ["gridSample reflection", (i) => gridSample(x(i), pick(i, "grid"), "reflection")],
];

/**
 * Runs `build` on the inputs of a case.
 * @returns the largest difference from PyTorch's result, relative to numbers above 1
 */
export async function differenceFromTorch(
  name: string,
  build: (inputs: Inputs) => Tensor,
  { dtype = "float32", ...options }: CompileOptions & { dtype?: "float32" | "float64" } = {},
): Promise<number> {
  const found = cases.find((each) => each.name === name);
  if (!found) throw new Error(`fixtures/operators.json has no case "${name}"`);
  const tensors = Object.entries(found.inputs).map(([key, { shape }]) => [key, input(key, shape, dtype)] as const);
  const result = build(Object.fromEntries(tensors));
  const program = await compile({ result }, options);
  const array = dtype === "float32" ? Float32Array : Float64Array;
  const values: Record<string, TypedArray> = {};
  for (const key of Object.keys(program.inputs)) values[key] = array.from(found.inputs[key]?.data ?? []);
  const { result: output } = await program.run(values);
  await program.release();
  if (!output || output.length !== elementCount(found.shape) || String(result.shape) !== String(found.shape))
    throw new Error(`${name}: shape ${result.shape} where PyTorch has ${found.shape}`);
  return largestDifference(output, found.result);
}

/** Relative to numbers above 1. */
export function largestDifference(found: TypedArray, expected: readonly number[]): number {
  return expected.reduce(
    (most, value, i) => Math.max(most, Math.abs(Number(found[i]) - value) / Math.max(1, Math.abs(value))),
    0,
  );
}
