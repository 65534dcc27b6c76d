/** Two-dimensional convolution and its transpose, with gradients chosen by measurement. */

import type { Composition } from "../lower.ts";
import { type Shape, ShapeError, sameShape, showShape } from "../shape.ts";
import { type Attributes, applyOne, constant, intsOf, type Operator, operand, type Tensor } from "../tensor.ts";
import { flippedPads, type Geometry, geometryOf, slidingSizes, transposedSizes } from "./convolutionGeometry.ts";
import { inputGradientMethod, weightGradientMethod } from "./convolutionRule.ts";
import { cast } from "./elementwise.ts";
import { fusedMatMul } from "./matrix.ts";
import { flip, reshape, slice, transpose } from "./movement.ts";
import { sum } from "./reduction.ts";

/** As ONNX writes them: begins of both axes, then ends. */
type Pads = readonly [top: number, left: number, bottom: number, right: number];

export interface ConvolutionOptions {
  strides?: readonly [number, number];
  pads?: Pads;
  dilations?: readonly [number, number];
  group?: number;
}

const Conv: Operator = {
  name: "Conv",
  domain: "",
  infer: (inputs, attributes) => {
    const [x, weight, bias] = [operand({ inputs }, 0), operand({ inputs }, 1), inputs[2]];
    const geometry = geometryOf("Conv", attributes);
    checkOperands("Conv", x, weight);
    const [n, channels] = x.shape as [number, number];
    const [out, perGroup] = weight.shape as [number, number];
    if (channels !== perGroup * geometry.group || out % geometry.group !== 0)
      throw new ShapeError(
        "Conv",
        `x ${showShape(x.shape)} has ${channels} channels, but weight ${showShape(weight.shape)} with group ` +
          `${geometry.group} takes ${perGroup * geometry.group}`,
      );
    if (bias && !sameShape(bias.shape, [out]))
      throw new ShapeError("Conv", `bias ${showShape(bias.shape)} does not fit weight ${showShape(weight.shape)}`);
    return [{ shape: [n, out, ...slidingSizes("Conv", x.shape, weight.shape, geometry)], dtype: x.dtype }];
  },
  gradient: (node, [gradient]) => {
    if (!gradient) return [];
    const [x, weight, bias] = [operand(node, 0), operand(node, 1), node.inputs[2]];
    const geometry = geometryOf("Conv", node.attributes);
    return [
      inputGradient(gradient, x, weight, geometry),
      weightGradient(gradient, x, weight, geometry),
      bias ? sum(gradient, [0, 2, 3]) : undefined,
    ];
  },
};

function checkOperands(name: string, x: Tensor, weight: Tensor): void {
  if (x.shape.length !== 4 || weight.shape.length !== 4)
    throw new ShapeError(
      name,
      `x ${showShape(x.shape)} and weight ${showShape(weight.shape)} must have four axes: ` +
        "[batch, channels, height, width] and [out, in, height, width]",
    );
}

/** The gradient of Conv's x. Inputs: the output's gradient, and the weight. */
const ConvInputGradient: Composition = {
  name: "convInputGradient",
  domain: "",
  infer: ([gradient], attributes) => {
    if (!gradient) throw new Error("convInputGradient takes two inputs");
    return [{ shape: intsOf(attributes, "shape", []), dtype: gradient.dtype }];
  },
  lower: ([gradient, weight], attributes) => {
    if (!gradient || !weight) throw new Error("convInputGradient takes two inputs");
    const geometry = geometryOf("convInputGradient", attributes);
    const { strides, pads, dilations, group } = geometry;
    const kernel = weight.shape.slice(2);
    if (inputGradientMethod(strides, group, weight.shape, isDepthwise(weight.shape, group)) === "flipped-conv") {
      const flipped = flippedPads(kernel, geometry);
      // In a depthwise convolution every channel is its own only input and output: there is nothing to exchange.
      const turned = flip(flip(group === 1 ? transpose(weight, [1, 0, 2, 3]) : weight, 2), 3);
      if (flipped.every((size) => size >= 0))
        return [conv(gradient, turned, { pads: four(flipped), dilations: pair(dilations), group })];
    }
    // Rows and columns at the end that no window reached.
    const reached = transposedSizes(gradient.shape, weight.shape, geometry);
    const extra = intsOf(attributes, "shape", []).slice(2);
    return [
      applyOne(ConvTranspose, [gradient, weight], {
        strides: { ints: strides },
        pads: { ints: pads },
        dilations: { ints: dilations },
        group: { int: group },
        output_padding: { ints: extra.map((size, axis) => size - (reached[axis] as number)) },
      }),
    ];
  },
  gradient: (node, [gradient]) => {
    const [of, weight] = [operand(node, 0), operand(node, 1)];
    if (!gradient) return [];
    const geometry = geometryOf("convInputGradient", node.attributes);
    return [convAs(geometry, gradient, weight), weightGradient(of, gradient, weight, geometry)];
  },
};

function inputGradient(gradient: Tensor, x: Tensor, weight: Tensor, geometry: Geometry): Tensor {
  return applyOne(ConvInputGradient, [gradient, weight], { ...attributesOf(geometry), shape: { ints: x.shape } });
}

/** The gradient of Conv's weight. Inputs: x, and the output's gradient. */
const ConvWeightGradient: Composition = {
  name: "convWeightGradient",
  domain: "",
  infer: ([x], attributes) => {
    if (!x) throw new Error("convWeightGradient takes two inputs");
    return [{ shape: intsOf(attributes, "shape", []), dtype: x.dtype }];
  },
  lower: ([x, gradient], attributes) => {
    if (!x || !gradient) throw new Error("convWeightGradient takes two inputs");
    const geometry = geometryOf("convWeightGradient", attributes);
    const { group } = geometry;
    const shape = intsOf(attributes, "shape", []);
    if (isDepthwise(shape, group)) return [depthwiseWeightGradient(x, gradient, shape, geometry)];
    const [out, perGroup, height, width] = shape as Sizes;
    const [n, , rows, columns] = gradient.shape as Sizes;
    const taps = perGroup * height * width;
    const pixels = rows * columns;
    const windows = reshape(unfold(x, rows, columns, shape, geometry), [n, group, taps, pixels]);
    const moved = reshape(gradient, [n, group, out / group, pixels]);
    // The longer operand first: a third faster than the other way round.
    const weightFrom = (product: Tensor) => [reshape(transpose(product, [0, 2, 1]), shape)];
    if (weightGradientMethod(pixels) === "image-by-image")
      return weightFrom(sum(fusedMatMul(windows, moved, { transB: true }), [0]));
    const joined = (parts: Tensor, size: number) => reshape(transpose(parts, [1, 2, 0, 3]), [group, size, n * pixels]);
    return weightFrom(fusedMatMul(joined(windows, taps), joined(moved, out / group), { transB: true }));
  },
  gradient: (node, [gradient]) => {
    const [x, of] = [operand(node, 0), operand(node, 1)];
    if (!gradient) return [];
    const geometry = geometryOf("convWeightGradient", node.attributes);
    return [inputGradient(of, x, gradient, geometry), convAs(geometry, x, gradient)];
  },
};

/** One kernel a channel. @param weight [out, in / group, height, width] */
function isDepthwise(weight: Shape, group: number): boolean {
  return group > 1 && weight[0] === group && weight[1] === 1;
}

/**
 * As a convolution too, in which every channel of every image is slid over by its own output's gradient; strides and
 * dilations change places. Unfolding would multiply each window by a matrix of taps to move it.
 */
function depthwiseWeightGradient(x: Tensor, gradient: Tensor, weight: Shape, geometry: Geometry): Tensor {
  const [n, channels, high, wide] = x.shape as Sizes;
  const [, , rows, columns] = gradient.shape as Sizes;
  const [, , height, width] = weight as Sizes;
  const each = n * channels;
  const slid = conv(reshape(x, [1, each, high, wide]), reshape(gradient, [each, 1, rows, columns]), {
    pads: four(geometry.pads),
    strides: pair(geometry.dilations),
    dilations: pair(geometry.strides),
    group: each,
  });
  // Rows that no window reached would make the kernel larger.
  const kernels = reshape(cropTo(slid, height, width), [n, channels, height * width]);
  return reshape(sum(kernels, [0]), weight);
}

function weightGradient(gradient: Tensor, x: Tensor, weight: Tensor, geometry: Geometry): Tensor {
  return applyOne(ConvWeightGradient, [x, gradient], { ...attributesOf(geometry), shape: { ints: weight.shape } });
}

function convAs({ strides, pads, dilations, group }: Geometry, x: Tensor, weight: Tensor): Tensor {
  return conv(x, weight, { strides: pair(strides), pads: four(pads), dilations: pair(dilations), group });
}

type Sizes = [number, number, number, number];

/**
 * Every window's pixels, [n, channels x taps, rows, columns]: a convolution in which each tap is a channel of its own.
 * ONNX Runtime runs a convolution on all threads, but the slices and joins of an im2col on one.
 */
function unfold(x: Tensor, rows: number, columns: number, weight: Shape, geometry: Geometry): Tensor {
  const channels = x.shape[1] as number;
  const [height, width] = weight.slice(2) as [number, number];
  const taps = height * width;
  const pick = new Float32Array(channels * taps * taps);
  for (let row = 0; row < channels * taps; row++) pick[row * taps + (row % taps)] = 1;
  const { strides, pads, dilations } = geometry;
  const kernel = cast(constant(pick, [channels * taps, 1, height, width]), x.dtype);
  const options = { strides: pair(strides), pads: four(pads), dilations: pair(dilations), group: channels };
  const windows = conv(x, kernel, options);
  return cropTo(windows, rows, columns);
}

function cropTo(x: Tensor, rows: number, columns: number): Tensor {
  const high = x.shape[2] === rows ? x : slice(x, { axis: 2, start: 0, end: rows });
  return high.shape[3] === columns ? high : slice(high, { axis: 3, start: 0, end: columns });
}

const ConvTranspose: Operator = {
  name: "ConvTranspose",
  domain: "",
  infer: (inputs, attributes) => {
    const [x, weight] = [operand({ inputs }, 0), operand({ inputs }, 1)];
    const geometry = geometryOf("ConvTranspose", attributes);
    checkOperands("ConvTranspose", x, weight);
    if (x.shape[1] !== weight.shape[0])
      throw new ShapeError(
        "ConvTranspose",
        `x ${showShape(x.shape)} has ${x.shape[1]} channels, but weight ${showShape(weight.shape)} takes ${weight.shape[0]}`,
      );
    const extra = intsOf(attributes, "output_padding", [0, 0]);
    const sizes = transposedSizes(x.shape, weight.shape, geometry).map((size, i) => size + (extra[i] as number));
    return [{ shape: [x.shape[0] as number, (weight.shape[1] as number) * geometry.group, ...sizes], dtype: x.dtype }];
  },
  gradient: (node, [gradient]) => {
    if (!gradient) return [];
    const [x, weight, bias] = [operand(node, 0), operand(node, 1), node.inputs[2]];
    const geometry = geometryOf("ConvTranspose", node.attributes);
    // Rows that output_padding added meet no window.
    const toX = cropTo(convAs(geometry, gradient, weight), x.shape[2] as number, x.shape[3] as number);
    return [toX, weightGradient(x, gradient, weight, geometry), bias ? sum(gradient, [0, 2, 3]) : undefined];
  },
};

function pair(values: readonly number[]): [number, number] {
  return [values[0] as number, values[1] as number];
}

function four(values: readonly number[]): Pads {
  return [values[0] as number, values[1] as number, values[2] as number, values[3] as number];
}

function attributesOf({
  strides = [1, 1],
  pads = [0, 0, 0, 0],
  dilations = [1, 1],
  group = 1,
}: Partial<Geometry>): Attributes {
  return {
    strides: { ints: strides },
    pads: { ints: pads },
    dilations: { ints: dilations },
    group: { int: group },
  };
}

/**
 * @param x [batch, in, height, width]
 * @param weight [out, in / group, height, width]
 * @param bias [out]
 */
export function conv(x: Tensor, weight: Tensor, options: ConvolutionOptions = {}, bias?: Tensor): Tensor {
  return applyOne(Conv, bias ? [x, weight, bias] : [x, weight], attributesOf(options));
}

/**
 * @param x [batch, in, height, width]
 * @param weight [in, out / group, height, width]
 */
export function convTranspose(x: Tensor, weight: Tensor, options: ConvolutionOptions = {}): Tensor {
  return applyOne(ConvTranspose, [x, weight], attributesOf(options));
}

export const convolutionOperators: readonly Operator[] = [Conv, ConvTranspose, ConvInputGradient, ConvWeightGradient];
