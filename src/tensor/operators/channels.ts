/** Sums and multiples per channel: batch normalisation with fixed statistics, and what it is made of in training. */

import type { Composition } from "../lower.ts";
import { elementCount, ShapeError, sameShape, showShape } from "../shape.ts";
import { applyOne, floatOf, intOf, type Operator, operand, type Tensor } from "../tensor.ts";
import { add, mul, reciprocal, sqrt, sub } from "./elementwise.ts";
import { fusedMatMul } from "./matrix.ts";
import { reshape, zeros } from "./movement.ts";
import { sum, sumTo } from "./reduction.ts";

/** All axes of [n, channels, ...] but the channels'. */
export function axesBesideChannels({ shape }: Tensor): number[] {
  return shape.flatMap((_, i) => (i === 1 ? [] : [i]));
}

/** A per-channel vector, shaped to broadcast over x. */
export function perChannel(vector: Tensor, x: Tensor): Tensor {
  return reshape(
    vector,
    x.shape.map((size, i) => (i === 1 ? size : 1)),
  );
}

/** @returns [channels] */
export function channelSum(x: Tensor): Tensor {
  return sum(x, axesBesideChannels(x));
}

/** With the running statistics, as in prediction. Its own parameters are constants there: only x has a gradient. */
const BatchNormalization: Operator = {
  name: "BatchNormalization",
  domain: "",
  infer: (inputs, attributes) => {
    const x = operand({ inputs }, 0);
    const channels = x.shape[1];
    if (intOf(attributes, "training_mode", 0) !== 0)
      throw new ShapeError("BatchNormalization", "training_mode 1 is not supported: use batchNormTraining");
    for (let i = 1; i <= 4; i++)
      if (!sameShape(operand({ inputs }, i).shape, [channels ?? 0]))
        throw new ShapeError(
          "BatchNormalization",
          `x ${showShape(x.shape)} has ${channels} channels, but a parameter has ${showShape(operand({ inputs }, i).shape)}`,
        );
    return [{ shape: x.shape, dtype: x.dtype }];
  },
  gradient: (node, [gradient]) => {
    if (!gradient) return [];
    const [x, weight, bias, average, variance] = node.inputs.map((_, i) => operand(node, i)) as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    const inverse = reciprocal(sqrt(add(variance, floatOf(node.attributes, "epsilon", 1e-5))));
    const normalized = mul(sub(x, perChannel(average, x)), perChannel(inverse, x));
    const toWeight = channelSum(mul(gradient, normalized));
    const toBias = channelSum(gradient);
    const scale = mul(weight, inverse);
    return [
      mul(gradient, perChannel(scale, x)),
      toWeight,
      toBias,
      mul(sumTo(toBias, bias.shape), mul(scale, -1)),
      mul(mul(toWeight, weight), mul(mul(inverse, inverse), -0.5)),
    ];
  },
};

/**
 * Batch normalisation with fixed statistics (Ioffe & Szegedy 2015).
 * @param x [n, channels, ...]; the others [channels]
 */
export function batchNorm(
  x: Tensor,
  { weight, bias, mean: average, variance }: { weight: Tensor; bias: Tensor; mean: Tensor; variance: Tensor },
  epsilon = 1e-5,
): Tensor {
  return applyOne(BatchNormalization, [x, weight, bias, average, variance], { epsilon: { float: epsilon } });
}

/** Below this, products of single vectors cost more than they save. */
const shortestVector = 256;

const ChannelDot: Composition = {
  name: "channelDot",
  domain: "",
  infer: (inputs) => {
    const [a, b] = [operand({ inputs }, 0), operand({ inputs }, 1)];
    if (a.shape.length < 2 || !sameShape(a.shape, b.shape))
      throw new ShapeError("channelDot", `${showShape(a.shape)} and ${showShape(b.shape)} must be the same`);
    return [{ shape: [a.shape[1] as number], dtype: a.dtype }];
  },
  lower: ([a, b]) => {
    if (!a || !b) throw new Error("channelDot takes two inputs");
    const [n, channels] = a.shape as [number, number];
    const length = elementCount(a.shape) / (n * channels);
    if (length < shortestVector) return [channelSum(mul(a, b))];
    // One product of vectors an image and channel: nothing large is written.
    const rows = (x: Tensor) => reshape(x, [n * channels, 1, length]);
    return [sum(reshape(fusedMatMul(rows(a), rows(b), { transB: true }), [n, channels]), [0])];
  },
  gradient: (node, [gradient]) => {
    if (!gradient) return [];
    const along = perChannel(gradient, operand(node, 0));
    return [mul(operand(node, 1), along), mul(operand(node, 0), along)];
  },
};

const ChannelAffine: Composition = {
  name: "channelAffine",
  domain: "",
  infer: (inputs) => {
    const [x, scale, shift] = [operand({ inputs }, 0), operand({ inputs }, 1), operand({ inputs }, 2)];
    const channels = [x.shape[1] ?? 0];
    if (x.shape.length < 2 || !sameShape(scale.shape, channels) || !sameShape(shift.shape, channels))
      throw new ShapeError(
        "channelAffine",
        `scale ${showShape(scale.shape)} and shift ${showShape(shift.shape)} do not fit x ${showShape(x.shape)}`,
      );
    return [{ shape: x.shape, dtype: x.dtype }];
  },
  lower: ([x, scale, shift]) => {
    if (!x || !scale || !shift) throw new Error("channelAffine takes three inputs");
    // The normalisation's own kernel does it in one pass.
    const zero = zeros(shift);
    return [batchNorm(x, { weight: scale, bias: shift, mean: zero, variance: add(zero, 1) }, 0)];
  },
  gradient: (node, [gradient]) => {
    if (!gradient) return [];
    const [x, scale] = [operand(node, 0), operand(node, 1)];
    return [mul(gradient, perChannel(scale, x)), channelDot(gradient, x), channelSum(gradient)];
  },
};

/** The sum of a times b in each channel. @returns [channels] */
export function channelDot(a: Tensor, b: Tensor): Tensor {
  return applyOne(ChannelDot, [a, b]);
}

/**
 * x times a scale plus a shift.
 * @param x [n, channels, ...]
 * @param scale and shift: [channels]
 */
export function channelAffine(x: Tensor, scale: Tensor, shift: Tensor): Tensor {
  return applyOne(ChannelAffine, [x, scale, shift]);
}

export const channelOperators: readonly Operator[] = [BatchNormalization, ChannelDot, ChannelAffine];
