/**
 * ONNX Runtime's own operators on the blocked layout: channels in groups as wide as the processor's registers,
 * [n, channels / block, height, width, block].
 *
 * Shapes stay those of the plain layout, [n, channels, height, width]; only the order of elements differs. ONNX Runtime
 * itself uses these kernels only where weights are constants, which in training they are not.
 */

import { gather, pad, reshape, slice, transpose } from "./operators/movement.ts";
import { elementCount } from "./shape.ts";
import {
  applyOne,
  constant,
  int64s,
  type Node,
  type Operator,
  operand,
  type Signature,
  type Tensor,
} from "./tensor.ts";

const domain = "com.microsoft.nchwc";

/** The same shape as the first input. */
const sameSignature: Operator["infer"] = (inputs) => [operand({ inputs }, 0)];

const ReorderInput: Operator = { name: "ReorderInput", domain, infer: sameSignature };
const ReorderOutput: Operator = { name: "ReorderOutput", domain, infer: sameSignature };

const GlobalAveragePool: Operator = {
  name: "GlobalAveragePool",
  domain,
  infer: (inputs) => {
    const { shape, dtype } = operand({ inputs }, 0);
    return [{ shape: [shape[0] as number, shape[1] as number, 1, 1], dtype }];
  },
};

/** Plain, but with channels last: [n, height, width, channels]. */
const ReorderOutputLast: Operator = {
  name: "ReorderOutput",
  domain,
  infer: (inputs) => {
    const { shape, dtype } = operand({ inputs }, 0);
    const [n, channels, height, width] = shape as Four;
    return [{ shape: [n, height, width, channels], dtype }];
  },
};

type Four = [number, number, number, number];

/** @param x [n, channels, height, width] in plain layout */
export function toBlocked(x: Tensor): Tensor {
  return applyOne(ReorderInput, [x]);
}

export function toPlain(x: Tensor): Tensor {
  return applyOne(ReorderOutput, [x], { channels: { int: x.shape[1] as number } });
}

/** Mean over height and width. @returns [n, channels, 1, 1], for which both layouts are one */
export function blockedAverage(x: Tensor): Tensor {
  return applyOne(GlobalAveragePool, [x]);
}

/**
 * The sum of a times b in each image's channel: one slid over by the other, which touches in one place only. Half the
 * time of a product and its average, and nothing large is written.
 * @returns [n, channels]
 */
export function blockedDots(a: Tensor, b: Tensor): Tensor {
  const [n, channels, height, width] = a.shape as Four;
  const planes = n * channels;
  const image = reshape(a, [1, planes, height, width]);
  const kernel = reshape(b, [planes, 1, height, width]);
  const signature = { shape: [1, planes, 1, 1], dtype: a.dtype };
  return reshape(blockedConv(image, kernel, [height, width], signature, { group: planes }), [n, channels]);
}

/** Mean over channels, as often as a block has channels. @returns [n, block, height, width] */
export function spreadMean(x: Tensor, block: number): Tensor {
  const [n, channels, height, width] = x.shape as Four;
  const shape = [block, channels, 1, 1];
  const weight = constant(new Float32Array(block * channels).fill(1 / channels), shape);
  return blockedConv(x, weight, [1, 1], { shape: [n, block, height, width], dtype: x.dtype }, {});
}

export interface BlockedConvolution {
  strides?: readonly number[];
  pads?: readonly number[];
  dilations?: readonly number[];
  group?: number;
  bias?: Tensor | null;
  /** Added to the result, before the activation. */
  sum?: Tensor;
  activation?: "Relu";
}

const blockedConvOperator = (signature: Signature): Operator => ({ name: "Conv", domain, infer: () => [signature] });

/**
 * @param weight its elements as `forwardWeight`, `turnedWeight` or `imageWeight` order them
 * @param kernel height and width
 */
export function blockedConv(
  x: Tensor,
  weight: Tensor,
  kernel: readonly [number, number],
  result: Signature,
  {
    strides = [1, 1],
    pads = [0, 0, 0, 0],
    dilations = [1, 1],
    group = 1,
    bias = null,
    sum,
    activation,
  }: BlockedConvolution,
): Tensor {
  return applyOne(blockedConvOperator(result), sum ? [x, weight, bias, sum] : bias ? [x, weight, bias] : [x, weight], {
    strides: { ints: strides },
    pads: { ints: pads },
    dilations: { ints: dilations },
    group: { int: group },
    kernel_shape: { ints: kernel },
    ...(activation ? { activation: { text: activation } } : {}),
  });
}

export function isBlockedConv({ operator }: Node): boolean {
  return operator.name === "Conv" && operator.domain === domain;
}

/** A plain weight [out, in, height, width], for the convolution itself. With fewer than `block` in, x stays plain. */
export function forwardWeight(weight: Tensor, block: number): Tensor {
  const [out, channels, height, width] = weight.shape as Four;
  const taps = height * width;
  // ReorderInput is the fastest way to bring an axis inwards: four times that of Transpose, which does the rest in chunks.
  const outInwards = toBlocked(reshape(weight, [1, out, channels, taps]));
  if (channels < block) return reshape(outInwards, weight.shape);
  const apart = reshape(outInwards, [out / block, channels / block, block, taps, block]);
  return reshape(transpose(apart, [0, 1, 3, 2, 4]), weight.shape);
}

/** The same weight turned round, with in and out exchanged: for the gradient of x. Its shape is [in, out, height, width]. */
export function turnedWeight(weight: Tensor, block: number): Tensor {
  const [out, channels, height, width] = weight.shape as Four;
  const apart = reshape(toBlocked(weight), [out / block, block, channels / block, height * width, block]);
  return reshape(backwards(transpose(apart, [2, 0, 3, 1, 4]), 2), [channels, out, height, width]);
}

/** A plain weight [channels, 1, height, width] of a convolution in which each channel is by itself. */
export function depthwiseWeight(weight: Tensor): Tensor {
  const [channels, , height, width] = weight.shape as Four;
  return reshape(toBlocked(reshape(weight, [1, channels, 1, height * width])), weight.shape);
}

/** The same weight turned round: for the gradient of x. */
export function turnedDepthwiseWeight(weight: Tensor, block: number): Tensor {
  const [channels, , height, width] = weight.shape as Four;
  const apart = reshape(depthwiseWeight(weight), [channels / block, height * width, block]);
  return reshape(backwards(apart, 1), weight.shape);
}

/** The order along one axis reversed; by Gather, which moves what stands behind the axis in one piece. */
function backwards(x: Tensor, axis: number): Tensor {
  const count = x.shape[axis] as number;
  if (count === 1) return x;
  return gather(x, int64s(Array.from({ length: count }, (_, i) => count - 1 - i)), axis);
}

/** Blocked images with `step - 1` zeros after each row and column. */
export function blockedWithZeros(x: Tensor, [down, across]: readonly [number, number], block: number): Tensor {
  const [n, channels, height, width] = x.shape as Four;
  const rows = reshape(x, [(n * channels * height) / block, 1, width, block]);
  const apart = pad(pad(rows, 3, 0, (across - 1) * block), 1, 0, down - 1);
  return reshape(apart, [n, channels, height * down, width * across]);
}

/** Plain images [n, channels, height, width] as the weight [channels, n, height, width] of a convolution over images. */
export function imageWeight(x: Tensor): Tensor {
  const [n, channels, height, width] = x.shape as Four;
  const pixels = height * width;
  const inwards = toBlocked(transpose(reshape(x, [n, channels, 1, pixels]), [1, 0, 2, 3]));
  return reshape(toBlocked(reshape(inwards, [1, channels, n, pixels])), [channels, n, height, width]);
}

/** Plain images [n, channels, height, width] as blocked [channels, n, height, width]. */
export function imagesAsChannels(x: Tensor, block: number): Tensor {
  const [n, channels, height, width] = x.shape as Four;
  const inwards = reshape(toBlocked(reshape(x, [1, n, channels, height * width])), [
    n / block,
    channels,
    height * width * block,
  ]);
  return reshape(transpose(inwards, [1, 0, 2]), [channels, n, height, width]);
}

/** Blocked images [n, channels, height, width] as one blocked image [1, n height width, 1, channels]. */
export function pixelsAsChannels(x: Tensor): Tensor {
  const [n, channels, height, width] = x.shape as Four;
  const last = applyOne(ReorderOutputLast, [x], { channels: { int: channels }, channels_last: { int: 1 } });
  const pixels = height * width;
  return reshape(toBlocked(reshape(last, [n, pixels, 1, channels])), [1, n * pixels, 1, channels]);
}

/** A blocked x times a scale plus a shift in each channel, [channels]: a convolution of single pixels, one channel each. */
export function blockedAffine(
  x: Tensor,
  scale: Tensor,
  shift: Tensor | null,
  { pads, ...more }: Pick<BlockedConvolution, "pads" | "sum" | "activation"> = {},
): Tensor {
  const [n, channels, height, width] = x.shape as Four;
  const [top = 0, left = 0, bottom = 0, right = 0] = pads ?? [];
  const signature = { shape: [n, channels, height + top + bottom, width + left + right], dtype: x.dtype };
  const weight = reshape(scale, [channels, 1, 1, 1]);
  return blockedConv(x, weight, [1, 1], signature, { pads, group: channels, bias: shift, ...more });
}

/** Columns of zeros beside blocked images. */
export function blockedColumns(x: Tensor, left: number, right: number): Tensor {
  if (left === 0 && right === 0) return x;
  const ones = constant(new Float32Array(x.shape[1] as number).fill(1));
  return blockedAffine(x, ones, null, { pads: [0, left, 0, right] });
}

/** Like `x`, with the first `sizes` of height and width kept. */
export function cropped(x: Tensor, [height, width]: readonly [number, number]): Tensor {
  const high = x.shape[2] === height ? x : slice(x, { axis: 2, start: 0, end: height });
  return high.shape[3] === width ? high : slice(high, { axis: 3, start: 0, end: width });
}

export function isSingle(x: Tensor): boolean {
  return elementCount(x.shape) === 1;
}
