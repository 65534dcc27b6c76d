/** Operators of files that slide windows over images: what their paddings come to. */

import { Fault } from "../../fault.ts";
import { add, mul } from "../operators/elementwise.ts";
import { pad, reshape } from "../operators/movement.ts";
import { averagePool, maxPool } from "../operators/pooling.ts";
import { type Shape, showShape } from "../shape.ts";
import { applyOne, constant, intOf, intsOf, type Tensor, textOf } from "../tensor.ts";
import { type ForeignNode, type Form, needed, refuse, requireShort, standard } from "./form.ts";

type Pair = [number, number];
type Four = [top: number, left: number, bottom: number, right: number];

interface Windows {
  kernel: Pair;
  strides: Pair;
  dilations: Pair;
  pads: Four;
}

/** @param kernel where the node's own attribute does not say it: the weight's */
function windowsOf(node: ForeignNode, kernel?: readonly number[]): Windows {
  const x = needed(node, 0);
  if (x.shape.length !== 4)
    throw new Fault("onnx", `it slides over ${showShape(x.shape)}: only [batch, channels, height, width] is supported`);
  const { attributes } = node;
  const two = (name: string, values: readonly number[]): Pair => {
    const [first, second] = values;
    if (values.length !== 2 || first === undefined || second === undefined || first < 1 || second < 1)
      throw new Fault("onnx", `${name} ${showShape(values)} must be two numbers of 1 and more`);
    return [first, second];
  };
  const windows = {
    kernel: two("kernel_shape", kernel ?? intsOf(attributes, "kernel_shape", [])),
    strides: two("strides", intsOf(attributes, "strides", [1, 1])),
    dilations: two("dilations", intsOf(attributes, "dilations", [1, 1])),
  };
  return { ...windows, pads: padsOf(node, x.shape, windows) };
}

function padsOf(
  { attributes }: ForeignNode,
  shape: Shape,
  { kernel, strides, dilations }: Omit<Windows, "pads">,
): Four {
  const mode = textOf(attributes, "auto_pad", "NOTSET");
  if (mode === "VALID") return [0, 0, 0, 0];
  if (mode === "NOTSET") {
    const pads = intsOf(attributes, "pads", [0, 0, 0, 0]);
    if (pads.length !== 4 || pads.some((size) => size < 0))
      throw new Fault("onnx", `pads ${showShape(pads)} must be four numbers of 0 and more`);
    return pads as unknown as Four;
  }
  if (mode !== "SAME_UPPER" && mode !== "SAME_LOWER") throw new Fault("onnx", `auto_pad ${mode} is unknown`);
  const sides = [0, 1].map((axis): Pair => {
    const size = shape[axis + 2] as number;
    const reach = ((kernel[axis] as number) - 1) * (dilations[axis] as number) + 1;
    const stride = strides[axis] as number;
    const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + reach - size);
    const [less, more] = [Math.floor(total / 2), Math.ceil(total / 2)];
    return mode === "SAME_UPPER" ? [less, more] : [more, less];
  });
  const [[top, bottom], [left, right]] = sides as [Pair, Pair];
  return [top, left, bottom, right];
}

function convolution(name: "Conv" | "ConvTranspose"): Form {
  return (node) => {
    const [x, weight] = [needed(node, 0), needed(node, 1)];
    if (weight.shape.length !== 4)
      throw new Fault(
        "onnx",
        `its weight is ${showShape(weight.shape)}: only convolutions over height and width are supported`,
      );
    if (node.attributes.output_shape) throw new Fault("onnx", "output_shape is not supported: write the pads");
    if (name === "ConvTranspose" && textOf(node.attributes, "auto_pad", "NOTSET").startsWith("SAME"))
      throw new Fault("onnx", "auto_pad SAME is not supported: write the pads");
    const { strides, dilations, pads } = windowsOf(node, weight.shape.slice(2));
    const extra = node.attributes.output_padding;
    return applyOne(standard(name), [x, weight, node.inputs[2] ?? null].slice(0, node.inputs[2] ? 3 : 2), {
      strides: { ints: strides },
      dilations: { ints: dilations },
      pads: { ints: pads },
      group: { int: intOf(node.attributes, "group", 1) },
      ...(extra ? { output_padding: extra } : {}),
    });
  };
}

/** How far windows that begin inside x, but do not fit, reach beyond it. */
function overhang(node: ForeignNode, shape: Shape, { kernel, strides, pads }: Windows): Pair {
  if (intOf(node.attributes, "ceil_mode", 0) === 0) return [0, 0];
  return [0, 1].map((axis) => {
    const padded = (shape[axis + 2] as number) + (pads[axis] as number) + (pads[axis + 2] as number);
    const stride = strides[axis] as number;
    const steps = Math.ceil((padded - (kernel[axis] as number)) / stride);
    // A window that would begin in the padding after x is left out.
    const last = steps * stride >= (shape[axis + 2] as number) + (pads[axis] as number) ? steps - 1 : steps;
    return Math.max(0, last * stride + (kernel[axis] as number) - padded);
  }) as Pair;
}

/** Less than any other number: what padding is to a maximum. */
const lowest = -3e38;

const MaxPool: Form = (node) => {
  refuse(node, "storage_order", 0);
  const x = needed(node, 0);
  const windows = windowsOf(node);
  if (windows.dilations.some((each) => each !== 1)) throw new Fault("onnx", "dilations of a pooling are not supported");
  const { kernel, strides, pads } = windows;
  const [down, right] = overhang(node, x.shape, windows);
  const pooled = maxPool(beyond(beyond(x, 2, down), 3, right), { kernel, strides, pads });
  // The places of the maxima are counted over x as it is, not with rows beyond it.
  return down + right === 0 ? pooled.node.outputs : pooled;
};

function beyond(x: Tensor, axis: number, count: number): Tensor {
  if (count === 0) return x;
  // Zeros, lowered to what no maximum takes.
  const size = x.shape[axis] as number;
  requireShort(size + count, "an axis");
  const floor = Float32Array.from({ length: size + count }, (_, i) => (i < size ? 0 : lowest));
  const along = reshape(
    constant(floor),
    x.shape.map((_, i) => (i === axis ? size + count : 1)),
  );
  return add(pad(x, axis, 0, count), along);
}

const AveragePool: Form = (node) => {
  const x = needed(node, 0);
  const windows = windowsOf(node);
  if (windows.dilations.some((each) => each !== 1)) throw new Fault("onnx", "dilations of a pooling are not supported");
  const { kernel, strides, pads } = windows;
  const [down, right] = overhang(node, x.shape, windows);
  const wide = pad(pad(x, 2, 0, down), 3, 0, right);
  const averages = averagePool(wide, { kernel, strides, pads });
  const isPaddingCounted = intOf(node.attributes, "count_include_pad", 0) === 1;
  const shares = [2, 3].map((axis) => {
    const size = x.shape[axis] as number;
    const [before, after] = isPaddingCounted ? [pads[axis - 2] as number, pads[axis] as number] : [0, 0];
    requireShort(averages.shape[axis] as number, "an axis");
    return Float32Array.from({ length: averages.shape[axis] as number }, (_, i) => {
      const begin = i * (strides[axis - 2] as number) - (pads[axis - 2] as number);
      const end = begin + (kernel[axis - 2] as number);
      return (kernel[axis - 2] as number) / (Math.min(end, size + after) - Math.max(begin, -before));
    });
  }) as [Float32Array, Float32Array];
  if (shares.every((share) => share.every((each) => each === 1))) return averages;
  return mul(
    mul(averages, constant(shares[0], [1, 1, shares[0].length, 1])),
    constant(shares[1], [1, 1, 1, shares[1].length]),
  );
};

export const windowForms: Readonly<Record<string, Form>> = {
  Conv: convolution("Conv"),
  ConvTranspose: convolution("ConvTranspose"),
  MaxPool,
  AveragePool,
};
