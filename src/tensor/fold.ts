/** Constant expressions computed while a graph is built: the shapes, axes and sizes that other programs compute at run time. */

import { sliceRanges, transposeOrder } from "./operators/movement.ts";
import { reducedAxes } from "./operators/reduction.ts";
import { type DType, elementCount, type Shape, type TypedArray } from "./shape.ts";
import { arrayOf, type ConstantValue, constantOf, constantValue, intOf, type Node, type Tensor } from "./tensor.ts";

/** Results with more elements are left to be computed when the program runs. */
const mostElements = 65_536;

/** The node's outputs as constants; undefined where an input is none, or where the operator is not one for shapes. */
export function folded({ operator, inputs, attributes, outputs }: Node): Tensor[] | undefined {
  const [output] = outputs;
  const rule = operator.domain === "" && Object.hasOwn(rules, operator.name) ? rules[operator.name] : undefined;
  const count = output ? elementCount(output.shape) : 0;
  if (!rule || !output || outputs.length > 1 || count > mostElements) return undefined;
  const values = inputs.map((tensor) => tensor && constantValue(tensor));
  if (values.some((value) => value === undefined || (value && value.data.length > mostElements))) return undefined;
  const operands = values.flatMap((value) => (value ? [value] : []));
  // Of arrays without elements, whose other axes may be of any length, there is nothing to compute.
  const data = count === 0 ? [] : rule(operands, { output, inputs, attributes });
  const { dtype, shape } = output;
  return [constantOf({ dtype, shape, data: arrayWithin(dtype, data) })];
}

interface Situation {
  output: Tensor;
  inputs: Node["inputs"];
  attributes: Node["attributes"];
}

type Rule = (operands: readonly ConstantValue[], situation: Situation) => ArrayLike<number>;

const largest = 2n ** 63n - 1n;

/** As `dtype` stores them. An end "as far as there is" is the largest int64, which no double is. */
export function arrayWithin(dtype: DType, values: ArrayLike<number>): TypedArray {
  if (dtype !== "int64") return arrayOf(dtype, Array.from(values));
  return BigInt64Array.from(values, (value) => {
    const whole = BigInt(Math.trunc(Number.isNaN(value) ? 0 : Math.max(-(2 ** 63), Math.min(2 ** 63, value))));
    return whole > largest ? largest : whole;
  });
}

function numbers({ data }: ConstantValue): ArrayLike<number> {
  return data instanceof BigInt64Array ? Float64Array.from(data, Number) : data;
}

function each(compute: (x: number, dtype: DType) => number): Rule {
  return ([x]) => {
    if (!x) return [];
    return Array.from(numbers(x), (value) => compute(value, x.dtype));
  };
}

function pairwise(compute: (a: number, b: number, dtype: DType) => number): Rule {
  return ([a, b], { output }) => {
    if (!a || !b) return [];
    const [left, right] = [spread(a, output.shape), spread(b, output.shape)];
    return Array.from(left, (value, i) => compute(value, right[i] as number, a.dtype));
  };
}

/** A value broadcast to `shape`. */
function spread(value: ConstantValue, shape: Shape): Float64Array {
  const lead = shape.length - value.shape.length;
  const own = stridesOf(value.shape);
  return strided(
    numbers(value),
    shape,
    shape.map((_, axis) => (axis < lead || value.shape[axis - lead] === 1 ? 0 : (own[axis - lead] as number))),
  );
}

function stridesOf(shape: Shape): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--)
    strides[axis] = (strides[axis + 1] as number) * (shape[axis + 1] as number);
  return strides;
}

/** The elements of a view of `data` in order. */
function strided(data: ArrayLike<number>, shape: Shape, strides: readonly number[], offset = 0): Float64Array {
  const view = new Float64Array(elementCount(shape));
  const at = shape.map(() => 0);
  let place = offset;
  for (let i = 0; i < view.length; i++) {
    view[i] = data[place] as number;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += strides[axis] as number;
      at[axis] = (at[axis] as number) + 1;
      if ((at[axis] as number) < (shape[axis] as number)) break;
      place -= (strides[axis] as number) * (shape[axis] as number);
      at[axis] = 0;
    }
  }
  return view;
}

/** C's division of whole numbers, and IEEE's of others. */
function quotient(a: number, b: number, dtype: DType): number {
  return dtype === "float32" || dtype === "float64" ? a / b : b === 0 ? 0 : Math.trunc(a / b);
}

function halfToEven(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}

function reduced(begin: number, join: (sum: number, x: number) => number): Rule {
  return ([x], { output, inputs }) => {
    const of = inputs[0];
    if (!x || !of) return [];
    const axes = reducedAxes("fold", of, inputs);
    const sums = new Float64Array(elementCount(output.shape)).fill(begin);
    const kept = stridesOf(x.shape.filter((_, axis) => !axes.includes(axis)));
    let next = 0;
    const steps = x.shape.map((_, axis) => (axes.includes(axis) ? 0 : (kept[next++] as number)));
    const places = strided(
      sums.map((_, i) => i),
      x.shape,
      steps,
    );
    const values = numbers(x);
    places.forEach((place, i) => {
      sums[place] = join(sums[place] as number, values[i] as number);
    });
    return sums;
  };
}

const rules: Readonly<Record<string, Rule>> = {
  Identity: each((x) => x),
  Reshape: ([x]) => (x ? numbers(x) : []),
  Cast: ([x], { output }) => {
    if (!x) return [];
    const isWhole = output.dtype !== "float32" && output.dtype !== "float64";
    if (output.dtype === "bool") return Array.from(numbers(x), (value) => (value ? 1 : 0));
    return isWhole ? Array.from(numbers(x), Math.trunc) : numbers(x);
  },
  Neg: each((x) => -x),
  Abs: each(Math.abs),
  Sqrt: each(Math.sqrt),
  Ceil: each(Math.ceil),
  Floor: each(Math.floor),
  Round: each(halfToEven),
  Not: each((x) => (x ? 0 : 1)),
  Add: pairwise((a, b) => a + b),
  Sub: pairwise((a, b) => a - b),
  Mul: pairwise((a, b) => a * b),
  Div: pairwise(quotient),
  Mod: (operands, situation) => {
    const likeC = intOf(situation.attributes, "fmod", 0) === 1;
    return pairwise((a, b) => (likeC ? a % b : a - b * Math.floor(a / b)))(operands, situation);
  },
  Pow: pairwise((a, b) => a ** b),
  Max: pairwise((a, b) => Math.max(a, b)),
  Min: pairwise((a, b) => Math.min(a, b)),
  Clip: ([x], { inputs }) => {
    const bound = (i: number, otherwise: number) =>
      Number((inputs[i] && constantValue(inputs[i]))?.data[0] ?? otherwise);
    const [low, high] = [bound(1, Number.NEGATIVE_INFINITY), bound(2, Number.POSITIVE_INFINITY)];
    return x ? Array.from(numbers(x), (value) => Math.min(high, Math.max(low, value))) : [];
  },
  Equal: pairwise((a, b) => Number(a === b)),
  Greater: pairwise((a, b) => Number(a > b)),
  GreaterOrEqual: pairwise((a, b) => Number(a >= b)),
  Less: pairwise((a, b) => Number(a < b)),
  LessOrEqual: pairwise((a, b) => Number(a <= b)),
  And: pairwise((a, b) => Number(a !== 0 && b !== 0)),
  Or: pairwise((a, b) => Number(a !== 0 || b !== 0)),
  Where: ([condition, a, b], { output }) => {
    if (!condition || !a || !b) return [];
    const [chosen, first, second] = [condition, a, b].map((value) => spread(value, output.shape));
    return Array.from(chosen ?? [], (isFirst, i) => (isFirst ? first?.[i] : second?.[i]) ?? 0);
  },
  Transpose: ([x], { inputs, attributes, output }) => {
    if (!x || !inputs[0]) return [];
    const own = stridesOf(x.shape);
    return strided(
      numbers(x),
      output.shape,
      transposeOrder(inputs[0], attributes).map((axis) => own[axis] as number),
    );
  },
  Expand: ([x], { output }) => (x ? spread(x, output.shape) : []),
  Slice: ([x], { inputs, output }) => {
    if (!x) return [];
    const strides = stridesOf(x.shape);
    let offset = 0;
    for (const { axis, start, step } of sliceRanges(x.shape, inputs)) {
      offset += start * (strides[axis] as number);
      strides[axis] = (strides[axis] as number) * step;
    }
    return strided(numbers(x), output.shape, strides, offset);
  },
  Concat: (parts, { attributes, output }) => {
    const axis = (intOf(attributes, "axis", 0) + output.shape.length) % output.shape.length;
    const inner = (shape: Shape) => elementCount(shape.slice(axis));
    const joined = new Float64Array(elementCount(output.shape));
    let before = 0;
    for (const part of parts) {
      const values = numbers(part);
      const run = inner(part.shape);
      for (let i = 0; i < values.length; i++)
        joined[Math.floor(i / run) * inner(output.shape) + before + (i % run)] = values[i] as number;
      before += run;
    }
    return joined;
  },
  Gather: ([x, indices], { attributes }) => {
    if (!x || !indices) return [];
    const axis = (intOf(attributes, "axis", 0) + x.shape.length) % x.shape.length;
    const size = x.shape[axis] as number;
    const run = elementCount(x.shape.slice(axis + 1));
    const values = numbers(x);
    const gathered: number[] = [];
    for (let outer = 0; outer < elementCount(x.shape.slice(0, axis)); outer++)
      for (const index of Array.from(numbers(indices)))
        for (let i = 0; i < run; i++)
          gathered.push(values[(outer * size + (index < 0 ? index + size : index)) * run + i] ?? Number.NaN);
    return gathered;
  },
  ReduceSum: reduced(0, (sum, x) => sum + x),
  ReduceProd: reduced(1, (product, x) => product * x),
  ReduceMax: reduced(Number.NEGATIVE_INFINITY, Math.max),
  ReduceMin: reduced(Number.POSITIVE_INFINITY, Math.min),
};
