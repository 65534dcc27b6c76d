/** ONNX `Resize` of images as products with constant matrices, one an axis: what each new row takes from each old one. */

import { Fault } from "../../fault.ts";
import { keysCubic } from "../keysCubic.ts";
import { cast } from "../operators/elementwise.ts";
import { matMul } from "../operators/matrix.ts";
import { reshape, transpose } from "../operators/movement.ts";
import { constant, floatOf, intOf, type Tensor, textOf } from "../tensor.ts";
import { type ForeignNode, type Form, known, needed, requireShort } from "./form.ts";

/** A matrix with more elements is not made: a file that asks for it is refused. */
const largestMatrix = 2 ** 22;

export const Resize: Form = (node) => {
  const x = needed(node, 0);
  const { sizes, scales } = targetOf(node, x);
  return sizes.reduce((resized, size, axis) => {
    const scale = scales[axis] ?? size / (x.shape[axis] as number);
    return size === x.shape[axis] && scale === 1 ? resized : resizedAlong(resized, axis, size, scale, node);
  }, x);
};

/** Opset 10 and `Upsample` have the scales as the second input; since 11 it is the region, then scales, then sizes. */
function targetOf(node: ForeignNode, x: Tensor): { sizes: number[]; scales: number[] } {
  if (node.attributes.axes) throw new Fault("onnx", "axes are not supported: resize all of them");
  const isOld = node.operator === "Upsample" || node.opset < 11;
  const scalesInput = node.inputs[isOld ? 1 : 2];
  const scales = scalesInput ? known(scalesInput, "scales") : [];
  const listed = !isOld && node.inputs[3] ? known(node.inputs[3], "sizes") : [];
  const sizes =
    listed.length > 0 ? listed : x.shape.map((size, axis) => Math.floor(size * (scales[axis] ?? Number.NaN)));
  if (sizes.length !== x.shape.length || sizes.some((size) => !(size >= 1)))
    throw new Fault("onnx", `[${x.shape.join(", ")}] cannot be resized to [${sizes.join(", ")}]`);
  return { sizes, scales: listed.length > 0 ? [] : scales };
}

function resizedAlong(x: Tensor, axis: number, to: number, scale: number, node: ForeignNode): Tensor {
  const from = x.shape[axis] as number;
  requireShort(to, "an axis");
  if (!(from >= 1 && from * to <= largestMatrix)) throw new Fault("onnx", `resizing ${from} rows to ${to} is too much`);
  const weights = cast(constant(weightsOf(from, to, scale, node), [to, from]), x.dtype);
  // The axis last, where a product with a matrix takes it.
  const order = [...x.shape.map((_, i) => i).filter((i) => i !== axis), axis];
  const moved = transpose(x, order);
  const flat = reshape(moved, [-1, from]);
  const product = reshape(matMul(flat, transpose(weights)), [...moved.shape.slice(0, -1), to]);
  return transpose(
    product,
    order.map((_, i) => order.indexOf(i)),
  );
}

function weightsOf(from: number, to: number, scale: number, node: ForeignNode): Float32Array {
  const mode = textOf(node.attributes, "mode", "nearest");
  const whereFrom = placeOf(from, to, scale, node);
  const rowOf = { nearest, linear, cubic }[mode];
  if (!rowOf) throw new Fault("onnx", `mode ${mode} is not supported`);
  if (intOf(node.attributes, "antialias", 0) === 1) throw new Fault("onnx", "antialias 1 is not supported");
  const weights = new Float32Array(to * from);
  for (let row = 0; row < to; row++)
    for (const [at, weight] of rowOf(whereFrom(row), node)) {
      const inside = Math.min(from - 1, Math.max(0, at));
      weights[row * from + inside] = (weights[row * from + inside] as number) + weight;
    }
  return weights;
}

/** Where in the old rows a new one lies. */
function placeOf(from: number, to: number, scale: number, node: ForeignNode): (row: number) => number {
  const old = node.operator === "Upsample" || node.opset < 11;
  const mode = old ? "asymmetric" : textOf(node.attributes, "coordinate_transformation_mode", "half_pixel");
  switch (mode) {
    case "half_pixel":
      return (row) => (row + 0.5) / scale - 0.5;
    case "pytorch_half_pixel":
      return (row) => (to > 1 ? (row + 0.5) / scale - 0.5 : 0);
    case "asymmetric":
      return (row) => row / scale;
    case "align_corners":
      return (row) => (to > 1 ? (row * (from - 1)) / (to - 1) : 0);
    case "half_pixel_symmetric": {
      const adjustment = to / (scale * from);
      return (row) => (from / 2) * (1 - adjustment) + (row + 0.5) / scale - 0.5;
    }
    default:
      throw new Fault("onnx", `coordinate_transformation_mode ${mode} is not supported`);
  }
}

type Taps = (place: number, node: ForeignNode) => [at: number, weight: number][];

const nearest: Taps = (place, node) => {
  const old = node.operator === "Upsample" || node.opset < 11;
  const mode = old ? "floor" : textOf(node.attributes, "nearest_mode", "round_prefer_floor");
  const rounded = {
    round_prefer_floor: Math.ceil(place - 0.5),
    round_prefer_ceil: Math.floor(place + 0.5),
    floor: Math.floor(place),
    ceil: Math.ceil(place),
  }[mode];
  if (rounded === undefined) throw new Fault("onnx", `nearest_mode ${mode} is unknown`);
  return [[rounded, 1]];
};

const linear: Taps = (place) => {
  const below = Math.floor(place);
  return [
    [below, 1 - (place - below)],
    [below + 1, place - below],
  ];
};

const cubic: Taps = (place, node) => {
  if (intOf(node.attributes, "exclude_outside", 0) === 1) throw new Fault("onnx", "exclude_outside 1 is not supported");
  const slope = floatOf(node.attributes, "cubic_coeff_a", -0.75);
  const below = Math.floor(place);
  return [-1, 0, 1, 2].map((step) => [below + step, keysCubic(place - below - step, slope)]);
};
