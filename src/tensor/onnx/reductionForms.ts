/** Operators of files that reduce axes or normalise over them. */

import { perChannel } from "../operators/channels.ts";
import { abs, add, div, log, mul, reciprocal, sqrt } from "../operators/elementwise.ts";
import { expand, reshape } from "../operators/movement.ts";
import { standardised } from "../operators/normalization.ts";
import {
  logSoftmax,
  logSumExp,
  maximum,
  mean,
  minimum,
  product,
  softmax,
  sum,
  sumSquare,
} from "../operators/reduction.ts";
import { axisOf, elementCount } from "../shape.ts";
import { applyOne, floatOf, intOf, type Tensor } from "../tensor.ts";
import { type ForeignNode, type Form, intsAt, needed, refuse, standard } from "./form.ts";

type Reduce = (x: Tensor, axes: readonly number[] | undefined, options: { keep: boolean }) => Tensor;

/** Axes are an attribute in old files (sums until opset 12, others until 17), an input in newer ones. */
function reduction(reduce: Reduce): Form {
  return (node) => {
    const x = needed(node, 0);
    const listed = intsAt(node, 1, "axes") ?? [];
    if (listed.length === 0 && intOf(node.attributes, "noop_with_empty_axes", 0) === 1) return x;
    const axes = listed.length > 0 ? listed : undefined;
    return reduce(x, axes, { keep: intOf(node.attributes, "keepdims", 1) === 1 });
  };
}

/** Until opset 12 all axes from `axis` on are one, and it is 1 where nothing is said. */
function softmaxLike(compute: (x: Tensor, axis: number) => Tensor): Form {
  return (node) => {
    const x = needed(node, 0);
    if (node.opset >= 13) return compute(x, intOf(node.attributes, "axis", -1));
    const axis = axisOf(node.operator, intOf(node.attributes, "axis", 1), x.shape);
    const flat = reshape(x, [elementCount(x.shape.slice(0, axis)), elementCount(x.shape.slice(axis))]);
    return reshape(compute(flat, 1), x.shape);
  };
}

function spatialAxes({ shape }: Tensor): number[] {
  return shape.flatMap((_, axis) => (axis >= 2 ? [axis] : []));
}

const InstanceNormalization: Form = (node) => {
  const x = needed(node, 0);
  const { normalized } = standardised(x, spatialAxes(x), floatOf(node.attributes, "epsilon", 1e-5));
  return add(mul(normalized, perChannel(needed(node, 1), x)), perChannel(needed(node, 2), x));
};

const GroupNormalization: Form = (node) => {
  const x = needed(node, 0);
  const groups = intOf(node.attributes, "num_groups", 1);
  const [n, channels] = x.shape as [number, number];
  const apart = reshape(x, [n, groups, -1]);
  const { normalized } = standardised(apart, [2], floatOf(node.attributes, "epsilon", 1e-5));
  const normal = reshape(normalized, x.shape);
  // Until opset 20 scale and bias are one a group, since one a channel.
  const each = (vector: Tensor) => {
    const isPerChannel = vector.shape[0] === channels;
    const wide = isPerChannel ? vector : expand(reshape(vector, [groups, 1]), [groups, channels / groups]);
    return perChannel(reshape(wide, [channels]), x);
  };
  return add(mul(normal, each(needed(node, 1))), each(needed(node, 2)));
};

const BatchNormalization: Form = (node) => {
  refuse(node, "training_mode", 0);
  const [x, weight, bias, average, variance] = [0, 1, 2, 3, 4].map((i) => needed(node, i)) as Five;
  return applyOne(standard("BatchNormalization"), [x, weight, bias, average, variance], {
    epsilon: { float: floatOf(node.attributes, "epsilon", 1e-5) },
  });
};

type Five = [Tensor, Tensor, Tensor, Tensor, Tensor];

const LayerNormalization: Form = (node) => {
  const { attributes } = node;
  return applyOne(standard("LayerNormalization"), node.inputs, {
    axis: { int: intOf(attributes, "axis", -1) },
    epsilon: { float: floatOf(attributes, "epsilon", 1e-5) },
  });
};

const RMSNormalization: Form = (node) => {
  const x = needed(node, 0);
  const from = axisOf(node.operator, intOf(node.attributes, "axis", -1), x.shape);
  const axes = x.shape.flatMap((_, axis) => (axis >= from ? [axis] : []));
  const power = add(mean(mul(x, x), axes, { keep: true }), floatOf(node.attributes, "epsilon", 1e-5));
  return mul(mul(x, reciprocal(sqrt(power))), needed(node, 1));
};

const LpNormalization: Form = (node) => {
  const x = needed(node, 0);
  const axes = [intOf(node.attributes, "axis", -1)];
  const isFirst = intOf(node.attributes, "p", 2) === 1;
  return div(x, isFirst ? sum(abs(x), axes, { keep: true }) : sqrt(sumSquare(x, axes, { keep: true })));
};

const ArgMax: Form = (node: ForeignNode) => {
  refuse(node, "select_last_index", 0);
  const { attributes } = node;
  return applyOne(standard("ArgMax"), [needed(node, 0)], {
    axis: { int: intOf(attributes, "axis", 0) },
    keepdims: { int: intOf(attributes, "keepdims", 1) },
  });
};

export const reductionForms: Readonly<Record<string, Form>> = {
  ReduceSum: reduction(sum),
  ReduceMean: reduction(mean),
  ReduceMax: reduction(maximum),
  ReduceMin: reduction(minimum),
  ReduceProd: reduction(product),
  ReduceSumSquare: reduction(sumSquare),
  ReduceL1: reduction((x, axes, options) => sum(abs(x), axes, options)),
  ReduceL2: reduction((x, axes, options) => sqrt(sumSquare(x, axes, options))),
  ReduceLogSum: reduction((x, axes, options) => log(sum(x, axes, options))),
  ReduceLogSumExp: reduction(logSumExp),
  Softmax: softmaxLike(softmax),
  LogSoftmax: softmaxLike(logSoftmax),
  GlobalAveragePool: (node) => mean(needed(node, 0), spatialAxes(needed(node, 0)), { keep: true }),
  GlobalMaxPool: (node) => maximum(needed(node, 0), spatialAxes(needed(node, 0)), { keep: true }),
  BatchNormalization,
  LayerNormalization,
  InstanceNormalization,
  GroupNormalization,
  RMSNormalization,
  LpNormalization,
  ArgMax,
};
