/** A grid of vectors at another size, as PyTorch's bicubic interpolation with antialiasing makes it. */

import { keysCubic } from "../tensor/keysCubic.ts";
import { matMul } from "../tensor/operators/matrix.ts";
import { reshape } from "../tensor/operators/movement.ts";
import { constant, type Tensor } from "../tensor/tensor.ts";

/** Keys' cubic (1981) with the slope that PyTorch's antialiasing (as PIL's) takes; without antialiasing it takes -0.75. */
const slope = -0.5;

/** What each new sample along an axis takes from each old one. @returns [to, from] */
function resampling(from: number, to: number): Tensor {
  const step = from / to;
  // Shrinking widens the kernel, so that every old sample is seen.
  const stretch = Math.max(1, step);
  const weights = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const centre = step * (i + 0.5);
    const row = Array.from({ length: from }, (_, j) => keysCubic((j + 0.5 - centre) / stretch, slope));
    const total = row.reduce((sum, weight) => sum + weight, 0);
    row.forEach((weight, j) => {
      weights[i * from + j] = weight / total;
    });
  }
  return constant(weights, [to, from]);
}

/**
 * @param grid [height, width, channels]
 * @returns [...size, channels]
 */
export function resizedGrid(grid: Tensor, size: readonly [height: number, width: number]): Tensor {
  const [height, width, channels] = grid.shape as [number, number, number];
  const [rows, columns] = size;
  const tall = reshape(matMul(resampling(height, rows), reshape(grid, [height, width * channels])), [
    rows,
    width,
    channels,
  ]);
  return matMul(resampling(width, columns), tall);
}
