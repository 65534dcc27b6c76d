import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { randomStream } from "../../random.ts";
import { grad } from "../gradient.ts";
import { mul } from "../operators/elementwise.ts";
import { sum } from "../operators/reduction.ts";
import { compile } from "../program.ts";
import { elementCount } from "../shape.ts";
import { constant, input } from "../tensor.ts";
import { type MadeModel, madeModel, weight, wholes } from "./madeModel.ts";
import { openOnnx } from "./readOnnx.ts";

type Case = MadeModel & {
  /** No gradient is asked for. */
  isFlat?: boolean;
};

const image = { x: [2, 3, 6, 6] };
const vector = { x: [3, 4] };

/** One node with the attributes of its operator set, and what it reads. */
const cases: Readonly<Record<string, Case>> = {
  "Squeeze by an attribute": {
    opset: 11,
    inputs: { x: [2, 1, 3, 1] },
    nodes: [{ op: "Squeeze", attributes: { axes: [1, -1] } }],
  },
  "Squeeze of all": { inputs: { x: [2, 1, 3, 1] }, nodes: [{ op: "Squeeze" }] },
  "Unsqueeze by an attribute": {
    opset: 11,
    inputs: vector,
    nodes: [{ op: "Unsqueeze", attributes: { axes: [0, 3] } }],
  },
  "Unsqueeze by an input": {
    inputs: vector,
    nodes: [{ op: "Unsqueeze", in: ["x", "axes"] }],
    weights: [wholes("axes", [-1, 1])],
  },
  Flatten: { nodes: [{ op: "Flatten", attributes: { axis: -2 } }] },
  "Reshape with a size kept and one left to be found": {
    nodes: [{ op: "Reshape", in: ["x", "shape"] }],
    weights: [wholes("shape", [0, -1, 4])],
  },
  "a shape computed from the image's": {
    nodes: [
      { op: "Shape", out: ["shape"] },
      { op: "Slice", in: ["shape", "zero", "two"], out: ["front"] },
      { op: "Gather", in: ["shape", "last"], out: ["width"] },
      { op: "Mul", in: ["width", "width"], out: ["pixels"] },
      { op: "Concat", in: ["front", "pixels"], out: ["flat"], attributes: { axis: 0 } },
      { op: "Reshape", in: ["x", "flat"] },
    ],
    weights: [wholes("zero", [0]), wholes("two", [2]), wholes("last", [-1])],
  },
  "padding computed as TensorFlow's": {
    nodes: [
      { op: "Shape", out: ["shape"], attributes: { start: 2 } },
      { op: "Cast", in: ["shape"], out: ["sizes"], attributes: { to: 1 } },
      { op: "Div", in: ["sizes", "stride"], out: ["ratio"] },
      { op: "Ceil", in: ["ratio"], out: ["steps"] },
      { op: "Mul", in: ["steps", "stride"], out: ["reach"] },
      { op: "Sub", in: ["reach", "sizes"], out: ["missing"] },
      { op: "Clip", in: ["missing", "nothing"], out: ["more"] },
      { op: "Cast", in: ["more"], out: ["after"], attributes: { to: 7 } },
      {
        op: "ConstantOfShape",
        in: ["six"],
        out: ["before"],
        attributes: { value: { dims: [1], data_type: 7, int64_data: [0] } },
      },
      { op: "Concat", in: ["before", "after"], out: ["pads"], attributes: { axis: 0 } },
      { op: "Pad", in: ["x", "pads"] },
    ],
    weights: [
      { name: "stride", dims: [], data_type: 1, float_data: [4] },
      { name: "nothing", dims: [], data_type: 1, float_data: [0] },
      wholes("six", [6]),
    ],
  },
  "ConstantOfShape with a value": {
    nodes: [
      {
        op: "ConstantOfShape",
        in: ["shape"],
        out: ["twos"],
        attributes: { value: { dims: [1], data_type: 1, float_data: [2] } },
      },
      { op: "Mul", in: ["x", "twos"] },
    ],
    weights: [wholes("shape", [6, 6])],
  },
  Range: {
    nodes: [
      { op: "Range", in: ["from", "to", "step"], out: ["places"] },
      { op: "Gather", in: ["x", "places"], attributes: { axis: 2 } },
    ],
    weights: [wholes("from", [5], []), wholes("to", [0], []), wholes("step", [-2], [])],
  },
  "Split by an attribute": {
    opset: 11,
    nodes: [
      { op: "Split", out: ["a", "b"], attributes: { axis: 3, split: [2, 4] } },
      { op: "Concat", in: ["b", "a"], attributes: { axis: 3 } },
    ],
  },
  "Split into as many as it has outputs": {
    opset: 13,
    nodes: [
      { op: "Split", out: ["a", "b", "c"], attributes: { axis: 1 } },
      { op: "Sum", in: ["a", "b", "c"] },
    ],
  },
  "Split into uneven parts": {
    nodes: [
      { op: "Split", out: ["a", "b"], attributes: { axis: 1, num_outputs: 2 } },
      { op: "Concat", in: ["b", "a"], attributes: { axis: 1 } },
    ],
  },
  Tile: { inputs: vector, nodes: [{ op: "Tile", in: ["x", "repeats"] }], weights: [wholes("repeats", [2, 3])] },
  "Slice by attributes": {
    opset: 9,
    nodes: [{ op: "Slice", attributes: { starts: [1, -3], ends: [6, 2147483647], axes: [2, 3] } }],
  },
  "Slice backwards": {
    nodes: [{ op: "Slice", in: ["x", "from", "to", "axis", "step"] }],
    weights: [wholes("from", [-1]), wholes("to", [-(2 ** 31)]), wholes("axis", [2]), wholes("step", [-2])],
  },
  "Slice as far as there is": {
    nodes: [{ op: "Slice", in: ["x", "from", "to", "axis"] }],
    weights: [wholes("from", [1]), wholes("to", [2 ** 63]), wholes("axis", [1])],
  },
  "Pad by attributes": {
    opset: 10,
    nodes: [{ op: "Pad", attributes: { pads: [0, 0, 1, 2, 0, 0, 3, 0], value: { float: 0.5 } } }],
  },
  "Pad by reflection": {
    nodes: [{ op: "Pad", in: ["x", "pads"], attributes: { mode: "reflect" } }],
    weights: [wholes("pads", [0, 0, 2, 1, 0, 0, 3, 0])],
  },
  "Pad with the edge, of some axes": {
    nodes: [{ op: "Pad", in: ["x", "pads", "", "axes"], attributes: { mode: "edge" } }],
    weights: [wholes("pads", [2, 1, 0, 3]), wholes("axes", [3, 2])],
  },
  "DepthToSpace DCR": { inputs: { x: [2, 8, 2, 3] }, nodes: [{ op: "DepthToSpace", attributes: { blocksize: 2 } }] },
  "DepthToSpace CRD": {
    inputs: { x: [2, 8, 2, 3] },
    nodes: [{ op: "DepthToSpace", attributes: { blocksize: 2, mode: "CRD" } }],
  },
  SpaceToDepth: { nodes: [{ op: "SpaceToDepth", attributes: { blocksize: 3 } }] },
  GatherElements: {
    inputs: vector,
    nodes: [{ op: "GatherElements", in: ["x", "places"], attributes: { axis: 1 } }],
    weights: [wholes("places", [0, 3, -1, 1, 2, 2], [3, 2])],
  },
  Trilu: {
    inputs: { x: [2, 4, 5] },
    nodes: [{ op: "Trilu", in: ["x", "shift"], attributes: { upper: 0 } }],
    weights: [wholes("shift", [1], [])],
  },
  "ReduceMean by an attribute": {
    opset: 13,
    nodes: [{ op: "ReduceMean", attributes: { axes: [2, -1], keepdims: 0 } }],
  },
  "ReduceMean by an input": { nodes: [{ op: "ReduceMean", in: ["x", "axes"] }], weights: [wholes("axes", [1])] },
  "ReduceSum of nothing": { nodes: [{ op: "ReduceSum", attributes: { noop_with_empty_axes: 1 } }] },
  "ReduceSum of all": { nodes: [{ op: "ReduceSum", attributes: { keepdims: 0 } }] },
  ReduceMax: {
    inputs: { x: [3, 2] },
    nodes: [{ op: "ReduceMax", in: ["x", "axes"] }],
    weights: [wholes("axes", [-1])],
  },
  ReduceMin: {
    nodes: [{ op: "ReduceMin", in: ["x", "axes"], attributes: { keepdims: 0 } }],
    weights: [wholes("axes", [2])],
  },
  ReduceProd: { inputs: vector, nodes: [{ op: "ReduceProd", in: ["x", "axes"] }], weights: [wholes("axes", [1])] },
  ReduceL1: { nodes: [{ op: "ReduceL1", in: ["x", "axes"] }], weights: [wholes("axes", [1])] },
  "ReduceL2, as a global response normalisation has it": {
    opset: 17,
    nodes: [{ op: "ReduceL2", attributes: { axes: [2, 3] } }],
  },
  ReduceSumSquare: { nodes: [{ op: "ReduceSumSquare", in: ["x", "axes"] }], weights: [wholes("axes", [1, 2])] },
  ReduceLogSumExp: {
    nodes: [{ op: "ReduceLogSumExp", in: ["x", "axes"], attributes: { keepdims: 0 } }],
    weights: [wholes("axes", [1])],
  },
  "Softmax over the last axis": { nodes: [{ op: "Softmax" }] },
  "Softmax over all axes from the second, as it was": { opset: 11, nodes: [{ op: "Softmax" }] },
  "LogSoftmax from an axis on, as it was": { opset: 9, nodes: [{ op: "LogSoftmax", attributes: { axis: 2 } }] },
  GlobalAveragePool: { nodes: [{ op: "GlobalAveragePool" }] },
  GlobalMaxPool: { nodes: [{ op: "GlobalMaxPool" }] },
  BatchNormalization: {
    opset: 9,
    nodes: [{ op: "BatchNormalization", in: ["x", "w", "b", "m", "v"], attributes: { momentum: { float: 0.9 } } }],
    weights: [weight("w", [3]), weight("b", [3]), weight("m", [3]), weight("v", [3], (i) => 1 + i)],
  },
  "LayerNormalization of the last two axes": {
    nodes: [{ op: "LayerNormalization", in: ["x", "w", "b"], attributes: { axis: -2, stash_type: 1 } }],
    weights: [weight("w", [6, 6]), weight("b", [6, 6])],
  },
  "LayerNormalization without a shift": {
    nodes: [{ op: "LayerNormalization", in: ["x", "w"] }],
    weights: [weight("w", [6])],
  },
  InstanceNormalization: {
    nodes: [{ op: "InstanceNormalization", in: ["x", "w", "b"] }],
    weights: [weight("w", [3]), weight("b", [3])],
  },
  LpNormalization: { inputs: vector, nodes: [{ op: "LpNormalization", attributes: { axis: 1, p: 2 } }] },
  ArgMax: { isFlat: true, nodes: [{ op: "ArgMax", attributes: { axis: -1, keepdims: 0 } }] },
  "Conv with its padding to be found": {
    nodes: [
      { op: "Conv", in: ["x", "w"], attributes: { auto_pad: "SAME_UPPER", strides: [2, 2], kernel_shape: [4, 3] } },
    ],
    weights: [weight("w", [2, 3, 4, 3])],
  },
  "Conv with more padding before than after": {
    nodes: [{ op: "Conv", in: ["x", "w", "b"], attributes: { auto_pad: "SAME_LOWER", kernel_shape: [2, 2] } }],
    weights: [weight("w", [2, 3, 2, 2]), weight("b", [2])],
  },
  "Conv in groups": {
    nodes: [{ op: "Conv", in: ["x", "w"], attributes: { group: 3, dilations: [2, 2], pads: [1, 0, 2, 1] } }],
    weights: [weight("w", [6, 1, 3, 2])],
  },
  ConvTranspose: {
    nodes: [
      {
        op: "ConvTranspose",
        in: ["x", "w"],
        attributes: { strides: [2, 2], output_padding: [1, 1], pads: [1, 1, 1, 1] },
      },
    ],
    weights: [weight("w", [3, 2, 3, 3])],
  },
  "MaxPool with windows that reach beyond": {
    nodes: [{ op: "MaxPool", attributes: { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 } }],
  },
  "MaxPool with padding to be found": {
    nodes: [{ op: "MaxPool", attributes: { kernel_shape: [3, 2], strides: [2, 1], auto_pad: "SAME_UPPER" } }],
  },
  "AveragePool whose padding does not count": {
    nodes: [{ op: "AveragePool", attributes: { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] } }],
  },
  "AveragePool whose padding counts, with windows that reach beyond": {
    inputs: { x: [1, 2, 7, 6] },
    nodes: [
      {
        op: "AveragePool",
        attributes: { kernel_shape: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0], ceil_mode: 1, count_include_pad: 1 },
      },
    ],
  },
  "AveragePool with padding to be found": {
    nodes: [{ op: "AveragePool", attributes: { kernel_shape: [2, 3], auto_pad: "SAME_LOWER" } }],
  },
  "Clip by attributes": {
    opset: 9,
    nodes: [{ op: "Clip", attributes: { min: { float: -0.375 }, max: { float: 0.625 } } }],
  },
  "Clip without a lower bound": {
    nodes: [{ op: "Clip", in: ["x", "", "top"] }],
    weights: [{ name: "top", dims: [], data_type: 1, float_data: [0.3125] }],
  },
  "Max of three": {
    inputs: { x: [3, 4], z: [4] },
    nodes: [{ op: "Max", in: ["x", "z", "w"] }],
    weights: [weight("w", [3, 1])],
  },
  "Mean of two": { inputs: { x: [3, 4], z: [4] }, nodes: [{ op: "Mean", in: ["x", "z"] }] },
  "Pow 2": {
    nodes: [{ op: "Pow", in: ["x", "two"] }],
    weights: [{ name: "two", dims: [], data_type: 1, float_data: [2] }],
  },
  HardSigmoid: { nodes: [{ op: "HardSigmoid", attributes: { alpha: { float: 0.3 } } }] },
  HardSwish: { nodes: [{ op: "HardSwish" }] },
  Mish: { nodes: [{ op: "Mish" }] },
  Elu: { nodes: [{ op: "Elu", attributes: { alpha: { float: 0.7 } } }] },
  Selu: { nodes: [{ op: "Selu" }] },
  Celu: { nodes: [{ op: "Celu", attributes: { alpha: { float: 0.5 } } }] },
  PRelu: { nodes: [{ op: "PRelu", in: ["x", "slope"] }], weights: [weight("slope", [3, 1, 1])] },
  LeakyRelu: { nodes: [{ op: "LeakyRelu", attributes: { alpha: { float: 0.2 } } }] },
  Softsign: { nodes: [{ op: "Softsign" }] },
  Gelu: { nodes: [{ op: "Gelu" }] },
  "Gelu by tanh": { nodes: [{ op: "Gelu", attributes: { approximate: "tanh" } }] },
  ThresholdedRelu: { nodes: [{ op: "ThresholdedRelu", attributes: { alpha: { float: 0.125 } } }] },
  "Dropout when predicting": {
    nodes: [{ op: "Dropout", in: ["x", "rate"] }],
    weights: [{ name: "rate", dims: [], data_type: 1, float_data: [0.5] }],
  },
  "Einsum of attention": {
    inputs: { x: [2, 3, 4, 5], z: [2, 3, 6, 5] },
    nodes: [{ op: "Einsum", in: ["x", "z"], attributes: { equation: "bhid,bhjd->bhij" } }],
  },
  "Einsum with the result's axes exchanged": {
    inputs: { x: [3, 4], z: [4, 2, 5] },
    nodes: [{ op: "Einsum", in: ["x", "z"], attributes: { equation: "ij, jkl -> lik" } }],
  },
  "Einsum of outer products": {
    inputs: { x: [3, 4], z: [5] },
    nodes: [{ op: "Einsum", in: ["x", "z"], attributes: { equation: "ij,k->kji" } }],
  },
  "Einsum of one operand": { inputs: { x: [3, 4, 2] }, nodes: [{ op: "Einsum", attributes: { equation: "ijk->ki" } }] },
  "Einsum without a result's letters": {
    inputs: { x: [3, 4], z: [4, 2] },
    nodes: [{ op: "Einsum", in: ["x", "z"], attributes: { equation: "ij,jk" } }],
  },
  "Resize by twos, nearest": resize([1, 1, 2, 2], {
    mode: "nearest",
    coordinate_transformation_mode: "asymmetric",
    nearest_mode: "floor",
  }),
  "Resize linearly": resize([1, 1, 1.5, 2], { mode: "linear" }),
  "Resize linearly with aligned corners": resize([1, 1, 2, 1.5], {
    mode: "linear",
    coordinate_transformation_mode: "align_corners",
  }),
  "Resize cubically, smaller": resize([1, 1, 0.5, 0.67], {
    mode: "cubic",
    coordinate_transformation_mode: "pytorch_half_pixel",
  }),
  "Resize to sizes": {
    nodes: [{ op: "Resize", in: ["x", "", "", "sizes"], attributes: { mode: "linear" } }],
    weights: [wholes("sizes", [2, 3, 9, 4])],
  },
  Upsample: {
    opset: 9,
    nodes: [{ op: "Upsample", in: ["x", "scales"], attributes: { mode: "nearest" } }],
    weights: [{ name: "scales", dims: [4], data_type: 1, float_data: [1, 1, 2, 3] }],
  },
  "Constants of all kinds": {
    inputs: vector,
    nodes: [
      { op: "Constant", in: [], out: ["a"], attributes: { value_float: { float: 2 } } },
      { op: "Constant", in: [], out: ["b"], attributes: { value_floats: { floats: [1, 2, 3, 4] } } },
      { op: "Constant", in: [], out: ["c"], attributes: { value_int: 1 } },
      { op: "Constant", in: [], out: ["d"], attributes: { value_ints: [4, 3] } },
      { op: "Mul", in: ["x", "a"], out: ["ax"] },
      { op: "Add", in: ["ax", "b"], out: ["sum"] },
      { op: "Reshape", in: ["sum", "d"], out: ["tall"] },
      { op: "Gather", in: ["tall", "c"], attributes: { axis: 1 } },
    ],
  },
  "weights as half floats": {
    nodes: [
      { op: "Cast", in: ["w"], out: ["wide"], attributes: { to: 1 } },
      { op: "Mul", in: ["x", "wide"] },
    ],
    // 1, -2 and 0.5.
    weights: [{ name: "w", dims: [3, 1, 1], data_type: 10, int32_data: [0x3c00, 0xc000, 0x3800] }],
  },
  "a shared operator of ONNX Runtime": {
    inputs: { x: [3, 4], z: [5, 4] },
    domains: ["com.microsoft"],
    nodes: [{ op: "FusedMatMul", in: ["x", "z"], domain: "com.microsoft", attributes: { transB: 1 } }],
  },
};

function resize(scales: readonly number[], attributes: Record<string, string>): Case {
  return {
    nodes: [{ op: "Resize", in: ["x", "", "scales"], attributes }],
    weights: [{ name: "scales", dims: [4], data_type: 1, float_data: [...scales] }],
  };
}

/** From -1 to 1, and never near a multiple of 1/16, where some functions here have corners. */
function drawn(seed: string, count: number): Float32Array {
  const stream = randomStream(7, seed);
  return Float32Array.from({ length: count }, () => (stream.below(32) - 16 + 0.4 + 0.2 * stream.uniform()) / 16);
}

describe("what is read gives what ONNX Runtime gives", () => {
  test.each(Object.entries(cases))("%s", async (name, made) => {
    const bytes = madeModel(made);
    const graph = openOnnx(bytes, "made.onnx");
    const shapes = Object.entries(made.inputs ?? image) as [string, number[]][];
    const values = Object.fromEntries(
      shapes.map(([key, shape]) => [key, drawn(`${name} ${key}`, elementCount(shape))]),
    );
    const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
    const feeds = shapes.map(([key, shape]) => [key, new OrtTensor(values[key] as Float32Array, shape)] as const);
    const expected = (await session.run(Object.fromEntries(feeds))).y;
    await session.release();

    const inputs = Object.fromEntries(shapes.map(([key, shape]) => [key, input(key, shape)]));
    const { y } = graph.build(inputs);
    if (!y || !expected) throw new Error("the model has the output y");
    expect(y.shape).toEqual(expected.dims);
    const program = await compile({ y }, { layout: "plain" });
    const given = (await program.run(values)).y;
    await program.release();
    const data = Array.from(expected.data as ArrayLike<number | bigint>, Number);
    for (const [i, value] of data.entries()) expect(Number(given?.[i])).toBeCloseTo(value, 4);
  });
});

describe("what is read has the gradient that differences give", () => {
  const sloped = Object.entries(cases).filter(([, { isFlat }]) => !isFlat);
  test.each(sloped)("%s", async (name, made) => {
    const graph = openOnnx(madeModel(made), "made.onnx");
    const shape = (made.inputs ?? image).x as number[];
    const others = Object.entries(made.inputs ?? image).filter(([key]) => key !== "x") as [string, number[]][];
    const fixed = others.map(
      ([key, size]) => [key, constant(drawn(`${name} ${key}`, elementCount(size)), size)] as const,
    );
    const x = input("x", shape);
    const { y } = graph.build({ ...Object.fromEntries(fixed), x });
    if (!y) throw new Error("the model has the output y");
    const loss = sum(mul(y, constant(drawn("slopes", elementCount(y.shape)), y.shape)));
    const program = await compile({ loss, slope: grad(loss, { x }).x }, { layout: "plain" });
    const values = drawn(`${name} x`, elementCount(shape));
    const { slope } = await program.run({ x: values });
    const step = 2 ** -8;
    for (const place of [0, 1, Math.floor(values.length / 2), values.length - 1]) {
      const losses: number[] = [];
      for (const side of [-1, 1]) {
        const moved = values.slice();
        moved[place] = (moved[place] as number) + side * step;
        losses.push((await program.run({ x: moved })).loss?.[0] as number);
      }
      const [below = 0, above = 0] = losses;
      expect(Math.abs((above - below) / (2 * step) - Number(slope?.[place]))).toBeLessThan(0.01);
    }
    await program.release();
  });
});
