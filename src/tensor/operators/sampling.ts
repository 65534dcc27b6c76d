/** Resampling of images: a grid of places, and the values interpolated there. */

import { ShapeError, showShape } from "../shape.ts";
import {
  applyOne,
  constant,
  int64s,
  intOf,
  knownInts,
  type Operator,
  operand,
  type Tensor,
  textOf,
} from "../tensor.ts";
import { cast } from "./elementwise.ts";
import { fusedMatMul } from "./matrix.ts";
import { reshape } from "./movement.ts";

const AffineGrid: Operator = {
  name: "AffineGrid",
  domain: "",
  infer: (inputs) => {
    const theta = operand({ inputs }, 0);
    const size = knownInts("AffineGrid", inputs[1] ?? null, "the size");
    const [n, , height, width] = size;
    if (theta.shape.length !== 3 || theta.shape[0] !== n || theta.shape[1] !== 2 || theta.shape[2] !== 3)
      throw new ShapeError(
        "AffineGrid",
        `theta ${showShape(theta.shape)} must be [${n}, 2, 3] for size ${showShape(size)}`,
      );
    return [{ shape: [n as number, height as number, width as number, 2], dtype: theta.dtype }];
  },
  gradient: (node, [gradient]) => {
    if (!gradient) return [];
    const [n, height, width] = gradient.shape as [number, number, number];
    const corners = intOf(node.attributes, "align_corners", 0) === 1;
    const places = cast(constant(homogeneous(height, width, corners), [1, height * width, 3]), gradient.dtype);
    return [fusedMatMul(reshape(gradient, [n, height * width, 2]), places, { transA: true })];
  },
};

/** The places (x, y, 1) of an image's pixels, where its edges are at -1 and 1. */
function homogeneous(height: number, width: number, alignCorners: boolean): Float32Array {
  const along = (i: number, size: number) =>
    alignCorners ? (size === 1 ? 0 : (2 * i) / (size - 1) - 1) : (2 * i + 1) / size - 1;
  const places = new Float32Array(height * width * 3);
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      places.set([along(column, width), along(row, height), 1], (row * width + column) * 3);
  return places;
}

/** Used on pixels that come from files, whose gradient nobody asks for: it has none. */
const GridSample: Operator = {
  name: "GridSample",
  domain: "",
  infer: (inputs, attributes) => {
    const [x, grid] = [operand({ inputs }, 0), operand({ inputs }, 1)];
    if (x.shape.length !== 4 || grid.shape.length !== 4 || grid.shape[3] !== 2 || grid.shape[0] !== x.shape[0])
      throw new ShapeError(
        "GridSample",
        `x ${showShape(x.shape)} and grid ${showShape(grid.shape)} must be [n, channels, height, width] and [n, rows, columns, 2]`,
      );
    const mode = textOf(attributes, "mode", "linear");
    if (!["linear", "nearest", "cubic"].includes(mode)) throw new ShapeError("GridSample", `mode "${mode}" is unknown`);
    return [{ shape: [...x.shape.slice(0, 2), ...grid.shape.slice(1, 3)], dtype: x.dtype }];
  },
};

/**
 * Where each pixel of an image of `size` looks: [n, height, width, 2] of (x, y), the image's edges at -1 and 1.
 * @param theta [n, 2, 3], as PyTorch's affine_grid
 * @param size [n, channels, height, width]
 */
export function affineGrid(theta: Tensor, size: readonly number[]): Tensor {
  return applyOne(AffineGrid, [theta, int64s(size)], { align_corners: { int: 0 } });
}

/** `x` at the places of `grid`, linearly interpolated; outside of x is what `padding` says. */
export function gridSample(x: Tensor, grid: Tensor, padding: "zeros" | "border" | "reflection" = "zeros"): Tensor {
  return applyOne(GridSample, [x, grid], {
    mode: { text: "linear" },
    padding_mode: { text: padding },
    align_corners: { int: 0 },
  });
}

export const samplingOperators: readonly Operator[] = [AffineGrid, GridSample];
