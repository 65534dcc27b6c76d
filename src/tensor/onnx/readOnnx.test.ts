import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { exportModel } from "../exportModel.ts";
import { grad } from "../gradient.ts";
import { conv } from "../operators/convolution.ts";
import { add, mul, relu, sub } from "../operators/elementwise.ts";
import { linear } from "../operators/matrix.ts";
import { layerNorm } from "../operators/normalization.ts";
import { maxPool } from "../operators/pooling.ts";
import { mean, softmax, sum } from "../operators/reduction.ts";
import { compile } from "../program.ts";
import { constant, input, type Tensor } from "../tensor.ts";
import { type MadeModel, madeModel, weight, wholes } from "./madeModel.ts";
import { decodeModel, encodeModel } from "./onnxModel.ts";
import { openOnnx, readOnnx } from "./readOnnx.ts";

const kernel = Float32Array.from({ length: 4 * 3 * 9 }, (_, i) => Math.sin(i));
const pixels = Float32Array.from({ length: 2 * 3 * 64 }, (_, i) => Math.cos(i));

function exported(): Uint8Array {
  const image = input("image", [2, 3, 8, 8]);
  const features = relu(conv(image, constant(kernel, [4, 3, 3, 3]), { pads: [1, 1, 1, 1] }));
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

test("stored weights can be taken as parameters, and learn", async () => {
  const graph = openOnnx(
    madeModel({
      inputs: { x: ["batch", 3, 6, 6] },
      nodes: [
        { op: "Conv", in: ["x", "stem.weight", "stem.bias"], out: ["features"], attributes: { kernel_shape: [3, 3] } },
        { op: "BatchNormalization", in: ["features", "norm.weight", "norm.bias", "mean", "variance"], out: ["normal"] },
        { op: "ReduceMean", in: ["normal", "axes"] },
      ],
      weights: [
        weight("stem.weight", [2, 3, 3, 3]),
        weight("stem.bias", [2]),
        weight("norm.weight", [2]),
        weight("norm.bias", [2]),
        weight("mean", [2]),
        weight("variance", [2], () => 1),
        wholes("axes", [1, 2, 3]),
      ],
    }),
    "small.onnx",
  );
  expect(Object.keys(graph.parameters)).toEqual(["stem.weight", "stem.bias", "norm.weight", "norm.bias"]);
  expect(graph.inputs).toEqual([{ name: "x", dtype: "float32", shape: ["batch", 3, 6, 6] }]);
  const parameters = Object.fromEntries(
    Object.entries(graph.parameters).map(([name, { shape }]) => [name, input(name, shape)]),
  );
  const { y } = graph.build({ x: input("x", [4, 3, 6, 6]) }, parameters);
  if (!y) throw new Error("the model has the output y");
  const loss = sum(mul(y, y));
  const next = Object.fromEntries(
    Object.entries(grad(loss, parameters)).map(([name, slope]) => [
      `next ${name}`,
      sub(parameters[name] as Tensor, mul(slope, 0.01)),
    ]),
  );
  const program = await compile({ loss, ...next });
  let values = Object.fromEntries(Object.entries(graph.parameters).map(([name, { data }]) => [name, data]));
  const losses: number[] = [];
  for (let step = 0; step < 10; step++) {
    const result = await program.run({ x: Float32Array.from({ length: 4 * 108 }, (_, i) => Math.cos(i)), ...values });
    losses.push(result.loss?.[0] as number);
    values = Object.fromEntries(Object.keys(values).map((name) => [name, result[`next ${name}`] as Float32Array]));
  }
  await program.release();
  expect(losses.at(-1)).toBeLessThan((losses[0] as number) / 2);
});

const strange = {
  nodes: [
    { op: "NonMaxSuppression", out: ["a"], name: "boxes" },
    { op: "Loop", in: ["a"], out: ["b"], name: "each" },
    { op: "Loop", in: ["b"], out: ["c"], name: "again" },
    { op: "Relu", in: ["c"] },
  ],
};

test("all operators that are not supported are listed, with their nodes", () => {
  expect(() => readOnnx(madeModel(strange), "strange.onnx")).toThrow(
    "strange.onnx: operators are not supported: NonMaxSuppression (boxes); Loop (each, again)",
  );
});

test("what nothing asked for needs not be supported", () => {
  const graph = openOnnx(madeModel({ nodes: [...strange.nodes, { op: "Exp", out: ["z"] }] }), "strange.onnx");
  const { z } = graph.build({ x: input("x", [2, 3, 6, 6]) }, {}, ["z"]);
  expect(z?.shape).toEqual([2, 3, 6, 6]);
});

const plain: MadeModel = { nodes: [{ op: "Relu" }] };

test.each<[what: string, model: MadeModel, message: string]>([
  ["a newer operator set", { ...plain, opset: 99 }, "is written in operator set 99: 7 to"],
  ["a size left open", { ...plain, inputs: { x: ["batch", 3] } }, 'input "x" has a size "batch" that is not fixed'],
  [
    "a weight with too few numbers",
    { ...plain, weights: [{ name: "w", dims: [3], data_type: 1, float_data: [1] }] },
    '"w" [3] holds 1 elements, not 3',
  ],
  [
    "a type of element that we lack",
    { ...plain, weights: [{ name: "w", dims: [0], data_type: 8 }] },
    '"w" has elements of a type that is not supported (8)',
  ],
  ["shapes that do not fit", { nodes: [{ op: "MatMul", in: ["x", "x"] }], inputs: { x: [2, 3] } }, 'MatMul "matmul0"'],
  ["an input that nothing makes", { nodes: [{ op: "Relu", in: ["nothing"] }] }, 'it reads "nothing", which nothing'],
  ["an output that nothing makes", { ...plain, outputs: ["z"] }, 'nothing makes the output "z"'],
  [
    "a shape that depends on the data",
    {
      nodes: [
        { op: "Cast", out: ["sizes"], attributes: { to: 7 } },
        { op: "Reshape", in: ["x", "sizes"] },
      ],
      inputs: { x: [2] },
    },
    'Reshape "reshape1": its shape is computed from the data',
  ],
  [
    "a list longer than any shape",
    {
      nodes: [{ op: "Range", in: ["from", "to", "step"] }],
      weights: [wholes("from", [0], []), wholes("to", [2 ** 50], []), wholes("step", [1], [])],
    },
    "is too long",
  ],
  ["a name of several lines", { nodes: [{ op: "Loop", name: "a\nb\u2028c" }] }, "Loop (a\\u{a}b\\u{2028}c)"],
  [
    "padding by two thousand million rows",
    { nodes: [{ op: "AveragePool", attributes: { kernel_shape: [2, 2], pads: [2 ** 31 - 1, 0, 0, 0] } }] },
    "is too long",
  ],
  [
    "rows that reflect as many",
    {
      nodes: [{ op: "Pad", in: ["x", "pads"], attributes: { mode: "reflect" } }],
      weights: [wholes("pads", [0, 0, 2 ** 31, 0, 0, 0, 0, 0])],
    },
    "is too long",
  ],
])("%s is said in one line that names the file", (_, model, message) => {
  const read = () => readOnnx(madeModel(model), "odd.onnx");
  expect(read).toThrow(message);
  expect(read).toThrow(/^odd\.onnx[^\n]*$/);
});

test("a file that is no model, and an input without a shape, are named", () => {
  expect(() => readOnnx(new TextEncoder().encode("no model"), "notes.onnx")).toThrow("notes.onnx is not an ONNX model");
  const model = decodeModel(madeModel(plain));
  const bytes = encodeModel({ ...model, graph: { ...model.graph, input: [{ name: "x", type: null }] } });
  expect(() => readOnnx(bytes, "bare.onnx")).toThrow('bare.onnx: input "x" has no shape, or is no tensor');
});
