/** Attention within parts of an image (Tu+ 2022, arXiv 2204.01697, section 3.2): among neighbours, or over a coarse grid. */

import type { RandomStream } from "../random.ts";
import { gather, reshape, transpose } from "../tensor/operators/movement.ts";
import { ShapeError, showShape } from "../tensor/shape.ts";
import { int64s, type Tensor } from "../tensor/tensor.ts";
import { attention, attentionParameters } from "./attention.ts";
import { normalArray } from "./initial.ts";
import { type Parameters, type ParameterTensors, parameter } from "./parameters.ts";

/** "block": each window of neighbouring pixels. "grid": the pixels at the same place of every cell of a coarse grid. */
export type Partition = "block" | "grid";

const table = "rel_pos.relative_position_bias_table";

/** @returns attention's, and the bias of each head for each distance within a window, [heads, 2 side - 1, 2 side - 1] */
export function partitionAttentionParameters(
  stream: RandomStream,
  { width, heads, side, deviation }: { width: number; heads: number; side: number; deviation: number },
): Parameters {
  const distances = 2 * side - 1;
  return {
    ...attentionParameters(stream, { width, deviation }),
    [table]: normalArray(stream, [heads, distances, distances], 0.02),
  };
}

/** @param x [batch, height, width, channels]; a window is as large as the table of biases says */
export function partitionAttention(parameters: ParameterTensors, x: Tensor, partition: Partition): Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const biases = parameter(parameters, table);
  const [heads, distances] = biases.shape as [number, number];
  const side = (distances + 1) / 2;
  if (height % side !== 0 || width % side !== 0)
    throw new ShapeError("partitionAttention", `windows of ${side} x ${side} do not fill ${showShape(x.shape)}`);
  const [rows, columns] = [height / side, width / side];
  // Where the axes [batch, row, column, row in a part, column in a part, channels] stand in the image.
  const [cut, order, back] =
    partition === "block"
      ? [
          [rows, side, columns, side],
          [0, 1, 3, 2, 4, 5],
          [0, 1, 3, 2, 4, 5],
        ]
      : [
          [side, rows, side, columns],
          [0, 2, 4, 1, 3, 5],
          [0, 3, 1, 4, 2, 5],
        ];
  const apart = transpose(reshape(x, [batch, ...cut, channels]), order);
  const parts = reshape(apart, [batch * rows * columns, side * side, channels]);
  const seen = attention(parameters, parts, heads, positionBias(biases, side));
  return reshape(transpose(reshape(seen, [batch, rows, columns, side, side, channels]), back), x.shape);
}

/** The table's entries for each pair of pixels. @returns [heads, side², side²] */
function positionBias(biases: Tensor, side: number): Tensor {
  const [heads, distances] = biases.shape as [number, number];
  const pixels = Array.from({ length: side * side }, (_, i) => ({ row: Math.floor(i / side), column: i % side }));
  const places = pixels.flatMap((from) =>
    pixels.map((to) => (to.row - from.row + side - 1) * distances + to.column - from.column + side - 1),
  );
  const flat = reshape(biases, [heads, distances * distances]);
  return reshape(gather(flat, int64s(places), 1), [heads, pixels.length, pixels.length]);
}
