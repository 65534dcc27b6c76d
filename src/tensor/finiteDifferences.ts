/** What holds a device's results to the processor's, and its gradients to central differences. For tests. */

import { randomStream } from "../random.ts";
import type { Device } from "./device.ts";
import { largestDifference } from "./fixtureCases.ts";
import { grad } from "./gradient.ts";
import type { OperatorCase } from "./operatorCases.ts";
import { cast, mul } from "./operators/elementwise.ts";
import { sum } from "./operators/reduction.ts";
import { nodesBefore } from "./order.ts";
import { type CompileOptions, compile } from "./program.ts";
import { type DType, elementCount, type TypedArray } from "./shape.ts";
import { arrayOf, constant, input, type Tensor } from "./tensor.ts";

export interface Draw {
  shapes: number[][];
  seed: number;
}

/**
 * Both sides as slopes along one random direction in all inputs at once. Differences are taken on the processor, and in
 * float64 where it has the kernels: in float32 their own error would hide that of the gradient.
 * @param options where, and in what type, the gradient is computed
 * @returns how far apart they are, and the operators of the expression
 */
export async function slopesApart(
  { build, domain = (x) => x, dtype: own = "float64", epsilon = own === "float64" ? 1e-5 : 2e-3 }: OperatorCase,
  { shapes, seed }: Draw,
  { dtype = own, ...options }: CompileOptions & { dtype?: DType } = {},
): Promise<{ apart: number; operators: string[] }> {
  const stream = randomStream(seed, "values");
  const weightsOf = (y: Tensor) => draw(elementCount(y.shape), () => stream.normal());
  const y = build(inputsOf(shapes, own));
  const weights = weightsOf(y);
  const values = shapes.map((each) => draw(elementCount(each), () => Math.fround(domain(stream.normal()))));
  const directions = shapes.map((each) => draw(elementCount(each), () => stream.normal()));

  const forward = await compile({ loss: weighedSum(y, weights) });
  const moved = async (amount: number) => {
    const near = values.map((xs, i) => xs.map((x, j) => x + amount * (directions[i]?.[j] ?? 0)));
    return Number((await forward.run(arraysOf(near, own, forward.inputs))).loss?.[0]);
  };
  const slope = ((await moved(epsilon)) - (await moved(-epsilon))) / (2 * epsilon);

  const inputs = inputsOf(shapes, dtype);
  const loss = weighedSum(build(inputs), weights);
  const gradients = grad(loss, Object.fromEntries(inputs.map((tensor, i) => [`x${i}`, tensor])));
  const named = Object.entries(gradients).map(([name, gradient]) => [`gradient of ${name}`, gradient]);
  const backward = await compile(Object.fromEntries(named), options);
  const found = await backward.run(arraysOf(values, dtype, backward.inputs));
  const along = directions.flatMap((direction, i) =>
    direction.map((d, j) => d * Number(found[`gradient of x${i}`]?.[j])),
  );
  await Promise.all([forward.release(), backward.release()]);
  const difference = along.reduce((total, part) => total + part, 0) - slope;
  return {
    apart: Math.abs(difference) / (1 + Math.abs(slope) + Math.sqrt(elementCount(y.shape))),
    operators: nodesBefore([y]).map(({ operator }) => operator.name),
  };
}

/** @returns the largest difference between a device's result and the processor's in plain layout, relative to numbers above 1 */
export async function resultsApart(
  { build, domain = (x) => x }: OperatorCase,
  { shapes, seed }: Draw,
  options: CompileOptions & { device: Device },
): Promise<number> {
  const stream = randomStream(seed, "values");
  const values = shapes.map((each) => draw(elementCount(each), () => domain(stream.normal())));
  const y = build(inputsOf(shapes, "float32"));
  const results = [];
  for (const where of [options, { layout: "plain" } as const]) {
    const program = await compile({ y }, where);
    results.push((await program.run(arraysOf(values, "float32", program.inputs))).y ?? noArray);
    await program.release();
  }
  const [found = noArray, expected = noArray] = results;
  return largestDifference(found, Array.from(expected, Number));
}

function inputsOf(shapes: readonly number[][], dtype: DType): Tensor[] {
  return shapes.map((each, i) => input(`x${i}`, each, dtype));
}

/** Summed in float64, so that the difference of two sums keeps its digits. */
function weighedSum(y: Tensor, weights: readonly number[]): Tensor {
  return sum(mul(cast(y, "float64"), constant(arrayOf("float64", weights), y.shape)));
}

/** Of those inputs that the program has: an expression need not depend on all. */
function arraysOf(
  values: readonly number[][],
  dtype: DType,
  inputs: Readonly<Record<string, Tensor>>,
): Record<string, TypedArray> {
  const arrays = values.map((each, i) => [`x${i}`, arrayOf(dtype, each)] as const);
  return Object.fromEntries(arrays.filter(([name]) => name in inputs));
}

const noArray = new Float32Array(0);

function draw(count: number, next: () => number): number[] {
  return Array.from({ length: count }, next);
}
