/** Images turned by right angles and mirrored: nothing is resampled. */

import { flip, transpose } from "../tensor/operators/movement.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Images [n, channels, size, size] turned by `quarters` of a right angle, then mirrored or not. */
export function turned(image: Tensor, quarters: number, mirrored: boolean): Tensor {
  const quarter = (x: Tensor) => flip(transpose(x, [0, 1, 3, 2]), 2);
  const rotated = Array.from({ length: quarters }).reduce<Tensor>(quarter, image);
  return mirrored ? flip(rotated, 3) : rotated;
}
