import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { exportAnyBatch } from "../tensor/onnx/exportAnyBatch.ts";
import { type MadeModel, madeModel, weight, wholes } from "../tensor/onnx/madeModel.ts";
import { softmax } from "../tensor/operators/reduction.ts";
import { compile } from "../tensor/program.ts";
import { input } from "../tensor/tensor.ts";
import { depthsOf } from "./depth.ts";
import { linear, linearParameters } from "./linear.ts";
import { networkNamed } from "./networks.ts";
import { onnxNetwork, readOnnxEncoder } from "./onnxNetwork.ts";
import { asConstants, asInputs } from "./parameters.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "almagest-onnx-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function saved(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

test("a classifier's representation is what its last layer sees, with the network's own numbers", async () => {
  const network = networkNamed("smallResnet");
  const stream = randomStream(3, "weights");
  const weights = network.parameters(stream);
  const head = linearParameters(stream, { inputs: network.width, outputs: 3 });
  const features = (batch: number) =>
    network.features(asConstants(weights), "encoder", input("image", [batch, 3, 32, 32]), "predicting");
  const classifier = (batch: number) => ({ y: softmax(linear(asConstants(head), features(batch))) });
  const path = await saved("classifier.onnx", exportAnyBatch(classifier));

  const encoder = readOnnxEncoder(path);
  const read = onnxNetwork(encoder.graph);
  expect([read.width, encoder.imageSize]).toEqual([network.width, 32]);
  const seen = read.features(asInputs(encoder.parameters), "encoder", input("image", [2, 3, 32, 32]), "predicting");
  const program = await compile({ seen, own: features(2) }, { layout: "plain" });
  const image = Float32Array.from({ length: 2 * 3 * 32 * 32 }, (_, i) => Math.sin(i) / 2 + 0.5);
  const arrays = Object.fromEntries(Object.entries(encoder.parameters).map(([name, { data }]) => [name, data]));
  const result = await program.run({ image, ...arrays });
  await program.release();
  const most = Math.max(
    ...Array.from(result.seen as Float32Array, (value, i) => Math.abs(value - Number(result.own?.[i]))),
  );
  expect(most).toBeLessThan(1e-5);
});

/** Two convolutions, whose weights an exporter numbered, and whose biases are one stored array. */
const numbered: MadeModel = {
  inputs: { pixels: ["batch", 3, 8, 8] },
  nodes: [
    { op: "Identity", in: ["zeros"], out: ["second"] },
    { op: "Identity", in: ["zeros"], out: ["first"] },
    { op: "Conv", in: ["pixels", "onnx::7", "first"], out: ["a"] },
    { op: "Conv", in: ["a", "onnx::9", "second"], out: ["b"] },
    { op: "GlobalAveragePool", in: ["b"], out: ["c"] },
    { op: "Flatten", in: ["c"], out: ["flat"] },
    { op: "MatMul", in: ["flat", "onnx::12"], out: ["scores"] },
    { op: "Add", in: ["scores", "offset"] },
  ],
  weights: [
    weight("onnx::12", [4, 2]),
    weight("onnx::9", [4, 4, 3, 3]),
    weight("onnx::7", [4, 3, 3, 3]),
    weight("zeros", [4]),
    weight("offset", [2]),
  ],
};

test("weights that have numbers for names get those of their layers, in the order of the layers", async () => {
  const { parameters, value } = readOnnxEncoder(await saved("numbered.onnx", madeModel(numbered)));
  expect(value).toBe("flat");
  expect(Object.keys(parameters)).toEqual(["Conv_2.weight", "Conv_2.bias", "Conv_3.weight"]);
  expect(depthsOf(Object.keys(parameters)).count).toBe(2);
});

test("another value can be taken as the representation, averaged over the image", async () => {
  const path = await saved("numbered.onnx", madeModel(numbered));
  const { graph, parameters } = readOnnxEncoder(path, { value: "a" });
  const seen = onnxNetwork(graph).features(asInputs(parameters), "", input("x", [7, 3, 8, 8]), "predicting");
  expect([seen.shape, Object.keys(parameters)]).toEqual([
    [7, 4],
    ["Conv_1.weight", "Conv_1.bias"],
  ]);
  expect(() => readOnnxEncoder(path, { value: "nothing" })).toThrow(
    'numbered.onnx has no value "nothing": its outputs are y',
  );
});

test("images of a size that it cannot take are refused before anything is stored", async () => {
  const path = await saved(
    "sized.onnx",
    madeModel({
      inputs: { x: ["n", 3, 4, 4] },
      nodes: [{ op: "Reshape", in: ["x", "shape"] }],
      weights: [wholes("shape", [-1, 48])],
    }),
  );
  expect(readOnnxEncoder(path).imageSize).toBe(4);
  expect(() => readOnnxEncoder(path, { imageSize: 5 })).toThrow("sized.onnx does not take images of 5 px");
});

test.each<[what: string, model: MadeModel, message: string]>([
  [
    "made for two images at a time",
    {
      inputs: { x: [2, 3, 4, 4] },
      nodes: [{ op: "Reshape", in: ["x", "shape"] }],
      weights: [wholes("shape", [2, 48])],
    },
    "fixed.onnx does not take images in any number",
  ],
  [
    "with the colours last",
    { inputs: { x: ["n", 224, 224, 3] }, nodes: [{ op: "Relu" }] },
    "fixed.onnx takes x: float32 [n, 224, 224, 3]; an encoder takes one image",
  ],
  [
    "of two inputs",
    { inputs: { x: ["n", 3, 8, 8], z: ["n", 4] }, nodes: [{ op: "Relu" }] },
    "fixed.onnx takes x: float32 [n, 3, 8, 8] and z: float32 [n, 4]; an encoder takes one image",
  ],
  [
    "that gives one number for all images",
    { inputs: { x: ["n", 3, 8, 8] }, nodes: [{ op: "ReduceSum", attributes: { keepdims: 0 } }] },
    'fixed.onnx does not take images in any number (fixed.onnx: "y" is float32 [], where a representation is',
  ],
])("a network %s is refused in one line", async (_, model, message) => {
  const path = await saved("fixed.onnx", madeModel(model));
  expect(() => readOnnxEncoder(path)).toThrow(message);
  expect(() => readOnnxEncoder(path)).toThrow(/^[^\n]*$/);
});
