/** A convolution's weight gradient as a convolution in the blocked layout: over images, each image, or pixels. */

import {
  type BlockedConvolution,
  blockedColumns,
  blockedConv,
  cropped,
  imagesAsChannels,
  imageWeight,
  pixelsAsChannels,
  toPlain,
} from "./blockedKernels.ts";
import type { Geometry } from "./operators/convolutionGeometry.ts";
import { matMul } from "./operators/matrix.ts";
import { reshape, transpose } from "./operators/movement.ts";
import { sum } from "./operators/reduction.ts";
import type { Shape } from "./shape.ts";
import { constant, type Tensor } from "./tensor.ts";

/**
 * A weight's gradient as a convolution in which images are the channels: x as [in, n, ...], slid over by the output's
 * gradient, [out, n, ...], as by a kernel as large as an image.
 * @param x and gradient: plain
 */
export function overImages(x: Tensor, gradient: Tensor, shape: Shape, geometry: Geometry, block: number): Tensor {
  const [out, channels, ...taps] = shape as [number, number, number, number];
  const { columns, sizes, options } = slidOver(x, gradient, taps, geometry);
  // A convolution's own columns of padding leave it one pixel at a time: 15 ms instead of 6.
  const images = blockedColumns(imagesAsChannels(x, block), ...columns);
  const result = { shape: [channels, out, ...sizes], dtype: x.dtype };
  const blocked = blockedConv(images, imageWeight(gradient), sizeOf(gradient), result, options);
  return transpose(cropped(toPlain(blocked), taps), [1, 0, 2, 3]);
}

/**
 * The same where each channel is by itself: each channel of each image is slid over by its own gradient, whose blocked
 * layout is a kernel's already.
 * @param x and gradient: blocked
 */
export function overEachImage(x: Tensor, gradient: Tensor, shape: Shape, geometry: Geometry): Tensor {
  const [channels, , ...taps] = shape as [number, number, number, number];
  const [n] = x.shape as [number];
  const { columns, sizes, options } = slidOver(x, gradient, taps, geometry);
  const images = blockedColumns(x, ...columns);
  const one = reshape(images, [1, n * channels, ...images.shape.slice(2)]);
  const kernel = reshape(gradient, [n * channels, 1, ...sizeOf(gradient)]);
  const result = { shape: [1, n * channels, ...sizes], dtype: x.dtype };
  const each = blockedConv(one, kernel, sizeOf(gradient), result, { ...options, group: n * channels });
  const total = sum(reshape(each, [n, channels * sizes[0] * sizes[1]]), [0]);
  return reshape(cropped(toPlain(reshape(total, [1, channels, ...sizes])), taps), shape);
}

/** How x is slid over by its gradient: strides and dilations change places. */
function slidOver(
  x: Tensor,
  gradient: Tensor,
  taps: readonly [number, number],
  { strides, pads, dilations }: Geometry,
): { columns: [number, number]; sizes: [number, number]; options: BlockedConvolution } {
  const along = ([0, 1] as const).map((axis) => {
    const [stride, dilation] = [strides[axis] as number, dilations[axis] as number];
    const whole = (x.shape[axis + 2] as number) + (pads[axis] as number);
    const reach = ((gradient.shape[axis + 2] as number) - 1) * stride + 1;
    // Padding after the last row only as far as a window reaches; where none does, the result is too large.
    const after = Math.max(0, reach + (taps[axis] - 1) * dilation - whole);
    return { after, size: Math.floor((whole + after - reach) / dilation) + 1 };
  });
  const [rows, columns] = along as [(typeof along)[0], (typeof along)[0]];
  const [top = 0, left = 0] = pads;
  return {
    columns: [left, columns.after],
    sizes: [rows.size, columns.size],
    options: { pads: [top, 0, rows.after, 0], strides: dilations, dilations: strides },
  };
}

/**
 * The same for a kernel of one pixel: pixels are the channels, and the channels of x, or of the gradient where those are
 * fewer, are the pixels. 9 ms where a convolution over images took 22: its kernel, as large as an image, makes one
 * pixel at a time.
 * @param x and gradient: blocked
 */
export function overPixels(x: Tensor, gradient: Tensor, shape: Shape, block: number): Tensor {
  const isTurned = (gradient.shape[1] as number) < (x.shape[1] as number);
  const [slid, kernel] = isTurned ? [gradient, x] : [x, gradient];
  const [n, along, ...size] = slid.shape as [number, number, number, number];
  const pixels = size[0] * size[1];
  const across = kernel.shape[1] as number;
  const image = pixelsAsChannels(slid);
  // One an image writes `along` numbers for each of a kernel's channels; moving the kernel first, `pixels` of them.
  const product = along <= pixels ? eachAndSum() : atOnce();
  const weight = reshape(toPlain(product), [across, along]);
  return reshape(isTurned ? transpose(weight, [1, 0]) : weight, shape);

  /** An image is a group, whose weight lies as it is. */
  function eachAndSum(): Tensor {
    const each = reshape(kernel, [n * across, pixels, 1, 1]);
    const result = { shape: [1, n * across, 1, along], dtype: slid.dtype };
    const products = blockedConv(image, each, [1, 1], result, { group: n });
    // A sum over the first axis, which ReduceSum takes six times as long for.
    const ones = constant(new Float32Array(n).fill(1), [1, n]);
    return reshape(matMul(ones, reshape(products, [n, across * along])), [1, across, 1, along]);
  }

  function atOnce(): Tensor {
    const moved = transpose(reshape(kernel, [n, across / block, pixels * block]), [1, 0, 2]);
    const result = { shape: [1, across, 1, along], dtype: slid.dtype };
    return blockedConv(image, reshape(moved, [across, n * pixels, 1, 1]), [1, 1], result, {});
  }
}

/** Height and width. */
function sizeOf({ shape }: Tensor): [number, number] {
  return [shape[2] as number, shape[3] as number];
}
