/** Normalisations that are operators of ONNX itself, and batch statistics as a composition. */

import type { Composition } from "../lower.ts";
import { axisOf, elementCount, ShapeError, sameShape, showShape } from "../shape.ts";
import { apply, applyOne, floatOf, intOf, type Operator, operand, type Tensor } from "../tensor.ts";
import { add, div, max, mul, neg, reciprocal, sqrt, sub } from "./elementwise.ts";
import { fusedMatMul } from "./matrix.ts";
import { reshape, zeros } from "./movement.ts";
import { mean, sum, sumTo } from "./reduction.ts";

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
    const others = x.shape.flatMap((_, i) => (i === 1 ? [] : [i]));
    const toWeight = sum(mul(gradient, normalized), others);
    const toBias = sum(gradient, others);
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

/** A per-channel vector, shaped to broadcast over x. */
export function perChannel(vector: Tensor, x: Tensor): Tensor {
  return reshape(
    vector,
    x.shape.map((size, i) => (i === 1 ? size : 1)),
  );
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
    const centred = sub(x, mean(x, axes, { keep: true }));
    const variance = mean(mul(centred, centred), axes, { keep: true });
    const inverse = reciprocal(sqrt(add(variance, floatOf(node.attributes, "epsilon", 1e-5))));
    const normalized = mul(centred, inverse);
    const scaled = mul(gradient, scale);
    const common = mean(scaled, axes, { keep: true });
    const along = mul(normalized, mean(mul(scaled, normalized), axes, { keep: true }));
    return [mul(inverse, sub(sub(scaled, common), along)), mul(gradient, normalized), gradient];
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

/** @param weight and bias: the shape of x's last axis */
export function layerNorm(x: Tensor, weight: Tensor, bias: Tensor, epsilon = 1e-5): Tensor {
  return applyOne(LayerNormalization, [x, weight, bias], { axis: { int: -1 }, epsilon: { float: epsilon } });
}

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
    const epsilon = floatOf(attributes, "epsilon", 1e-5);
    const count = samplesPerChannel(x);
    const average = div(sumPerChannel(x), count);
    const variance = max(sub(div(dotPerChannel(x, x), count), mul(average, average)), 0);
    const y = batchNorm(x, { weight, bias, mean: average, variance }, epsilon);
    return [y, average, variance, reciprocal(sqrt(add(variance, epsilon)))];
  },
  gradient: (node, [gradient]) => {
    const [x, weight] = [operand(node, 0), operand(node, 1)];
    const [, average, , inverse] = node.outputs;
    if (!gradient || !average || !inverse) return [];
    const count = samplesPerChannel(x);
    const toBias = sumPerChannel(gradient);
    const toWeight = mul(sub(dotPerChannel(gradient, x), mul(average, toBias)), inverse);
    // scale (gradient - mean(gradient) - normalized mean(gradient normalized)), as two multiples and a shift: three
    // passes over memory, where the plain gradient of the composition takes eleven.
    const scale = mul(weight, inverse);
    const slope = neg(mul(scale, div(mul(inverse, toWeight), count)));
    const shift = neg(add(mul(average, slope), mul(scale, div(toBias, count))));
    return [add(scaled(gradient, scale, zeros(shift)), scaled(x, slope, shift)), toWeight, toBias];
  },
};

function samplesPerChannel(x: Tensor): number {
  return elementCount(x.shape) / (x.shape[1] as number);
}

function sumPerChannel(x: Tensor): Tensor {
  return sum(
    x,
    x.shape.flatMap((_, i) => (i === 1 ? [] : [i])),
  );
}

/** Below this, products of single vectors cost more than they save. */
const shortestVector = 256;

/** The sum of a times b per channel, as one product of vectors an image and channel: nothing large is written. */
function dotPerChannel(a: Tensor, b: Tensor): Tensor {
  const [n, channels] = a.shape as [number, number];
  const length = elementCount(a.shape) / (n * channels);
  if (length < shortestVector) return sumPerChannel(mul(a, b));
  const rows = (x: Tensor) => reshape(x, [n * channels, 1, length]);
  return sum(reshape(fusedMatMul(rows(a), rows(b), { transB: true }), [n, channels]), [0]);
}

/** x times a slope plus a shift per channel: the normalisation's own kernel does it in one pass. */
function scaled(x: Tensor, slope: Tensor, shift: Tensor): Tensor {
  const zero = zeros(shift);
  return batchNorm(x, { weight: slope, bias: shift, mean: zero, variance: add(zero, 1) }, 0);
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

export const normalizationOperators: readonly Operator[] = [BatchNormalization, LayerNormalization, BatchStatistics];
