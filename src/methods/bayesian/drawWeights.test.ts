import { describe, expect, test } from "vitest";
import { linear } from "../../nn/linear.ts";
import { asInputs, type Parameters, prefixed, under } from "../../nn/parameters.ts";
import { training } from "../../nn/phase.ts";
import { randomStream } from "../../random.ts";
import { grad } from "../../tensor/gradient.ts";
import { sum } from "../../tensor/operators/reduction.ts";
import { compile } from "../../tensor/program.ts";
import { elementCount, type TypedArray } from "../../tensor/shape.ts";
import { input, type Tensor } from "../../tensor/tensor.ts";
import { drawWeights } from "./drawWeights.ts";

const array = (shape: number[], values: number[]) => ({ shape, data: Float32Array.from(values) });
const parameters: Parameters = {
  "head.weight": array([2, 3], [0.5, -1, 0.25, 2, 0, -0.5]),
  "head.bias": array([2], [0.1, -0.2]),
  "rho.head.weight": array([2, 3], [-1, -2, -3, -0.5, -1.5, -2.5]),
  "rho.head.bias": array([2], [-1, -2]),
};
const arrays = Object.fromEntries(Object.entries(parameters).map(([name, { data }]) => [name, data]));
const prior = { name: "laplace", width: 1 } as const;

function noiseOf(noise: Record<string, Tensor>, step: number): Record<string, TypedArray> {
  return Object.fromEntries(
    Object.entries(noise).map(([name, { shape }]) => {
      const stream = randomStream(3, name, step);
      return [name, Float32Array.from({ length: elementCount(shape) }, () => stream.uniform())];
    }),
  );
}

/** Means and deviations of each element over so many steps. */
async function moments(
  outputs: Tensor,
  noise: Record<string, Tensor>,
  more: Record<string, TypedArray>,
  steps: number,
) {
  const program = await compile({ outputs });
  const size = elementCount(outputs.shape);
  const [sums, squares] = [new Float64Array(size), new Float64Array(size)];
  for (let step = 0; step < steps; step++) {
    const { outputs: found } = await program.run({ ...arrays, ...more, ...noiseOf(noise, step) });
    for (let i = 0; i < size; i++) {
      const value = Number(found?.[i]);
      sums[i] = (sums[i] as number) + value / steps;
      squares[i] = (squares[i] as number) + (value * value) / steps;
    }
  }
  await program.release();
  return {
    means: Array.from(sums),
    deviations: Array.from(squares, (s, i) => Math.sqrt(s - (sums[i] as number) ** 2)),
  };
}

test("drawn weights have the means and deviations that were asked for", async () => {
  const phase = training();
  const drawn = drawWeights(asInputs(parameters), phase, { prior });
  const { means, deviations } = await moments(drawn.parameters["head.weight"] as Tensor, phase.noise, {}, 1000);
  parameters["head.weight"]?.data.forEach((value, i) => {
    const deviation = Math.exp(parameters["rho.head.weight"]?.data[i] as number);
    expect(Math.abs((means[i] as number) - value)).toBeLessThan(5 * (deviation / Math.sqrt(1000)));
    expect(Math.abs((deviations[i] as number) / deviation - 1)).toBeLessThan(0.12);
  });
});

test("local reparameterisation draws outputs of the same distribution, each object's by itself", async () => {
  const x = { x: Float32Array.from([1, 2, -1, 0.5, 0, 3]) };
  const both = [undefined, 2].map((local) => {
    const phase = training();
    const drawn = drawWeights(asInputs(parameters), phase, { prior, ...(local ? { local } : {}) });
    return { phase, out: linear(under("head", drawn.parameters), input("x", [2, 3])) };
  });
  const [plain, local] = await Promise.all(both.map(({ out, phase }) => moments(out, phase.noise, x, 1000)));
  local?.means.forEach((value, i) => {
    expect(Math.abs(value - (plain?.means[i] as number))).toBeLessThan(0.25);
    expect(Math.abs((local.deviations[i] as number) / (plain?.deviations[i] as number) - 1)).toBeLessThan(0.14);
  });
});

test("local reparameterisation refuses a layer that an object passes more than once", () => {
  const drawn = drawWeights(asInputs(parameters), training(), { prior, local: 2 });
  expect(() => linear(under("head", drawn.parameters), input("x", [2, 5, 3]))).toThrow(/exact only where/);
});

describe("a draw", () => {
  test("is finite with a finite gradient at both ends of the uniform numbers", async () => {
    for (const edge of [0, 1]) {
      const phase = training();
      const tensors = asInputs(parameters);
      const { divergence } = drawWeights(tensors, phase, { prior });
      const program = await compile({ divergence, ...prefixed("to", grad(divergence, tensors)) });
      const edges = Object.fromEntries(
        Object.entries(phase.noise).map(([name, { shape }]) => [
          name,
          new Float32Array(elementCount(shape)).fill(edge),
        ]),
      );
      const found = await program.run({ ...arrays, ...edges });
      await program.release();
      for (const values of Object.values(found)) expect(Array.from(values, Number).every(Number.isFinite)).toBe(true);
    }
  });

  test("of one step does not know that of another name", () => {
    const phase = training();
    for (const draw of ["weights", "weights again"]) drawWeights(asInputs(parameters), phase, { prior, draw });
    expect(Object.keys(phase.noise)).toEqual(["noise/weights", "noise/weights again"]);
  });

  test("leaves alone what has no deviation", () => {
    const mixed = { ...parameters, "encoder.weight": array([1], [7]) };
    const tensors = asInputs(mixed);
    expect(drawWeights(tensors, training(), { prior }).parameters["encoder.weight"]).toBe(tensors["encoder.weight"]);
  });
});

test("the mean of one-draw estimates is the divergence that is known", async () => {
  const estimate = async (name: "gaussian" | "gaussian-mixture", width: number) => {
    const phase = training();
    const { divergence } = drawWeights(asInputs(parameters), phase, { prior: { name, width } });
    return (await moments(sum(divergence), phase.noise, {}, name === "gaussian" ? 1 : 1000)).means[0] as number;
  };
  // A mixture that is three quarters a normal of this width is close to it, and never further than ln(4/3) a weight.
  const [known, sampled] = [await estimate("gaussian", 1), await estimate("gaussian-mixture", 1)];
  expect(sampled - known).toBeLessThan(8 * Math.log(4 / 3) + 0.4);
  expect(sampled - known).toBeGreaterThan(-8 * Math.log(4));
});
