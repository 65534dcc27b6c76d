import { expect, test } from "vitest";
import { asInputs } from "../../nn/parameters.ts";
import { grad } from "../../tensor/gradient.ts";
import { compile } from "../../tensor/program.ts";
import { input, scalar } from "../../tensor/tensor.ts";
import { bounded, lossWeightParameters, weighed, weightsName } from "./lossWeights.ts";

async function at(eta: readonly [number, number], losses: readonly [number, number]) {
  const parameters = asInputs(lossWeightParameters());
  const loss = weighed(parameters, scalar(losses[0]), scalar(losses[1]));
  const slope = grad(loss, { eta: parameters[weightsName] ?? input("", []) }).eta;
  const program = await compile({ loss, slope, bounded: bounded(parameters)[weightsName] ?? scalar(0) });
  const found = await program.run({ [weightsName]: Float32Array.from(eta) });
  await program.release();
  return {
    loss: Number(found.loss?.[0]),
    slope: Array.from(found.slope ?? [], Number),
    bounded: Array.from(found.bounded ?? [], Number),
  };
}

test("both weights begin as 1, and then the loss is half of the sum", async () => {
  expect((await at([1, 1], [0.8, 12])).loss).toBeCloseTo(6.4, 5);
});

test("the loss is least where the squared weights are the losses", async () => {
  const { slope } = await at([Math.sqrt(0.8), Math.sqrt(12)], [0.8, 12]);
  expect(slope[0]).toBeCloseTo(0, 5);
  expect(slope[1]).toBeCloseTo(0, 5);
});

test.each([
  [
    [1, 0.1],
    [1, 0.25],
  ],
  [
    [1e-5, 1],
    [1e-3, 1],
  ],
  [
    [-2, -3],
    [1e-3, 2.5e-4],
  ],
  [
    [0.5, 0.4],
    [0.5, 0.4],
  ],
] as [[number, number], [number, number]][])("weights %j are bounded to %j", async (eta, expected) => {
  const { bounded: found } = await at(eta, [1, 1]);
  expect(found[0]).toBeCloseTo(expected[0], 6);
  expect(found[1]).toBeCloseTo(expected[1], 6);
});
