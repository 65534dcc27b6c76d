import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { slopesApart } from "./finiteDifferences.ts";
import { operatorCases } from "./operatorCases.ts";
import { operators } from "./operators.ts";

const covered = new Set<string>();

describe("gradients agree with central finite differences", () => {
  test.each(operatorCases.map((each) => [each.name, each] as const))("%s", async (_, each) => {
    await fc.assert(
      fc.asyncProperty(each.shapes, fc.integer({ min: 0, max: 1e6 }), async (shapes, seed) => {
        const { apart, operators: used } = await slopesApart(each, { shapes, seed });
        for (const name of used) covered.add(name);
        expect(apart).toBeLessThan(each.dtype === "float32" ? 4e-3 : 1e-5);
      }),
      { numRuns: 6 },
    );
  });

  afterAll(() => {
    const missed = operators.filter(({ gradient, name }) => typeof gradient === "function" && !covered.has(name));
    expect(missed.map(({ name }) => name)).toEqual([]);
  });
});
