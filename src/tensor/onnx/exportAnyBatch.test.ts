import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { add, mul } from "../operators/elementwise.ts";
import { concat, expand, reshape } from "../operators/movement.ts";
import { sum } from "../operators/reduction.ts";
import { constant, input, type Tensor } from "../tensor.ts";
import { exportAnyBatch } from "./exportAnyBatch.ts";

async function run(bytes: Uint8Array, batch: number) {
  const session = await InferenceSession.create(bytes);
  const x = Float32Array.from({ length: batch * 4 }, (_, i) => i);
  const { y } = await session.run({ x: new OrtTensor(x, [batch, 4]) });
  await session.release();
  return { shape: y?.dims, values: Array.from((y?.data ?? []) as Float32Array) };
}

test("an expression of a fixed number of images is saved for any number", async () => {
  const token = constant([7, 8], [1, 1, 2]);
  const build = (batch: number) => {
    const pairs = reshape(input("x", [batch, 4]), [2 * batch, 1, 2]);
    const tokens = concat([reshape(pairs, [batch, 2, 2]), expand(token, [batch, 1, 2])], 1);
    return { y: sum(tokens, [2]) };
  };
  const bytes = exportAnyBatch(build, { classes: "a" });
  expect(await run(bytes, 1)).toEqual({ shape: [1, 3], values: [1, 5, 15] });
  expect(await run(bytes, 3)).toEqual({ shape: [3, 3], values: [1, 5, 15, 9, 13, 15, 17, 21, 15] });
});

test.each<[what: string, y: (x: Tensor, batch: number) => Tensor]>([
  ["weights for each image", (x, batch) => mul(x, constant(new Float32Array(batch).fill(2), [batch, 1]))],
  ["a number that depends on how many there are", (x, batch) => mul(x, 1 / batch)],
  ["an axis twice as long as there are images", (x, batch) => add(sum(x), expand(constant([0], [1]), [2 * batch]))],
])("%s leave a model that takes one", async (_, y) => {
  const bytes = exportAnyBatch((batch) => ({ y: y(input("x", [batch, 4]), batch) }));
  expect((await run(bytes, 1)).values.length).toBeGreaterThan(0);
  await expect(run(bytes, 2)).rejects.toThrow();
});
