import { expect, test } from "vitest";
import { differenceFromTorch } from "../tensor/fixtureCases.ts";
import { grad } from "../tensor/gradient.ts";
import { mul } from "../tensor/operators/elementwise.ts";
import { sum } from "../tensor/operators/reduction.ts";
import { scalar, type Tensor } from "../tensor/tensor.ts";
import { crossEntropy } from "./losses.ts";
import { adamW, type Optimiser, sgd } from "./optimiser.ts";

/** Three steps down the slope of x cubed, as fixtures/operators.py takes them. */
function threeSteps(optimiser: Optimiser): (inputs: Record<string, Tensor>) => Tensor {
  return ({ x }) => {
    if (!x) throw new Error("the case has an input x");
    let parameters: Record<string, Tensor> = { x };
    const zero = mul(x, 0);
    let state: Record<string, Tensor> = { "momentum_buffer.x": zero, "exp_avg.x": zero, "exp_avg_sq.x": zero };
    for (let step = 1; step <= 3; step++) {
      const current = parameters.x ?? x;
      const gradients = grad(sum(mul(current, mul(current, current))), { x: current });
      ({ parameters, state } = optimiser.update(parameters, gradients, state, scalar(0.01), scalar(step)));
    }
    return parameters.x ?? x;
  };
}

test("AdamW moves parameters as PyTorch's does", async () => {
  expect(await differenceFromTorch("adamW", threeSteps(adamW({ weightDecay: 0.1 })))).toBeLessThan(1e-6);
});

test("SGD with momentum moves parameters as PyTorch's does", async () => {
  expect(await differenceFromTorch("sgd", threeSteps(sgd({ momentum: 0.9, weightDecay: 0.1 })))).toBeLessThan(1e-6);
});

test("cross-entropy with smoothed labels is PyTorch's", async () => {
  const difference = await differenceFromTorch("crossEntropy", ({ x, targets }) => {
    if (!x || !targets) throw new Error("the case has inputs x and targets");
    return crossEntropy(x, targets, 0.1);
  });
  expect(difference).toBeLessThan(1e-6);
});
