/**
 * Squared distances between many points as matrix products in single precision, of which only the least of each chunk of
 * columns is kept: enough to know which few must be computed in double precision.
 */

import { max } from "../../tensor/operators/elementwise.ts";
import { fusedMatMul } from "../../tensor/operators/matrix.ts";
import { reshape } from "../../tensor/operators/movement.ts";
import { minimum } from "../../tensor/operators/reduction.ts";
import { compile } from "../../tensor/program.ts";
import { input } from "../../tensor/tensor.ts";
import type { Points } from "./points.ts";

/** Columns in a chunk. */
export const chunkSize = 32;
/** The product of a block of rows and one of columns, 8 MB, stays in a processor's cache until it is reduced. */
const rowsInBlock = 512;
export const columnsInBlock = 4096;
export const chunksInBlock = columnsInBlock / chunkSize;

/** Points about their mean, with a mean square length of 1, so that no square overflows. */
export interface ScaledPoints {
  points: Points;
  /** Scaled length = length x scale. */
  scale: number;
  mean: Float64Array;
  /** [count], scaled. */
  lengths: Float64Array;
  /**
   * A squared distance in single precision, of scaled points of lengths a and b, is wrong by at most error (a + b)^2: the
   * sum has dimension + 2 products, and the numbers themselves were rounded.
   */
  error: number;
}

export function scaledPoints(points: Points): ScaledPoints {
  const { values, count, dimension } = points;
  const mean = new Float64Array(dimension);
  for (let i = 0; i < values.length; i++) {
    const at = i % dimension;
    mean[at] = (mean[at] as number) + (values[i] as number) / count;
  }
  const squares = new Float64Array(count);
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const square = ((values[i] as number) - (mean[i % dimension] as number)) ** 2;
    const point = Math.floor(i / dimension);
    squares[point] = (squares[point] as number) + square;
    total += square;
  }
  const scale = total > 0 ? Math.sqrt(count / total) : 1;
  return {
    points,
    scale,
    mean,
    lengths: squares.map((square) => Math.sqrt(square) * scale),
    error: (dimension + 8) * 2 ** -24,
  };
}

/** Columns of the products: places of points in an order, chunk by chunk; -1 fills up. */
export interface Columns {
  /** A multiple of `columnsInBlock`. */
  places: Int32Array;
  blocks: Float32Array[];
  /** Least squared distance that each column allows, scaled; where cores were given. */
  cores: Float32Array[] | undefined;
}

/**
 * @param order places of points; -1 for none
 * @param cores distances, unscaled: no column is nearer than its own
 */
export function columnsOf(scaled: ScaledPoints, order: Int32Array, cores?: Float64Array): Columns {
  const { dimension } = scaled.points;
  const blocks = Math.ceil(order.length / columnsInBlock);
  const places = new Int32Array(blocks * columnsInBlock).fill(-1);
  places.set(order);
  const width = dimension + 2;
  const made = Array.from({ length: blocks }, (_, block) => {
    const values = new Float32Array(columnsInBlock * width);
    for (let column = 0; column < columnsInBlock; column++) {
      const place = places[block * columnsInBlock + column] as number;
      const at = column * width;
      if (place >= 0) setScaled(scaled, place, 1, values, at);
      values[at + dimension] = 1;
      values[at + dimension + 1] = place < 0 ? farAway : (scaled.lengths[place] as number) ** 2;
    }
    return values;
  });
  const least =
    cores &&
    Array.from({ length: blocks }, (_, block) =>
      Float32Array.from({ length: columnsInBlock }, (__, column) => {
        const place = places[block * columnsInBlock + column] as number;
        return place < 0 ? farAway : ((cores[place] as number) * scaled.scale) ** 2;
      }),
    );
  return { places, blocks: made, cores: least };
}

const farAway = 1e30;

function setScaled(
  { points, scale, mean }: ScaledPoints,
  place: number,
  factor: number,
  into: Float32Array,
  at: number,
): void {
  const { values, dimension } = points;
  for (let i = 0; i < dimension; i++)
    into[at + i] = factor * scale * ((values[place * dimension + i] as number) - (mean[i] as number));
}

/**
 * Visits rows a block at a time.
 * @param rows places of points
 * @param firstBlock the first block of columns that the rows at this place and after need
 * @param visit gets the rows' first place in `rows`, how many they are, and for each block of columns from the first on
 * the minima [row, chunk], scaled and squared: valid until it returns
 */
export async function eachRowBlock(
  scaled: ScaledPoints,
  rows: Int32Array,
  columns: Columns,
  visit: (first: number, count: number, minima: readonly Float32Array[], firstBlock: number) => void,
  { firstBlock = () => 0, signal }: { firstBlock?: (first: number) => number; signal?: AbortSignal } = {},
): Promise<void> {
  const { dimension } = scaled.points;
  const width = dimension + 2;
  const product = fusedMatMul(input("rows", [rowsInBlock, width]), input("columns", [columnsInBlock, width]), {
    transB: true,
  });
  const bounded = columns.cores ? max(product, input("cores", [1, columnsInBlock])) : product;
  const minima = minimum(reshape(bounded, [rowsInBlock, chunksInBlock, chunkSize]), [2]);
  const program = await compile({ minima }, { spinning: false });
  try {
    const own = new Float32Array(rowsInBlock * width);
    const found = columns.blocks.map(() => new Float32Array(rowsInBlock * chunksInBlock));
    for (let first = 0; first < rows.length; first += rowsInBlock) {
      signal?.throwIfAborted();
      const count = Math.min(rowsInBlock, rows.length - first);
      for (let row = 0; row < count; row++) {
        const place = rows[first + row] as number;
        setScaled(scaled, place, -2, own, row * width);
        own[row * width + dimension] = (scaled.lengths[place] as number) ** 2;
        own[row * width + dimension + 1] = 1;
      }
      const from = firstBlock(first);
      for (let block = from; block < columns.blocks.length; block++) {
        const values = { rows: own, columns: columns.blocks[block] as Float32Array };
        await program.run(columns.cores ? { ...values, cores: columns.cores[block] as Float32Array } : values, {
          minima: found[block] as Float32Array,
        });
      }
      visit(first, count, found, from);
    }
  } finally {
    await program.release();
  }
}
