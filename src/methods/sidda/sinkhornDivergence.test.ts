import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomStream } from "../../random.ts";
import { grad } from "../../tensor/gradient.ts";
import { compile } from "../../tensor/program.ts";
import type { DType } from "../../tensor/shape.ts";
import { arrayOf, input, type Tensor } from "../../tensor/tensor.ts";
import { coral } from "./coral.ts";
import { maximumMeanDiscrepancy } from "./maximumMeanDiscrepancy.ts";
import { type SinkhornOptions, sinkhornDivergence } from "./sinkhornDivergence.ts";

type Points = readonly (readonly number[])[];

interface Result {
  divergence: number;
  blur: number;
  toX: number[];
  toY: number[];
}

type Divergence = (x: Tensor, y: Tensor) => { divergence: Tensor; blur?: Tensor };

const sinkhorn: Divergence = (x, y) => sinkhornDivergence(x, y);

interface Asked {
  by?: Divergence;
  dtype?: DType;
}

type Between = (x: Points, y: Points) => Promise<Result>;

/** Compiled once for sets of these sizes. */
async function between(
  like: Points,
  other: Points,
  { by = sinkhorn, dtype = "float64" }: Asked = {},
): Promise<Between> {
  const tensor = (name: string, points: Points) => input(name, [points.length, points[0]?.length ?? 0], dtype);
  const [a, b] = [tensor("x", like), tensor("y", other)];
  const { divergence, blur } = by(a, b);
  const gradients = grad(divergence, { x: a, y: b });
  const program = await compile({ divergence, toX: gradients.x, toY: gradients.y, ...(blur ? { blur } : {}) });
  return async (x, y) => {
    const found = await program.run({ x: arrayOf(dtype, x.flat()), y: arrayOf(dtype, y.flat()) });
    return {
      divergence: Number(found.divergence?.[0]),
      blur: Number(found.blur?.[0]),
      toX: Array.from(found.toX ?? [], Number),
      toY: Array.from(found.toY ?? [], Number),
    };
  };
}

async function measured(x: Points, y: Points, asked?: Asked): Promise<Result> {
  return (await between(x, y, asked))(x, y);
}

function drawn(count: number, width: number, seed: number, shift = 0): number[][] {
  const stream = randomStream(seed, "points");
  return Array.from({ length: count }, () => Array.from({ length: width }, () => shift + stream.normal()));
}

function apart(found: readonly number[], expected: readonly number[]): number {
  const scale = Math.max(...expected.map(Math.abs));
  return Math.max(...found.map((value, i) => Math.abs(value - (expected[i] ?? Number.NaN)))) / scale;
}

const fixture: {
  cases: { name: string; x: Points; y: Points; blur: number; divergence: number; toX: Points; toY: Points }[];
} = JSON.parse(readFileSync(new URL("../../../fixtures/sidda/sinkhorn.json", import.meta.url), "utf8"));

describe("the divergence is geomloss's", () => {
  test.each(fixture.cases.map((each) => [each.name, each] as const))("%s", async (_, expected) => {
    for (const dtype of ["float64", "float32"] as const) {
      const found = await measured(expected.x, expected.y, { dtype });
      const most = dtype === "float64" ? 1e-9 : 1e-5;
      expect(Math.abs(found.blur / expected.blur - 1)).toBeLessThan(most);
      expect(Math.abs(found.divergence / expected.divergence - 1)).toBeLessThan(most);
      expect(apart(found.toX, expected.toX.flat())).toBeLessThan(10 * most);
      expect(apart(found.toY, expected.toY.flat())).toBeLessThan(10 * most);
    }
  });
});

describe("a divergence", () => {
  test("of a set moved by t is t squared over two", async () => {
    const x = drawn(8, 3, 1);
    const moved = x.map(([a = 0, b = 0, c = 0]) => [a + 3, b, c]);
    expect((await measured(x, moved)).divergence).toBeCloseTo(4.5, 3);
  });

  test("of a set from itself is 0, and of others at least 0", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 7 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(),
        async (n, width, seed) => {
          const [x, y] = [drawn(n, width, seed), drawn(n + 1, width, seed + 1, 0.3)];
          expect((await measured(x, x)).divergence).toBe(0);
          expect((await measured(x, y)).divergence).toBeGreaterThan(-1e-9);
        },
      ),
      { numRuns: 4 },
    );
  });

  test("has a gradient that agrees with finite differences where the potentials have settled", async () => {
    const settled: SinkhornOptions = { scaling: 0.97, steps: 100, blurShare: 1 };
    const [x, y] = [drawn(4, 2, 3), drawn(5, 2, 4, 1)];
    const { blur } = await measured(x, y, { by: (a, b) => sinkhornDivergence(a, b, settled) });
    // The blur is a constant in the gradient, so it is one in the differences too.
    const by: Divergence = (a, b) => sinkhornDivergence(a, b, { ...settled, blurShare: 0, leastBlur: blur });
    const of = await between(x, y, { by });
    const { toX, toY } = await of(x, y);
    const h = 1e-4;
    const moved = (points: Points, i: number, step: number) =>
      points.map((point, row) => point.map((value, c) => value + (row * 2 + c === i ? step : 0)));
    for (const i of [0, 3, 6]) {
      const difference = async (at: (step: number) => Promise<Result>) =>
        ((await at(h)).divergence - (await at(-h)).divergence) / (2 * h);
      expect(await difference((step) => of(moved(x, i, step), y))).toBeCloseTo(toX[i] ?? Number.NaN, 3);
      expect(await difference((step) => of(x, moved(y, i, step)))).toBeCloseTo(toY[i] ?? Number.NaN, 3);
    }
  }, 30_000);
});

describe.each([
  ["Sinkhorn's divergence", sinkhorn],
  ["the mean discrepancy", (x: Tensor, y: Tensor) => ({ divergence: maximumMeanDiscrepancy(x, y) })],
  ["CORAL", (x: Tensor, y: Tensor) => ({ divergence: coral(x, y) })],
] as const)("%s is a number, and so is its gradient, where", (_, by) => {
  const same = Array.from({ length: 5 }, () => new Array<number>(32).fill(16.25));
  const one = drawn(1, 32, 5);
  const many = drawn(6, 32, 6);
  test.each<[string, Points, Points, number | undefined]>([
    ["all features are the same", same, same, 0],
    ["both sets are the same", many, many, 0],
    ["source features are one point", same, many, undefined],
    ["a batch has one image", one, many, undefined],
    ["both batches have one image", one, drawn(1, 32, 7), undefined],
    ["both have one and the same", one, one, 0],
    ["features are huge", many.map((p) => p.map((v) => 1e4 * v)), drawn(4, 32, 8), undefined],
  ])("%s", async (_case, x, y, expected) => {
    const found = await measured(x, y, { by, dtype: "float32" });
    for (const value of [found.divergence, ...found.toX, ...found.toY]) expect(value).toSatisfy(Number.isFinite);
    if (expected !== undefined) expect(found.divergence).toBeCloseTo(expected, 5);
  });
});

test("baselines grow with what they measure", async () => {
  const by =
    (measure: (x: Tensor, y: Tensor) => Tensor): Divergence =>
    (x, y) => ({ divergence: measure(x, y) });
  const x = drawn(40, 4, 1);
  const moved = (shift: number) => drawn(40, 4, 2, shift);
  const wider = (factor: number) => drawn(40, 4, 2).map((p) => p.map((v) => factor * v));
  const mmd = async (y: Points) => (await measured(x, y, { by: by(maximumMeanDiscrepancy) })).divergence;
  const covariances = async (y: Points) => (await measured(x, y, { by: by(coral) })).divergence;
  expect(await mmd(moved(1))).toBeGreaterThan(2 * (await mmd(moved(0))));
  expect(await covariances(wider(3))).toBeGreaterThan(2 * (await covariances(wider(1))));
});
