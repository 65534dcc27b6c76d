import { describe, expect, test } from "vitest";
import type { DecisionTree } from "../../survey/decisionTree.ts";
import { differenceFromTorch } from "../../tensor/fixtureCases.ts";
import { grad } from "../../tensor/gradient.ts";
import { cast } from "../../tensor/operators/elementwise.ts";
import { sum } from "../../tensor/operators/reduction.ts";
import { compile } from "../../tensor/program.ts";
import { input } from "../../tensor/tensor.ts";
import { dirichletMultinomialLoss, expectedFractions } from "./dirichletMultinomial.ts";

const tree: DecisionTree = {
  name: "two questions",
  questions: [
    { name: "shape", answers: ["smooth", "featured", "artifact"], askedAfter: [] },
    { name: "bar", answers: ["yes", "no"], askedAfter: ["shape_featured"] },
  ],
};

describe("the Dirichlet-Multinomial loss", () => {
  test("is minus the log-likelihood that PyTorch's log-gammas give", async () => {
    const difference = await differenceFromTorch("dirichletMultinomial", ({ x, counts }) => {
      if (!x || !counts) throw new Error("the case has inputs x and counts");
      return dirichletMultinomialLoss(tree, x, counts);
    });
    expect(difference).toBeLessThan(1e-6);
  });

  test("is exactly 0, with a gradient of exactly 0, where nobody voted", async () => {
    const alpha = input("alpha", [1, 5]);
    const loss = dirichletMultinomialLoss(tree, alpha, input("counts", [1, 5]));
    const gradient = grad(sum(loss), { alpha }).alpha;
    const program = await compile({ loss, gradient });
    const votes = Float32Array.of(12, 3, 0, 0, 0);
    const onlyFirst = await program.run({ alpha: Float32Array.of(5, 60, 1.1, 101, 1), counts: votes });
    expect([...(onlyFirst.gradient as Float32Array)].slice(3)).toEqual([0, 0]);
    const none = await program.run({ alpha: Float32Array.of(5, 60, 1.1, 101, 1), counts: new Float32Array(5) });
    expect(Number(none.loss?.[0])).toBe(0);
    expect([...(none.gradient as Float32Array)]).toEqual([0, 0, 0, 0, 0]);
    await program.release();
  });

  test("refuses concentrations that are not one an answer", () => {
    expect(() => dirichletMultinomialLoss(tree, input("alpha", [2, 4]), input("counts", [2, 4]))).toThrow(
      'concentrations [2, 4] and counts [2, 4] must both be [batch, 5], the answers of "two questions"',
    );
  });

  test("expects vote fractions that add up to 1 in each question", async () => {
    const program = await compile({ mean: cast(expectedFractions(tree, input("alpha", [1, 5])), "float32") });
    const { mean } = await program.run({ alpha: Float32Array.of(2, 3, 5, 30, 10) });
    expect(Array.from(mean as Float32Array, (value) => Math.round(value * 1e4) / 1e4)).toEqual([
      0.2, 0.3, 0.5, 0.75, 0.25,
    ]);
    await program.release();
  });
});
