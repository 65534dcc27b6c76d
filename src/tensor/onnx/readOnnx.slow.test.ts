/** Damaged ONNX files, by the ten thousand: each becomes an expression, or is refused in one line that names it. */

import { expect, test } from "vitest";
import { Fault } from "../../fault.ts";
import { type Mutator, mutated, pick } from "../../mutatedFiles.ts";
import { survivesDamage } from "../../survivesDamage.ts";
import { conv } from "../operators/convolution.ts";
import { relu } from "../operators/elementwise.ts";
import { linear } from "../operators/matrix.ts";
import { reshape } from "../operators/movement.ts";
import { layerNorm } from "../operators/normalization.ts";
import { maxPool } from "../operators/pooling.ts";
import { softmax } from "../operators/reduction.ts";
import { elementCount } from "../shape.ts";
import { constant, input, type Tensor } from "../tensor.ts";
import { exportAnyBatch } from "./exportAnyBatch.ts";
import { madeModel, weight, wholes } from "./madeModel.ts";
import { decodeModel, encodeModel, type OnnxModel } from "./onnxModel.ts";
import { openOnnx } from "./readOnnx.ts";

/** One of each way an operator is written: shapes computed, windows, lists, an equation, a matrix made while reading. */
const models: readonly Uint8Array[] = [
  exportAnyBatch((batch) => {
    const image = input("x", [batch, 3, 16, 16]);
    const drawn = (shape: number[]) =>
      constant(
        Float32Array.from({ length: elementCount(shape) }, (_, i) => Math.sin(i)),
        shape,
      );
    const features = relu(conv(image, drawn([4, 3, 3, 3]), { pads: [1, 1, 1, 1] }, drawn([4])));
    const pooled = reshape(maxPool(features, { kernel: [2, 2] }), [batch, -1]);
    return { y: softmax(linear(layerNorm(pooled, drawn([256]), drawn([256])), drawn([3, 256]), drawn([3]))) };
  }),
  madeModel({
    nodes: [
      { op: "Shape", out: ["shape"] },
      { op: "Gather", in: ["shape", "two"], out: ["rows"] },
      { op: "Range", in: ["zero", "three", "one"], out: ["places"] },
      { op: "Concat", in: ["rows", "places"], out: ["list"], attributes: { axis: 0 } },
      { op: "ReduceProd", in: ["list", "first"], out: ["product"] },
      { op: "ConstantOfShape", in: ["rows"], out: ["line"] },
      { op: "Tile", in: ["line", "rows"], out: ["long"] },
      { op: "Pad", in: ["x", "pads"], out: ["wide"], attributes: { mode: "reflect" } },
      { op: "Resize", in: ["wide", "", "", "sizes"], out: ["resized"], attributes: { mode: "cubic" } },
      { op: "Split", in: ["resized"], out: ["a", "b", "c"], attributes: { axis: 1 } },
      { op: "Einsum", in: ["a", "b"], out: ["squares"], attributes: { equation: "nchw,nchv->nwv" } },
      { op: "OneHot", in: ["places", "three", "ends"], out: ["hot"], attributes: { axis: -1 } },
      { op: "DepthToSpace", in: ["resized4"], out: ["deep"], attributes: { blocksize: 2 } },
      { op: "Expand", in: ["squares", "large"], out: ["expanded"] },
      { op: "ReduceSum", in: ["expanded"], attributes: { keepdims: 0 } },
    ],
    outputs: ["y", "product", "hot", "long", "deep"],
    inputs: { x: [2, 3, 6, 6], resized4: [1, 4, 2, 2] },
    weights: [
      wholes("two", [2]),
      wholes("zero", [0], []),
      wholes("one", [1], []),
      wholes("three", [3], []),
      wholes("first", [0]),
      wholes("pads", [0, 0, 1, 1, 0, 0, 1, 1]),
      wholes("sizes", [2, 3, 4, 5]),
      wholes("large", [4, 2, 5, 5]),
      weight("ends", [2]),
    ],
  }),
  madeModel({
    nodes: [
      { op: "Conv", in: ["x", "w", "b"], out: ["c"], attributes: { auto_pad: "SAME_UPPER", strides: [2, 2] } },
      { op: "BatchNormalization", in: ["c", "b", "b", "b", "b"], out: ["n"] },
      { op: "MaxPool", in: ["n"], out: ["m"], attributes: { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 } },
      { op: "AveragePool", in: ["m"], out: ["p"], attributes: { kernel_shape: [2, 2], pads: [1, 1, 1, 1] } },
      { op: "ConvTranspose", in: ["p", "t"], out: ["u"], attributes: { strides: [2, 2], pads: [1, 1, 1, 1] } },
      { op: "Slice", in: ["u", "from", "to"], out: ["s"] },
      { op: "Flatten", in: ["s"], out: ["f"] },
      { op: "Gemm", in: ["f", "g"], out: ["h"], attributes: { transB: 0, alpha: { float: 0.5 } } },
      { op: "Softmax", in: ["h"], attributes: { axis: -1 } },
    ],
    weights: [
      weight("w", [4, 3, 3, 3]),
      weight("b", [4]),
      weight("t", [4, 2, 3, 3]),
      wholes("from", [0, 0]),
      wholes("to", [2 ** 63, 2]),
      weight("g", [50, 3]),
    ],
  }),
];

const oddNumbers = [-(2 ** 63), -(2 ** 31), -1, 0, 1, 2, 3, 7, 65_537, 2 ** 31, 2 ** 53, 2 ** 60];

/** A model that is one still, in which one thing is not what it was. */
const otherModel: Mutator = (bytes, stream) => {
  let model: OnnxModel;
  try {
    model = decodeModel(bytes);
  } catch {
    return bytes;
  }
  const { node, initializer, input: inputs } = model.graph ?? {};
  if (!node?.length || !initializer?.length) return bytes;
  const [one, other] = [pick(node, stream), pick(node, stream)];
  const array = pick(initializer, stream);
  const attribute = one.attribute.length > 0 ? pick(one.attribute, stream) : undefined;
  const odd = pick(oddNumbers, stream);
  const where = stream.below(4);
  const changes: (() => void)[] = [
    () => Object.assign(one, { op_type: other.op_type }),
    () => Object.assign(one, { op_type: pick(["Upsample", "Loop", "toString", "__proto__", "a\nb", "Trilu"], stream) }),
    () => one.input.splice(where, 1, pick([...other.output, "", "nothing", ...other.input], stream)),
    () => one.output.splice(where, 1, pick([...other.output, ...other.input], stream)),
    () =>
      Object.assign(attribute ?? {}, {
        ints: [odd, odd],
        i: odd,
        f: odd,
        type: pick([0, 1, 2, 3, 4, 5, 6, 7, 8], stream),
      }),
    () => attribute?.ints?.splice(where, 1, odd),
    () => Object.assign(attribute ?? {}, { i: odd }),
    () => Object.assign(array, { dims: array.dims.map((size, axis) => (axis === where ? odd : size)) }),
    () => Object.assign(array, { dims: Array(stream.below(40)).fill(1) }),
    () => Object.assign(array, { data_type: stream.below(20) }),
    () => {
      const count = Math.min(64, Math.abs(array.dims.reduce((product, size) => product * size, 1)));
      const wide = new BigInt64Array(count).fill(BigInt(odd));
      Object.assign(array, { data_type: 7, raw_data: new Uint8Array(wide.buffer), int64_data: [], float_data: [] });
    },
    () => Object.assign(array, { data_location: 1 }),
    () => Object.assign(inputs?.[0] ?? {}, { type: null }),
    () => Object.assign(inputs?.[0]?.type?.tensor_type?.shape ?? {}, { dim: [{ dim_value: odd }, { dim_param: "n" }] }),
    () => node.splice(stream.below(node.length), 1),
    () => node.reverse(),
    () => Object.assign(model, { opset_import: [{ domain: "", version: 5 + stream.below(22) }] }),
  ];
  pick(changes, stream)();
  try {
    return encodeModel(model);
  } catch {
    return bytes;
  }
};

/** @returns "read", or the fault's code */
function outcomeOf(bytes: Uint8Array, name: string): string {
  let outputs: Record<string, Tensor>;
  try {
    const graph = openOnnx(bytes, name);
    const inputs = graph.inputs.map(({ name: key, shape, dtype }) => {
      const fixed = shape.map((size) => (typeof size === "number" ? size : 2));
      return [key, input(key, fixed, dtype)];
    });
    outputs = graph.build(Object.fromEntries(inputs));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    expect(error.message).toContain(name);
    expect(error.message).toMatch(/^[^\p{Cc}\u2028\u2029]{1,2000}$/u);
    return error.code;
  }
  for (const { shape } of Object.values(outputs))
    expect(shape.every((size) => Number.isSafeInteger(size) && size >= 0)).toBe(true);
  return "read";
}

test.each(models.map((model, i) => [i, model] as const))("model %i is read undamaged", (_, model) => {
  expect(outcomeOf(model, "whole.onnx")).toBe("read");
});

test("a damaged ONNX file becomes an expression, or is refused in one line that names it", async () => {
  const outcomes = await survivesDamage(
    (stream) => {
      const whole = pick(models, stream);
      // What is no protobuf message any more is refused at once: half of the files are models still.
      return stream.below(2) === 0 ? mutated(whole, stream, [otherModel]) : otherModel(whole, stream);
    },
    (bytes) => outcomeOf(bytes, "damaged.onnx"),
  );
  expect(Object.keys(outcomes).sort()).toEqual(["onnx", "read"]);
});
