import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { exportModel } from "./exportModel.ts";
import { grad } from "./gradient.ts";
import { conv } from "./operators/convolution.ts";
import { add, relu } from "./operators/elementwise.ts";
import { linear } from "./operators/matrix.ts";
import { layerNorm } from "./operators/normalization.ts";
import { maxPool } from "./operators/pooling.ts";
import { mean, softmax, sum } from "./operators/reduction.ts";
import { compile } from "./program.ts";
import { readOnnx } from "./readOnnx.ts";
import { constant, input } from "./tensor.ts";

const weight = Float32Array.from({ length: 4 * 3 * 9 }, (_, i) => Math.sin(i));
const pixels = Float32Array.from({ length: 2 * 3 * 64 }, (_, i) => Math.cos(i));

function exported(): Uint8Array {
  const image = input("image", [2, 3, 8, 8]);
  const features = relu(conv(image, constant(weight, [4, 3, 3, 3]), { pads: [1, 1, 1, 1] }));
  const pooled = mean(maxPool(features, { kernel: [2, 2] }), [2, 3]);
  const normalized = layerNorm(pooled, constant([1, 1, 1, 1]), constant([0, 0, 0, 0]));
  const head = constant(
    Float32Array.from({ length: 12 }, (_, i) => i / 10),
    [3, 4],
  );
  return exportModel({ probabilities: softmax(add(linear(normalized, head), 1)) }, { about: "a test" }).bytes;
}

test("an exported model opens in plain ONNX Runtime and gives what the program gives", async () => {
  const session = await InferenceSession.create(exported());
  const { probabilities } = await session.run({ image: new OrtTensor(pixels, [2, 3, 8, 8]) });
  const program = await compile(readOnnx(exported(), "test.onnx"));
  // Other names than the model's own would not be found here.
  const again = await program.run({ image: pixels });
  expect(Array.from(again.probabilities as Float32Array)).toEqual(Array.from(probabilities?.data as Float32Array));
  await Promise.all([session.release(), program.release()]);
});

test("a model that was read can be differentiated", async () => {
  const { probabilities } = readOnnx(exported(), "test.onnx");
  if (!probabilities) throw new Error("the model has the output");
  const image = input("image", [2, 3, 8, 8]);
  expect(() => grad(sum(probabilities), { image })).not.toThrow();
});

test("what cannot be read is named", () => {
  expect(() => readOnnx(new TextEncoder().encode("no model"), "notes.onnx")).toThrow("notes.onnx is not an ONNX model");
  const strange = Buffer.from(exportModel({ y: relu(input("x", [2])) }).bytes).toString("latin1");
  const renamed = Uint8Array.from(Buffer.from(strange.replaceAll("Relu", "Rexu"), "latin1"));
  expect(() => readOnnx(renamed, "strange.onnx")).toThrow("strange.onnx: the operator Rexu is not supported");
});
