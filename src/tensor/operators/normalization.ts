/** Layer normalisation, and batch normalisation by the batch's own statistics. */

import type { Composition } from "../lower.ts";
import { axisOf, elementCount, ShapeError, sameShape, showShape } from "../shape.ts";
import { apply, applyOne, floatOf, intOf, type Operator, operand, type Tensor } from "../tensor.ts";
import { channelAffine, channelDot, channelSum } from "./channels.ts";
import { add, div, max, mul, neg, reciprocal, sqrt, sub } from "./elementwise.ts";
import { zeros } from "./movement.ts";
import { mean } from "./reduction.ts";

/** x with mean 0 and variance 1 over `axes`, and the inverse of its deviation there. */
export function standardised(
  x: Tensor,
  axes: readonly number[],
  epsilon: number,
): { normalized: Tensor; inverse: Tensor } {
  const centred = sub(x, mean(x, axes, { keep: true }));
  const variance = mean(mul(centred, centred), axes, { keep: true });
  const inverse = reciprocal(sqrt(add(variance, epsilon)));
  return { normalized: mul(centred, inverse), inverse };
}

/** Over the last axes from `axis` on (Ba+ 2016). */
const LayerNormalization: Operator = {
  name: "LayerNormalization",
  domain: "",
  infer: (inputs, attributes) => {
    const [x, scale] = [operand({ inputs }, 0), operand({ inputs }, 1)];
    const axis = axisOf("LayerNormalization", intOf(attributes, "axis", -1), x.shape);
    if (!sameShape(scale.shape, x.shape.slice(axis)))
      throw new ShapeError(
        "LayerNormalization",
        `the scale ${showShape(scale.shape)} must be the last axes of x ${showShape(x.shape)} from axis ${axis}`,
      );
    return [{ shape: x.shape, dtype: x.dtype }];
  },
  gradient: (node, [gradient]) => {
    if (!gradient) return [];
    const [x, scale] = [operand(node, 0), operand(node, 1)];
    const axis = axisOf("LayerNormalization", intOf(node.attributes, "axis", -1), x.shape);
    const axes = x.shape.flatMap((_, i) => (i >= axis ? [i] : []));
    const { normalized, inverse } = standardised(x, axes, floatOf(node.attributes, "epsilon", 1e-5));
    const scaled = mul(gradient, scale);
    const common = mean(scaled, axes, { keep: true });
    const along = mul(normalized, mean(mul(scaled, normalized), axes, { keep: true }));
    return [mul(inverse, sub(sub(scaled, common), along)), mul(gradient, normalized), gradient];
  },
};

/** @param weight and bias: the shape of x's last axis */
export function layerNorm(x: Tensor, weight: Tensor, bias: Tensor, epsilon = 1e-5): Tensor {
  return applyOne(LayerNormalization, [x, weight, bias], { axis: { int: -1 }, epsilon: { float: epsilon } });
}

/** Each pixel's channels, with mean 0 and variance 1. Outputs: the normalised x, and the inverse of its deviation. */
const ChannelStandard: Composition = {
  name: "channelStandard",
  domain: "",
  infer: (inputs) => {
    const { shape, dtype } = operand({ inputs }, 0);
    return [
      { shape, dtype },
      { shape: shape.map((size, i) => (i === 1 ? 1 : size)), dtype },
    ];
  },
  lower: ([x], attributes) => {
    if (!x) throw new Error("channelStandard takes one input");
    const { normalized, inverse } = standardised(x, [1], floatOf(attributes, "epsilon", 1e-5));
    return [normalized, inverse];
  },
  gradient: (node, [gradient]) => {
    const [normalized, inverse] = node.outputs;
    if (!gradient || !normalized || !inverse) return [];
    const along = mul(normalized, mean(mul(gradient, normalized), [1], { keep: true }));
    const common = mean(gradient, [1], { keep: true });
    return [mul(sub(sub(gradient, common), along), inverse)];
  },
};

/** Batch normalisation by the batch's own statistics. Outputs: y, mean, biased variance and its inverse root. */
const BatchStatistics: Composition = {
  name: "batchNormTraining",
  domain: "",
  infer: (inputs) => {
    const [x, weight, bias] = [operand({ inputs }, 0), operand({ inputs }, 1), operand({ inputs }, 2)];
    const channels = [x.shape[1] ?? 0];
    if (x.shape.length < 2 || !sameShape(weight.shape, channels) || !sameShape(bias.shape, channels))
      throw new ShapeError(
        "batchNormTraining",
        `weight ${showShape(weight.shape)} and bias ${showShape(bias.shape)} do not fit x ${showShape(x.shape)}`,
      );
    const vector = { shape: channels, dtype: x.dtype };
    return [{ shape: x.shape, dtype: x.dtype }, vector, vector, vector];
  },
  lower: ([x, weight, bias], attributes) => {
    if (!x || !weight || !bias) throw new Error("batchNormTraining takes three inputs");
    const count = samplesPerChannel(x);
    const average = div(channelSum(x), count);
    const variance = max(sub(div(channelDot(x, x), count), mul(average, average)), 0);
    const inverse = reciprocal(sqrt(add(variance, floatOf(attributes, "epsilon", 1e-5))));
    const scale = mul(weight, inverse);
    return [channelAffine(x, scale, sub(bias, mul(average, scale))), average, variance, inverse];
  },
  gradient: (node, [gradient]) => {
    const [x, weight] = [operand(node, 0), operand(node, 1)];
    const [, average, , inverse] = node.outputs;
    if (!gradient || !average || !inverse) return [];
    const count = samplesPerChannel(x);
    const toBias = channelSum(gradient);
    const toWeight = mul(sub(channelDot(gradient, x), mul(average, toBias)), inverse);
    // scale (gradient - mean(gradient) - normalized mean(gradient normalized)), as two multiples and a shift: three
    // passes over memory, where the plain gradient of the composition takes eleven.
    const scale = mul(weight, inverse);
    const slope = neg(mul(scale, div(mul(inverse, toWeight), count)));
    const shift = neg(add(mul(average, slope), mul(scale, div(toBias, count))));
    return [add(channelAffine(gradient, scale, zeros(shift)), channelAffine(x, slope, shift)), toWeight, toBias];
  },
};

function samplesPerChannel(x: Tensor): number {
  return elementCount(x.shape) / (x.shape[1] as number);
}

/**
 * Layer normalisation of each pixel's channels, before scale and shift (Ba+ 2016).
 * @param x [n, channels, ...]
 */
export function channelStandard(x: Tensor, epsilon = 1e-5): Tensor {
  return applyOne(ChannelStandard, [x], { epsilon: { float: epsilon } });
}

/**
 * Layer normalisation of each pixel's channels, as ConvNeXt has it.
 * @param x [n, channels, ...]
 * @param scale and shift: [channels]
 */
export function channelLayerNorm(x: Tensor, scale: Tensor, shift: Tensor, epsilon = 1e-5): Tensor {
  return channelAffine(channelStandard(x, epsilon), scale, shift);
}

/**
 * Batch normalisation in training (Ioffe & Szegedy 2015).
 * @param x [n, channels, ...]
 * @returns the normalised x, and the batch's mean and biased variance, [channels]
 */
export function batchNormTraining(
  x: Tensor,
  weight: Tensor,
  bias: Tensor,
  epsilon = 1e-5,
): { y: Tensor; mean: Tensor; variance: Tensor } {
  const [y, average, variance] = apply(BatchStatistics, [x, weight, bias], { epsilon: { float: epsilon } });
  if (!y || !average || !variance) throw new Error("batchNormTraining has four outputs");
  return { y, mean: average, variance };
}

export const normalizationOperators: readonly Operator[] = [LayerNormalization, ChannelStandard, BatchStatistics];
