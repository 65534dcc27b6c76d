/** Where the windows of a convolution lie. */

import { type Shape, ShapeError, showShape } from "../shape.ts";
import { type Attributes, intOf, intsOf } from "../tensor.ts";

/** As ONNX's attributes have it. */
export interface Geometry {
  strides: readonly number[];
  pads: readonly number[];
  dilations: readonly number[];
  group: number;
}

export function geometryOf(name: string, attributes: Attributes): Geometry {
  const autoPad = attributes.auto_pad && "text" in attributes.auto_pad ? attributes.auto_pad.text : "NOTSET";
  if (autoPad !== "NOTSET" && autoPad !== "VALID")
    throw new ShapeError(name, `auto_pad "${autoPad}" is not supported: write the pads`);
  return {
    strides: intsOf(attributes, "strides", [1, 1]),
    pads: intsOf(attributes, "pads", [0, 0, 0, 0]),
    dilations: intsOf(attributes, "dilations", [1, 1]),
    group: intOf(attributes, "group", 1),
  };
}

/** Height and width after a window of the weight's size has slid over x. */
export function slidingSizes(name: string, x: Shape, weight: Shape, { strides, pads, dilations }: Geometry): number[] {
  return [0, 1].map((axis) => {
    const size = x[axis + 2] as number;
    const reach = ((weight[axis + 2] as number) - 1) * (dilations[axis] as number) + 1;
    const padded = size + (pads[axis] as number) + (pads[axis + 2] as number);
    if (padded < reach)
      throw new ShapeError(name, `a window of ${reach} does not fit into ${showShape(x)} padded to ${padded}`);
    return Math.floor((padded - reach) / (strides[axis] as number)) + 1;
  });
}

/** Height and width that a transposed convolution gives. */
export function transposedSizes(x: Shape, weight: Shape, { strides, pads, dilations }: Geometry): number[] {
  return [0, 1].map((axis) => {
    const reach = ((weight[axis + 2] as number) - 1) * (dilations[axis] as number) + 1;
    const span = ((x[axis + 2] as number) - 1) * (strides[axis] as number);
    return span + reach - (pads[axis] as number) - (pads[axis + 2] as number);
  });
}

/** The full correlation with the kernel turned round needs these pads; what forward padding added is not wanted back. */
export function flippedPads(kernel: Shape, { pads, dilations }: Pick<Geometry, "pads" | "dilations">): number[] {
  return [0, 1, 2, 3].map((side) => {
    const reach = ((kernel[side % 2] as number) - 1) * (dilations[side % 2] as number);
    return reach - (pads[side] as number);
  });
}
