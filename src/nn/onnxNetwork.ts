/** A network read from an ONNX file: its graph without the weights, and the weights as parameters. */

import { basename } from "node:path";
import { Fault } from "../fault.ts";
import { openOnnxFile } from "../tensor/onnx/externalData.ts";
import { type OnnxGraph, openOnnx } from "../tensor/onnx/readOnnx.ts";
import { skeletonOf } from "../tensor/onnx/skeleton.ts";
import { mean } from "../tensor/operators/reduction.ts";
import { elementCount, showShape } from "../tensor/shape.ts";
import { input, type Tensor } from "../tensor/tensor.ts";
import type { Network } from "./network.ts";
import { asInputs, type ParameterArray, type Parameters } from "./parameters.ts";

export interface OnnxEncoder {
  /** The graph without its weights, base64: what `onnxNetwork` takes. */
  graph: string;
  parameters: Parameters;
  /** Name in the file of what is taken as the representation. */
  value: string;
  /** Side of the images it was exported for, pixels, where it says so. */
  imageSize?: number;
}

/**
 * @param path of an .onnx file that takes one image, [batch, 3, height, width]
 * @param imageSize side of the images it is to see, pixels: as it was exported where left out
 * @param value name of the representation in the file. Left out, it is the output "representation"; else what the last
 * linear layer sees, where the file is of a classifier; else its first output
 * @throws Fault "onnx"
 */
export function readOnnxEncoder(
  path: string,
  { value, imageSize }: { value?: string; imageSize?: number } = {},
): OnnxEncoder {
  const graph = openOnnxFile(path);
  const name = basename(path);
  const [image, ...others] = graph.inputs;
  if (
    !image ||
    others.length > 0 ||
    image.shape.length !== 4 ||
    image.dtype !== "float32" ||
    wrongBands(image.shape[1])
  )
    throw new Fault(
      "onnx",
      `${name} takes ${graph.inputs.map(({ name: key, dtype, shape }) => `${key}: ${dtype} [${shape.join(", ")}]`).join(" and ") || "nothing"}; ` +
        "an encoder takes one image, float32 [batch, 3, height, width]",
    );
  const chosen = value ?? representationIn(graph);
  const { skeleton, parameters } = skeletonOf(graph, name, chosen);
  const side = image.shape[2];
  const encoded = Buffer.from(skeleton).toString("base64");
  const weights = Object.fromEntries(
    Object.entries(parameters).map(([key, { shape, data }]): [string, ParameterArray] => [
      key,
      { shape, data: data as Float32Array },
    ]),
  );
  const network = networkFrom(encoded, name);
  const seen: Seen = (batch, size) =>
    network.features(asInputs(weights), "", input("image", [batch, 3, size, size]), "predicting");
  requireAnyBatch(seen, name, typeof side === "number" ? side : usualSize);
  if (imageSize !== undefined) requireSize(seen, name, imageSize);
  return {
    graph: encoded,
    parameters: weights,
    value: chosen,
    ...(typeof side === "number" ? { imageSize: side } : {}),
  };
}

function wrongBands(size: number | string | undefined): boolean {
  return typeof size === "number" && size !== 3;
}

/** Exporters write the batch they were shown into shapes, unless told that it may differ. */
function requireAnyBatch(seen: Seen, name: string, side: number): void {
  const odd = 5;
  let problem = "";
  try {
    if (seen(odd, side).shape[0] === odd) return;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    problem = ` (${error.message})`;
  }
  throw new Fault(
    "onnx",
    `${name} does not take images in any number${problem}: export it with a batch axis that may vary (dynamic_axes or dynamic_shapes of torch.onnx.export)`,
  );
}

function requireSize(seen: Seen, name: string, side: number): void {
  try {
    seen(2, side);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Fault("onnx", `${name} does not take images of ${side} px (${error.message})`, { cause: error });
  }
}

/** Representations of so many images of this side. */
type Seen = (batch: number, side: number) => Tensor;

/** Steps from a classifier's last layer to its output. */
const afterHead: ReadonlySet<string> = new Set(["Softmax", "LogSoftmax", "Sigmoid", "Identity", "Add", "Reshape"]);

function representationIn({ nodesFor, outputs, parameters }: OnnxGraph): string {
  if (outputs.includes("representation")) return "representation";
  const [last = ""] = outputs;
  const nodes = nodesFor([last]);
  const makerOf = (key: string) => nodes.find(({ output }) => output.includes(key));
  const isStored = (key: string) => Object.hasOwn(parameters, key);
  for (let key = last; ; ) {
    const node = makerOf(key);
    if (!node) return last;
    if ((node.op_type === "Gemm" || node.op_type === "MatMul") && isStored(node.input[1] ?? ""))
      return node.input[0] ?? last;
    const before = node.input.find((each) => each !== "" && !isStored(each) && makerOf(each)?.op_type !== "Constant");
    if (!afterHead.has(node.op_type) || before === undefined) return last;
    key = before;
  }
}

let opened: { graph: string; network: Network } | undefined;

/** @param graph see `OnnxEncoder` */
export function onnxNetwork(graph: string): Network {
  // Asked for many times while one model is built; reading a graph of thousands of nodes takes tenths of a second.
  if (opened?.graph !== graph) opened = { graph, network: networkFrom(graph, "the imported network") };
  return opened.network;
}

function networkFrom(skeleton: string, name: string): Network {
  const graph = openOnnx(Buffer.from(skeleton, "base64"), name);
  const [image, ...weights] = graph.inputs;
  const [value = ""] = graph.outputs;
  if (!image) throw new Fault("onnx", `${name} takes no image`);
  const shapes = weights.map(({ name, shape }) => [name, shape.map(Number)] as const);
  const features = (parameters: Readonly<Record<string, Tensor>>, x: Tensor): Tensor => {
    const made = graph.build({ [image.name]: x }, parameters)[value];
    if (!made || made.shape.length < 2 || made.shape.length > 4 || made.dtype !== "float32")
      throw new Fault(
        "onnx",
        `${name}: "${value}" is ${made ? `${made.dtype} ${showShape(made.shape)}` : "nothing"}, where a representation is [batch, width]`,
      );
    // Of images and of tokens the average, as encoders are read.
    if (made.shape.length === 4) return mean(made, [2, 3]);
    return made.shape.length === 3 ? mean(made, [1]) : made;
  };
  let width: number | undefined;
  return {
    get width() {
      const side = Number(image.shape[2]) || usualSize;
      const tensors = Object.fromEntries(shapes.map(([name, shape]) => [name, input(name, shape)]));
      width ??= features(tensors, input("image", [2, 3, side, side])).shape[1] as number;
      return width;
    },
    head: "head",
    parameters: () =>
      Object.fromEntries(shapes.map(([name, shape]) => [name, { shape, data: new Float32Array(elementCount(shape)) }])),
    features: (parameters, _name, x) => features(parameters, x),
  };
}

/** Pixels, where a file leaves the size open. */
const usualSize = 224;
