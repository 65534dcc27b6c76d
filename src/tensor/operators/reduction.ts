/** Operators that reduce axes. */

import { axisOf, elementCount, type Shape, ShapeError, sameShape } from "../shape.ts";
import { applyOne, int64s, intOf, knownInts, type Node, type Operator, operand, type Tensor } from "../tensor.ts";
import { cast, div, equal, exp, mul, sub } from "./elementwise.ts";
import { expand, reshape } from "./movement.ts";

type Slope = (gradient: Tensor, x: Tensor, y: Tensor) => Tensor;

/** @param slope its operands have the reduced axes kept with size 1 */
function reduction(name: string, slope: Slope): Operator {
  return {
    name,
    domain: "",
    infer: (inputs, attributes) => {
      const x = operand({ inputs }, 0);
      const axes = reducedAxes(name, x, inputs);
      const keep = intOf(attributes, "keepdims", 1) === 1;
      const shape = keep ? keptShape(x.shape, axes) : x.shape.filter((_, i) => !axes.includes(i));
      return [{ shape, dtype: x.dtype }];
    },
    gradient: (node, [gradient]) => {
      const [y] = node.outputs;
      if (!gradient || !y) return [];
      const x = operand(node, 0);
      const kept = keptShape(x.shape, reducedAxes(name, x, node.inputs));
      return [slope(reshape(gradient, kept), x, reshape(y, kept))];
    },
  };
}

export function reducedAxes(name: string, x: Tensor, inputs: Node["inputs"]): number[] {
  const axes = inputs[1] ? knownInts(name, inputs[1], "axes") : x.shape.map((_, i) => i);
  return axes.map((axis) => axisOf(name, axis, x.shape));
}

function keptShape(shape: Shape, axes: readonly number[]): number[] {
  return shape.map((size, i) => (axes.includes(i) ? 1 : size));
}

const ReduceSum = reduction("ReduceSum", (g, x) => expand(g, x.shape));
const ReduceMean = reduction("ReduceMean", (g, x, y) =>
  expand(div(g, elementCount(x.shape) / elementCount(y.shape)), x.shape),
);
/** Equal extremes share the gradient. */
const toExtremes: Slope = (g, x, y) => {
  const isExtreme = cast(equal(x, y), x.dtype);
  const axes = x.shape.flatMap((size, i) => (size !== y.shape[i] ? [i] : []));
  return mul(isExtreme, div(g, axes.length === 0 ? isExtreme : sum(isExtreme, axes, { keep: true })));
};
const ReduceMax = reduction("ReduceMax", toExtremes);
const ReduceMin = reduction("ReduceMin", toExtremes);
const ReduceSumSquare = reduction("ReduceSumSquare", (g, x) => mul(g, mul(x, 2)));

/** ONNX Runtime takes the largest out before it exponentiates: nothing overflows. */
const ReduceLogSumExp = reduction("ReduceLogSumExp", (g, x, y) => mul(g, exp(sub(x, y))));

const ReduceProd = reduction("ReduceProd", (g, x, y) => mul(g, div(y, x)));

const ArgMax: Operator = {
  name: "ArgMax",
  domain: "",
  infer: (inputs, attributes) => {
    const x = operand({ inputs }, 0);
    const axis = axisOf("ArgMax", intOf(attributes, "axis", 0), x.shape);
    const keep = intOf(attributes, "keepdims", 1) === 1;
    return [{ shape: keep ? keptShape(x.shape, [axis]) : x.shape.filter((_, i) => i !== axis), dtype: "int64" }];
  },
  gradient: "none",
};

function softmaxLike(name: string, slope: (gradient: Tensor, y: Tensor, axis: number) => Tensor): Operator {
  return {
    name,
    domain: "",
    infer: (inputs, attributes) => {
      const x = operand({ inputs }, 0);
      axisOf(name, intOf(attributes, "axis", -1), x.shape);
      return [{ shape: x.shape, dtype: x.dtype }];
    },
    gradient: ({ outputs: [y], attributes }, [gradient]) =>
      gradient && y ? [slope(gradient, y, intOf(attributes, "axis", -1))] : [],
  };
}

const Softmax = softmaxLike("Softmax", (g, y, axis) => mul(y, sub(g, sum(mul(g, y), [axis], { keep: true }))));
const LogSoftmax = softmaxLike("LogSoftmax", (g, y, axis) => sub(g, mul(exp(y), sum(g, [axis], { keep: true }))));

function reduce(operator: Operator, x: Tensor, axes: readonly number[] | undefined, keep: boolean): Tensor {
  const inputs = axes ? [x, int64s(axes.map((axis) => axisOf(operator.name, axis, x.shape)))] : [x];
  return applyOne(operator, inputs, { keepdims: { int: keep ? 1 : 0 } });
}

interface Kept {
  /** Reduced axes stay, with size 1. */
  keep?: boolean;
}

/** @param axes all of them when left out */
export function sum(x: Tensor, axes?: readonly number[], { keep = false }: Kept = {}): Tensor {
  return reduce(ReduceSum, x, axes, keep);
}

export function mean(x: Tensor, axes?: readonly number[], { keep = false }: Kept = {}): Tensor {
  return reduce(ReduceMean, x, axes, keep);
}

export function maximum(x: Tensor, axes?: readonly number[], { keep = false }: Kept = {}): Tensor {
  return reduce(ReduceMax, x, axes, keep);
}

export function minimum(x: Tensor, axes?: readonly number[], { keep = false }: Kept = {}): Tensor {
  return reduce(ReduceMin, x, axes, keep);
}

/** Its gradient divides by the factors: none may be 0. */
export function product(x: Tensor, axes?: readonly number[], { keep = false }: Kept = {}): Tensor {
  return reduce(ReduceProd, x, axes, keep);
}

export function sumSquare(x: Tensor, axes?: readonly number[], { keep = false }: Kept = {}): Tensor {
  return reduce(ReduceSumSquare, x, axes, keep);
}

export function logSumExp(x: Tensor, axes?: readonly number[], { keep = false }: Kept = {}): Tensor {
  return reduce(ReduceLogSumExp, x, axes, keep);
}

/** @returns int64, the first of equal ones */
export function argMax(x: Tensor, axis = -1): Tensor {
  const at = axisOf("ArgMax", axis, x.shape);
  return applyOne(ArgMax, [x], { axis: { int: at }, keepdims: { int: 0 } });
}

export function softmax(x: Tensor, axis = -1): Tensor {
  return applyOne(Softmax, [x], { axis: { int: axis } });
}

export function logSoftmax(x: Tensor, axis = -1): Tensor {
  return applyOne(LogSoftmax, [x], { axis: { int: axis } });
}

/** Sums the axes along which an operand of `shape` was broadcast to x's. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const extra = x.shape.length - shape.length;
  const axes = x.shape.flatMap((size, i) => (i < extra || (shape[i - extra] === 1 && size !== 1) ? [i] : []));
  if (extra < 0) throw new ShapeError("sumTo", "the operand has more axes than the result");
  return reshape(sum(x, axes, { keep: true }), shape);
}

export const reductionOperators: readonly Operator[] = [
  ReduceSum,
  ReduceMean,
  ReduceMax,
  ReduceMin,
  ReduceProd,
  ReduceSumSquare,
  ReduceLogSumExp,
  ArgMax,
  Softmax,
  LogSoftmax,
];
