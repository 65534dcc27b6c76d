import fc from "fast-check";
import { expect, test } from "vitest";
import { grad } from "../../tensor/gradient.ts";
import { sum } from "../../tensor/operators/reduction.ts";
import { compile, type Program } from "../../tensor/program.ts";
import { input } from "../../tensor/tensor.ts";
import { varianceTerm } from "./varianceTerm.ts";

async function program(isTight: boolean): Promise<Program> {
  const [a, b] = [input("a", [1]), input("b", [1])];
  const term = varianceTerm(a, b, isTight);
  return compile({ term, ...grad(sum(term), { da: a, db: b }) });
}

async function at(made: Program, a: number, b: number): Promise<{ term: number; da: number; db: number }> {
  const found = await made.run({ a: Float32Array.of(a), b: Float32Array.of(b) });
  return { term: Number(found.term?.[0]), da: Number(found.da?.[0]), db: Number(found.db?.[0]) };
}

const logs = fc.double({ min: -30, max: 0, noNaN: true });

test.each([true, false])(
  "is nothing for two draws that agree, and never less than nothing (tight: %s)",
  async (isTight) => {
    const made = await program(isTight);
    await fc.assert(
      fc.asyncProperty(logs, logs, async (a, b) => {
        const { term, da, db } = await at(made, a, b);
        expect(term).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(da) && Number.isFinite(db)).toBe(true);
        expect((await at(made, a, a)).term).toBe(0);
      }),
      { numRuns: 50 },
    );
    await made.release();
  },
);

test("has the gradient of differences, its scale held: the draw that lags is drawn on", async () => {
  const made = await program(false);
  const [a, b] = [-0.2, -1.3];
  const held = (x: number, y: number) => (Math.exp(x - a) - Math.exp(y - a)) ** 2 / 2;
  const { term, da, db } = await at(made, a, b);
  expect(term).toBeCloseTo(held(a, b), 5);
  expect(da).toBeCloseTo((held(a + 1e-5, b) - held(a - 1e-5, b)) / 2e-5, 4);
  expect(db).toBeCloseTo((held(a, b + 1e-5) - held(a, b - 1e-5)) / 2e-5, 4);
  expect(da).toBeGreaterThan(0);
  await made.release();
});

test("keeps its factor near 1/2 where both draws are almost alike, where 32 bits would lose it", async () => {
  const [tight, loose] = [await program(true), await program(false)];
  const ratio = (await at(tight, -1, -1.01)).term / (await at(loose, -1, -1.01)).term;
  expect(ratio).toBeGreaterThan(0.49);
  expect(ratio).toBeLessThan(0.52);
  await tight.release();
  await loose.release();
});
