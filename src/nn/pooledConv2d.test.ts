import fc from "fast-check";
import { expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { grad } from "../tensor/gradient.ts";
import { mul } from "../tensor/operators/elementwise.ts";
import { slice } from "../tensor/operators/movement.ts";
import { maxPool } from "../tensor/operators/pooling.ts";
import { sum } from "../tensor/operators/reduction.ts";
import { compile } from "../tensor/program.ts";
import { elementCount } from "../tensor/shape.ts";
import { input, type Tensor } from "../tensor/tensor.ts";
import { conv2d } from "./conv2d.ts";
import { pooledConv2d } from "./pooledConv2d.ts";

/** Of a sky that is dark here and there, so that places of a window are equal. */
function pixels(seed: number, name: string, count: number): Float32Array {
  const stream = randomStream(seed, name);
  return Float32Array.from({ length: count }, () => (name === "x" && stream.uniform() < 0.7 ? 0 : stream.normal()));
}

test("a convolution that is pooled at once has the outputs and gradients of a convolution and its pooling", async () => {
  const shapes = fc.record({
    out: fc.integer({ min: 1, max: 9 }),
    channels: fc.integer({ min: 1, max: 5 }),
    size: fc.constantFrom(2, 3, 5),
    side: fc.integer({ min: 6, max: 13 }),
    border: fc.constantFrom(0, 1),
  });
  await fc.assert(
    fc.asyncProperty(shapes, fc.integer({ min: 0, max: 1e6 }), async ({ out, channels, size, side, border }, seed) => {
      const x = input("x", [2, channels, side, side]);
      const own = { weight: input("weight", [out, channels, size, size]), bias: input("bias", [out]) };
      const both = conv2d(own, x, { pads: [border, border, border, border] });
      const results = {
        apart: maxPool(both, { kernel: [2, 2] }),
        joined: slice(pooledConv2d(own, x, border), { axis: 1, start: 0, end: out }),
      };
      const aim = input("aim", results.apart.shape);
      expect(results.joined.shape).toEqual(results.apart.shape);
      const outputs = Object.entries(results).flatMap(([way, y]): [string, Tensor][] => {
        const gradients = grad(sum(mul(y, aim)), { x, ...own });
        return [[way, y], ...Object.entries(gradients).map(([of, each]): [string, Tensor] => [`${way} ${of}`, each])];
      });
      const program = await compile(Object.fromEntries(outputs));
      const values = Object.fromEntries(
        Object.entries(program.inputs).map(([name, { shape }]) => [name, pixels(seed, name, elementCount(shape))]),
      );
      const found = await program.run(values);
      await program.release();
      for (const of of ["", " x", " weight", " bias"]) {
        const expected = Array.from(found[`apart${of}`] as Float32Array);
        const error = Math.hypot(...expected.map((each, i) => each - Number(found[`joined${of}`]?.[i])));
        expect(error / (1 + Math.hypot(...expected)), of).toBeLessThan(1e-5);
      }
    }),
    { numRuns: 30 },
  );
});

test("channels that are filled up are zeros, and those of an input are not looked at", async () => {
  const own = { weight: input("weight", [3, 2, 3, 3]), bias: input("bias", [3]) };
  const [x, more] = [input("x", [1, 2, 8, 8]), input("more", [1, 4, 8, 8])];
  const program = await compile({ y: pooledConv2d(own, x, 1), same: pooledConv2d(own, more, 1) });
  const image = pixels(1, "image", 2 * 64);
  const values = { weight: pixels(1, "weight", 54), bias: Float32Array.of(1, 2, 3), x: image };
  const { y, same } = await program.run({
    ...values,
    more: Float32Array.from([...image, ...pixels(2, "rest", 2 * 64)]),
  });
  await program.release();
  expect(y).toHaveLength(4 * 16);
  expect(Array.from(y ?? [], Number).slice(48)).toEqual(new Array(16).fill(0));
  expect(same).toEqual(y);
});
