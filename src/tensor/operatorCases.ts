/** Every operator that has a gradient, in small: one list for every device. */

import fc from "fast-check";
import { randomStream, shuffled } from "../random.ts";
import { grad } from "./gradient.ts";
import * as activations from "./operators/activations.ts";
import * as channels from "./operators/channels.ts";
import * as convolution from "./operators/convolution.ts";
import * as e from "./operators/elementwise.ts";
import * as matrix from "./operators/matrix.ts";
import * as movement from "./operators/movement.ts";
import * as normalization from "./operators/normalization.ts";
import * as pooling from "./operators/pooling.ts";
import * as reduction from "./operators/reduction.ts";
import { affineGrid } from "./operators/sampling.ts";
import { type DType, elementCount } from "./shape.ts";
import { digamma, logGamma } from "./special.ts";
import { constant, input, int64s, type Tensor } from "./tensor.ts";

/** One way to use an operator: shapes of its differentiable inputs, drawn by fast-check, and the expression. */
export interface OperatorCase {
  name: string;
  shapes: fc.Arbitrary<number[][]>;
  build: (inputs: Tensor[]) => Tensor;
  /** From a standard normal number to one the operator takes. */
  domain?: (x: number) => number;
  /** "float32" where ONNX Runtime has no float64 kernel on the CPU. */
  dtype?: DType;
  /** Step of the differences, and how far they may be off. */
  epsilon?: number;
}

const size = fc.integer({ min: 1, max: 4 });
const shape = fc.array(size, { minLength: 1, maxLength: 3 });
const one = shape.map((s) => [s]);
/** Two shapes that broadcast: some axes of either are 1, and the second may lack the first axes. */
const two = shape.chain((s) =>
  fc
    .record({
      a: fc.array(fc.boolean(), { minLength: s.length, maxLength: s.length }),
      b: fc.array(fc.boolean(), { minLength: s.length, maxLength: s.length }),
      drop: fc.integer({ min: 0, max: s.length - 1 }),
    })
    .map(({ a, b, drop }) => [s.map((n, i) => (a[i] ? 1 : n)), s.map((n, i) => (b[i] ? 1 : n)).slice(drop)]),
);
const positive = (x: number) => Math.abs(x) + 0.3;
/** Away from 0, where these have a corner that finite differences would straddle. */
const cornered = (x: number) => x + Math.sign(x) * 0.2;
/** No two elements nearer than 0.5: a small step does not make another one the largest. */
const apart = (x: Tensor): Tensor => {
  const places = shuffled(elementCount(x.shape), randomStream(1, "places"));
  return e.add(e.mul(e.tanh(x), 0.25), constant(Float32Array.from(places), x.shape));
};
const at = (inputs: Tensor[], i: number): Tensor => {
  const tensor = inputs[i];
  if (!tensor) throw new Error(`case has no input ${i}`);
  return tensor;
};
const unary =
  (f: (x: Tensor) => Tensor): OperatorCase["build"] =>
  (inputs) =>
    f(at(inputs, 0));
const binary =
  (f: (a: Tensor, b: Tensor) => Tensor): OperatorCase["build"] =>
  (inputs) =>
    f(at(inputs, 0), at(inputs, 1));

const images = fc.record({ n: size, c: size, h: fc.integer({ min: 3, max: 6 }), w: fc.integer({ min: 3, max: 6 }) });

export const operatorCases: OperatorCase[] = [
  { name: "add", shapes: two, build: binary(e.add) },
  { name: "sub", shapes: two, build: binary(e.sub) },
  { name: "mul", shapes: two, build: binary(e.mul) },
  { name: "div", shapes: two, build: binary(e.div), domain: cornered },
  { name: "pow", shapes: two, build: binary(e.pow), domain: positive },
  { name: "max", shapes: two, build: binary(e.max) },
  { name: "min", shapes: two, build: binary(e.min) },
  { name: "neg", shapes: one, build: unary(e.neg) },
  { name: "abs", shapes: one, build: unary(e.abs), domain: cornered },
  { name: "exp", shapes: one, build: unary(e.exp) },
  { name: "log", shapes: one, build: unary(e.log), domain: positive },
  { name: "sqrt", shapes: one, build: unary(e.sqrt), domain: positive },
  { name: "reciprocal", shapes: one, build: unary(e.reciprocal), domain: positive },
  { name: "sigmoid", shapes: one, build: unary(e.sigmoid) },
  { name: "tanh", shapes: one, build: unary(e.tanh) },
  { name: "softplus", shapes: one, build: unary(e.softplus), dtype: "float32" },
  { name: "erf", shapes: one, build: unary(e.erf), dtype: "float32" },
  { name: "gelu", shapes: one, build: unary(activations.gelu), dtype: "float32" },
  { name: "silu", shapes: one, build: unary(activations.silu), dtype: "float32" },
  { name: "sin", shapes: one, build: unary(e.sin) },
  { name: "cos", shapes: one, build: unary(e.cos), dtype: "float32" },
  { name: "relu", shapes: one, build: unary(e.relu), domain: cornered },
  { name: "relu in float32", shapes: one, build: unary(e.relu), domain: cornered, dtype: "float32" },
  { name: "leakyRelu", shapes: one, build: unary((x) => e.leakyRelu(x, 0.1)), domain: cornered, dtype: "float32" },
  { name: "identity", shapes: one, build: unary(e.identity) },
  { name: "clip", shapes: one, build: unary((x) => e.clip(x, -0.5, 0.8)) },
  { name: "cast", shapes: one, build: unary((x) => e.mul(e.cast(x, "float32"), 3)), epsilon: 0.1 },
  { name: "where", shapes: two, build: binary((a, b) => e.where(e.greater(a, 0), a, b)), domain: cornered },
  { name: "reshape", shapes: one, build: unary((x) => movement.reshape(x, [1, -1])) },
  { name: "transpose", shapes: one, build: unary((x) => movement.transpose(x)) },
  { name: "expand", shapes: one, build: unary((x) => movement.expand(x, [2, ...x.shape])) },
  { name: "slice", shapes: one, build: unary((x) => movement.slice(x, { axis: -1, start: 1, end: 9, step: 2 })) },
  {
    name: "slice backwards",
    shapes: one,
    build: unary((x) => movement.slice(x, { axis: 0, start: -1, end: -99, step: -2 })),
  },
  { name: "flip", shapes: one, build: unary((x) => movement.flip(x, 0)) },
  { name: "pad", shapes: one, build: unary((x) => movement.pad(x, 0, 2, 1)) },
  { name: "concat", shapes: one, build: unary((x) => movement.concat([x, e.mul(x, x)], 0)) },
  { name: "gather", shapes: one, build: unary((x) => movement.gather(x, int64s([0, 0, (x.shape[0] ?? 1) - 1]))) },
  { name: "gather on the last axis", shapes: one, build: unary((x) => movement.gather(x, int64s([0, 0]), -1)) },
  { name: "sum", shapes: one, build: unary((x) => reduction.sum(x, [0])) },
  { name: "mean", shapes: one, build: unary((x) => reduction.mean(x, [-1], { keep: true })) },
  { name: "maximum", shapes: one, build: unary((x) => reduction.maximum(x, [0])) },
  { name: "minimum", shapes: one, build: unary((x) => reduction.minimum(x, [0])) },
  { name: "product", shapes: one, build: unary((x) => reduction.product(x, [0])), domain: positive },
  { name: "sumSquare", shapes: one, build: unary((x) => reduction.sumSquare(x)) },
  { name: "logSumExp", shapes: one, build: unary((x) => reduction.logSumExp(x, [0])) },
  { name: "softmax", shapes: one, build: unary((x) => reduction.softmax(x, -1)) },
  { name: "logSoftmax", shapes: one, build: unary((x) => reduction.logSoftmax(x, 0)) },
  {
    name: "matMul",
    shapes: fc.tuple(size, size, size, size).map(([b, m, k, n]) => [
      [b, m, k],
      [k, n],
    ]),
    build: binary(matrix.matMul),
  },
  ...[false, true].flatMap((transA) =>
    [false, true].map(
      (transB): OperatorCase => ({
        name: `fusedMatMul${transA ? " transA" : ""}${transB ? " transB" : ""}`,
        shapes: fc
          .tuple(size, size, size, size)
          .map(([b, m, k, n]) => [transA ? [b, k, m] : [b, m, k], transB ? [b, n, k] : [b, k, n]]),
        build: binary((a, b) => matrix.fusedMatMul(a, b, { transA, transB })),
        dtype: "float32",
      }),
    ),
  ),
  {
    name: "gemm",
    shapes: fc.tuple(size, size, size).map(([m, k, n]) => [[k, m], [n, k], [n]]),
    build: (inputs) => matrix.gemm(at(inputs, 0), at(inputs, 1), { transA: true, transB: true }, at(inputs, 2)),
  },
  {
    name: "linear",
    shapes: fc.tuple(size, size, size).map(([n, width, out]) => [[n, 2, width], [out, width], [out]]),
    build: (inputs) => matrix.linear(at(inputs, 0), at(inputs, 1), at(inputs, 2)),
  },
  ...[
    { name: "conv 3x3", kernel: [3, 3], options: { pads: [1, 1, 1, 1] } },
    { name: "conv 3x3 with stride 2", kernel: [3, 3], options: { pads: [1, 1, 1, 1], strides: [2, 2] } },
    { name: "conv 1x1 with stride 2", kernel: [1, 1], options: { strides: [2, 2] } },
    { name: "conv 2x3 without padding", kernel: [2, 3], options: {} },
    { name: "conv 3x3 with dilation 2", kernel: [3, 3], options: { pads: [2, 2, 2, 2], dilations: [2, 2] } },
    { name: "conv 2x2 padded unevenly", kernel: [2, 2], options: { pads: [0, 1, 1, 0] } },
  ].map(
    ({ name, kernel, options }): OperatorCase => ({
      name,
      shapes: fc.tuple(images, size).map(([{ n, c, h, w }, out]) => [[n, c, h, w], [out, c, ...kernel], [out]]),
      build: (inputs) =>
        convolution.conv(at(inputs, 0), at(inputs, 1), options as convolution.ConvolutionOptions, at(inputs, 2)),
      dtype: "float32",
    }),
  ),
  {
    name: "conv on images large enough to be taken one by one",
    shapes: fc.constant([
      [1, 2, 9, 9],
      [3, 2, 3, 3],
    ]),
    build: binary((x, weight) => convolution.conv(x, weight, { pads: [1, 1, 1, 1] })),
    dtype: "float32",
  },
  // Channels that kernels of vectors take by threes and fours.
  ...[6, 9, 12].map(
    (channels): OperatorCase => ({
      name: `conv of ${channels} channels`,
      shapes: fc.constant([
        [2, channels, 5, 4],
        [8, channels, 3, 3],
      ]),
      build: binary((x, weight) => convolution.conv(x, weight, { pads: [1, 1, 1, 1] })),
      dtype: "float32",
    }),
  ),
  {
    name: "conv in groups of nine",
    shapes: fc.constant([
      [2, 4, 5, 4],
      [36, 1, 3, 3],
    ]),
    build: binary((x, weight) => convolution.conv(x, weight, { group: 4, pads: [1, 1, 1, 1] })),
    dtype: "float32",
  },
  {
    name: "conv in groups",
    shapes: images.map(({ n, c, h, w }) => [
      [n, 2 * c, h, w],
      [4, c, 3, 3],
    ]),
    build: binary((x, weight) => convolution.conv(x, weight, { group: 2, pads: [1, 1, 1, 1] })),
    dtype: "float32",
  },
  ...(
    [
      { name: "conv in each channel", options: { pads: [1, 1, 1, 1] } },
      { name: "conv in each channel, stride 2", options: { strides: [2, 2], pads: [1, 1, 1, 1] } },
      { name: "conv in each channel, padded at the end alone", options: { strides: [2, 2], pads: [0, 0, 1, 1] } },
      { name: "conv in each channel, dilation 2", options: { dilations: [2, 2], pads: [2, 2, 2, 2] } },
      { name: "conv in each channel, padded past its reach", options: { pads: [3, 3, 3, 3] } },
    ] satisfies { name: string; options: convolution.ConvolutionOptions }[]
  ).map(
    ({ name, options }): OperatorCase => ({
      name,
      shapes: images.map(({ n, c, h, w }) => [
        [n, c + 1, h, w],
        [c + 1, 1, 3, 3],
      ]),
      build: binary((x, weight) => convolution.conv(x, weight, { ...options, group: x.shape[1] })),
      dtype: "float32",
    }),
  ),
  {
    name: "conv's gradient of x",
    shapes: fc.tuple(images, size).map(([{ n, c, h, w }, out]) => [
      [out, c, 3, 3],
      [n, out, h, w],
    ]),
    build: binary((weight, gradient) => {
      const [n = 1, , h = 1, w = 1] = gradient.shape;
      const x = input("x", [n, weight.shape[1] ?? 1, h, w]);
      return grad(reduction.sum(e.mul(convolution.conv(x, weight, { pads: [1, 1, 1, 1] }), gradient)), { x }).x;
    }),
    dtype: "float32",
  },
  {
    name: "conv's gradient of its weight",
    shapes: fc.tuple(images, size).map(([{ n, c, h, w }, out]) => [
      [n, c, h, w],
      [n, out, h, w],
    ]),
    build: binary((x, gradient) => {
      const weight = input("weight", [gradient.shape[1] ?? 1, x.shape[1] ?? 1, 3, 3]);
      const loss = reduction.sum(e.mul(convolution.conv(x, weight, { pads: [1, 1, 1, 1] }), gradient));
      return grad(loss, { weight }).weight;
    }),
    dtype: "float32",
  },
  {
    name: "channelDot",
    shapes: images.map(({ n, c, h, w }) => [
      [n, c, h, w],
      [n, c, h, w],
    ]),
    build: binary(channels.channelDot),
    dtype: "float32",
  },
  {
    name: "channelAffine",
    shapes: images.map(({ n, c, h, w }) => [[n, c, h, w], [c], [c]]),
    build: (inputs) => channels.channelAffine(at(inputs, 0), at(inputs, 1), at(inputs, 2)),
    dtype: "float32",
  },
  {
    name: "convTranspose with stride 2",
    shapes: fc.tuple(images, size).map(([{ n, c, h, w }, out]) => [
      [n, c, h, w],
      [c, out, 3, 3],
    ]),
    build: binary((x, weight) => convolution.convTranspose(x, weight, { strides: [2, 2], pads: [1, 1, 1, 1] })),
    dtype: "float32",
  },
  {
    name: "maxPool",
    shapes: images.map(({ n, c, h, w }) => [[n, c, h, w]]),
    build: unary((x) => pooling.maxPool(apart(x), { kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] })),
    dtype: "float32",
  },
  {
    name: "averagePool",
    shapes: images.map(({ n, c, h, w }) => [[n, c, h, w]]),
    build: unary((x) => pooling.averagePool(x, { kernel: [3, 2], strides: [2, 2], pads: [1, 0, 0, 1] })),
    dtype: "float32",
  },
  {
    name: "layerNorm",
    shapes: fc.integer({ min: 2, max: 6 }).map((width) => [[3, 2, width], [width], [width]]),
    build: (inputs) => normalization.layerNorm(at(inputs, 0), at(inputs, 1), at(inputs, 2), 0.1),
    dtype: "float32",
  },
  {
    name: "channelLayerNorm",
    shapes: images.map(({ n, h, w }) => [[n, 5, h, w], [5], [5]]),
    build: (inputs) => normalization.channelLayerNorm(at(inputs, 0), at(inputs, 1), at(inputs, 2), 0.1),
    dtype: "float32",
  },
  {
    name: "batchNorm with fixed statistics",
    shapes: images.map(({ n, c, h, w }) => [[n, c, h, w], [c], [c], [c], [c]]),
    build: (inputs) =>
      channels.batchNorm(at(inputs, 0), {
        weight: at(inputs, 1),
        bias: at(inputs, 2),
        mean: at(inputs, 3),
        variance: e.add(e.mul(at(inputs, 4), at(inputs, 4)), 0.5),
      }),
    dtype: "float32",
  },
  {
    name: "batchNormTraining",
    shapes: images.map(({ n, c, h, w }) => [[n, c, h, w], [c], [c]]),
    build: (inputs) => normalization.batchNormTraining(at(inputs, 0), at(inputs, 1), at(inputs, 2), 0.1).y,
    dtype: "float32",
  },
  {
    name: "batchNormTraining on long rows",
    shapes: fc.constant([[2, 2, 16, 17], [2], [2]]),
    build: (inputs) => normalization.batchNormTraining(at(inputs, 0), at(inputs, 1), at(inputs, 2), 0.1).y,
    dtype: "float32",
  },
  {
    name: "affineGrid",
    shapes: size.map((n) => [[n, 2, 3]]),
    build: unary((x) => affineGrid(x, [x.shape[0] ?? 1, 1, 3, 2])),
    dtype: "float32",
  },
  { name: "logGamma", shapes: one, build: unary(logGamma), domain: positive },
  { name: "digamma", shapes: one, build: unary(digamma), domain: positive },
];
