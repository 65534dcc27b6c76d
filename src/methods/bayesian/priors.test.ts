import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { grad } from "../../tensor/gradient.ts";
import { exp } from "../../tensor/operators/elementwise.ts";
import { sum } from "../../tensor/operators/reduction.ts";
import { compile } from "../../tensor/program.ts";
import { constant, type Tensor } from "../../tensor/tensor.ts";
import { gaussianDivergence, logPosterior, logPrior, priorNames, usualWidths } from "./priors.ts";

/** See fixtures/bayesian/make.py. */
const fixture = JSON.parse(
  readFileSync(new URL("../../../fixtures/bayesian/uncertainty.json", import.meta.url), "utf8"),
);

async function computed(outputs: Record<string, Tensor>): Promise<Record<string, number[]>> {
  const program = await compile(outputs);
  const found = await program.run({});
  await program.release();
  return Object.fromEntries(Object.entries(found).map(([name, values]) => [name, Array.from(values, Number)]));
}

function closeTo(found: readonly number[] | undefined, expected: readonly number[], digits = 4): void {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(found?.[i]).toBeCloseTo(value, digits);
  });
}

test.each(priorNames)(
  "the prior %s has numpy's log-density, also where a narrow part would underflow",
  async (name) => {
    const { logs } = await computed({ logs: logPrior({ name, width: usualWidths[name] }, constant(fixture.weights)) });
    closeTo(logs, fixture.priors[name], 3);
  },
);

test.each(priorNames)("the prior %s has a gradient everywhere that pulls towards 0", async (name) => {
  const w = constant([-30, -0.5, -1e-4, 1e-4, 0.5, 30]);
  const { slopes } = await computed({ slopes: grad(sum(logPrior({ name, width: usualWidths[name] }, w)), { w }).w });
  slopes?.forEach((slope, i) => {
    expect(Math.sign(slope)).toBe(i < 3 ? 1 : -1);
  });
});

describe("the divergence from a Gaussian prior", () => {
  test("is numpy's", async () => {
    const { mean, deviation, width, nats } = fixture.divergence;
    const { found } = await computed({ found: gaussianDivergence(width, constant(mean), constant(deviation)) });
    closeTo(found, nats);
  });

  test("is nothing where the posterior is the prior, and above nothing elsewhere", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.float({ min: -2, max: 2, noNaN: true }),
        fc.float({ min: -5, max: 1, noNaN: true }),
        async (mean, rho) => {
          const width = 0.1;
          const { own, other } = await computed({
            own: gaussianDivergence(width, constant([0]), constant([width])),
            other: gaussianDivergence(width, constant([mean]), exp(constant([rho]))),
          });
          expect(own?.[0]).toBeCloseTo(0, 5);
          expect(other?.[0]).toBeGreaterThan(-1e-4);
        },
      ),
      { numRuns: 10 },
    );
  });
});

test("log q of a drawn weight is the normal density there, without the difference that would lose digits", async () => {
  const { found } = await computed({ found: logPosterior(constant([-9, 0]), constant([1.5, -0.25])) });
  const expected = [9 - 1.125 - 0.5 * Math.log(2 * Math.PI), -0.03125 - 0.5 * Math.log(2 * Math.PI)];
  closeTo(found, expected, 5);
});
