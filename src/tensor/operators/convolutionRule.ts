/**
 * Which of several ways to a convolution's gradients is the fastest, as `bench/convolution` measures them.
 * ms on 2 cores (AVX-512), batch 64, 3 x 3 kernels:
 *
 *     in -> out, image, stride      32->32, 32, 1   64->64, 16, 1   128->128, 8, 1   256->256, 4, 1   3->32, 64, 2
 *     unfolded                            15.9            14.3             15.2             17.8            1.9
 *     tap by tap                          31.4            15.9             10.6              8.1           19.8
 *     slices joined (im2col)              25.0            16.7             14.8             21.5            4.5
 *     batch and channels swapped          49.4            33.1             23.0             18.8            7.6
 */

import type { Shape } from "../shape.ts";

/** A strided convolution's input gradient has holes, which ConvTranspose skips and a flipped Conv would multiply by. */
export function inputGradientMethod(strides: readonly number[], group: number): "flipped-conv" | "conv-transpose" {
  return group === 1 && strides.every((step) => step === 1) ? "flipped-conv" : "conv-transpose";
}

/** Up to this many windows in an image, products over the pixels of all images together are faster. */
const fewWindows = 64;

/** With fewer channels than this, products tap by tap are too narrow. */
const narrow = 16;

/** @param gradient [batch, out, rows, columns] */
export function weightGradientMethod(gradient: Shape, weight: Shape): "unfolded" | "tap-by-tap" {
  const windows = (gradient[2] as number) * (gradient[3] as number);
  return windows <= fewWindows && (weight[1] as number) >= narrow ? "tap-by-tap" : "unfolded";
}
