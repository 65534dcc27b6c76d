/** Operators that only move elements: reshape, transpose, slice, join, gather. */

import { axisOf, broadcastShape, elementCount, type Shape, ShapeError, sameShape, showShape } from "../shape.ts";
import {
  applyOne,
  constant,
  int64s,
  intOf,
  intsOf,
  knownInts,
  type Node,
  type Operator,
  operand,
  scalar,
  type Tensor,
  textOf,
} from "../tensor.ts";

const Reshape: Operator = {
  name: "Reshape",
  domain: "",
  infer: (inputs) => {
    const x = operand({ inputs }, 0);
    const wanted = knownInts("Reshape", inputs[1] ?? null, "the shape");
    const copied = wanted.map((size, i) => (size === 0 ? (x.shape[i] ?? 0) : size));
    const known = copied.reduce((product, size) => (size === -1 ? product : product * size), 1);
    const shape = copied.map((size) => (size === -1 ? elementCount(x.shape) / known : size));
    if (elementCount(shape) !== elementCount(x.shape) || shape.some((size) => !Number.isInteger(size)))
      throw new ShapeError("Reshape", `${showShape(x.shape)} does not fit into ${showShape(wanted)}`);
    return [{ shape, dtype: x.dtype }];
  },
  gradient: (node, [gradient]) => [gradient && reshape(gradient, operand(node, 0).shape)],
};

const Transpose: Operator = {
  name: "Transpose",
  domain: "",
  infer: (inputs, attributes) => {
    const x = operand({ inputs }, 0);
    const order = transposeOrder(x, attributes);
    if (order.length !== x.shape.length || new Set(order).size !== order.length)
      throw new ShapeError(
        "Transpose",
        `the order ${showShape(order)} does not name each axis of ${showShape(x.shape)}`,
      );
    return [{ shape: order.map((axis) => x.shape[axisOf("Transpose", axis, x.shape)] as number), dtype: x.dtype }];
  },
  gradient: (node, [gradient]) => {
    const order = transposeOrder(operand(node, 0), node.attributes);
    const inverse = order.map((_, axis) => order.indexOf(axis));
    return [gradient && transpose(gradient, inverse)];
  },
};

/** Each new axis's old one. */
export function transposeOrder({ shape }: Tensor, attributes: Node["attributes"]): readonly number[] {
  return intsOf(
    attributes,
    "perm",
    shape.map((_, i) => shape.length - 1 - i),
  );
}

const Expand: Operator = {
  name: "Expand",
  domain: "",
  infer: (inputs) => {
    const x = operand({ inputs }, 0);
    const wanted = knownInts("Expand", inputs[1] ?? null, "the shape");
    return [{ shape: broadcastShape("Expand", x.shape, wanted), dtype: x.dtype }];
  },
  // `grad` sums what was broadcast.
  gradient: (_, [gradient]) => [gradient],
};

const Slice: Operator = {
  name: "Slice",
  domain: "",
  infer: (inputs) => {
    const x = operand({ inputs }, 0);
    const shape = [...x.shape];
    for (const { axis, count } of sliceRanges(x.shape, inputs)) shape[axis] = count;
    return [{ shape, dtype: x.dtype }];
  },
  gradient: (node, [gradient]) => {
    const x = operand(node, 0);
    return [gradient && spread(gradient, x.shape, sliceRanges(x.shape, node.inputs))];
  },
};

interface Range {
  axis: number;
  start: number;
  step: number;
  count: number;
}

/** ONNX's rule: negative ends count from the end, and what lies outside is cut off. */
export function sliceRanges(shape: Shape, inputs: Node["inputs"]): Range[] {
  const starts = knownInts("Slice", inputs[1] ?? null, "starts");
  const ends = knownInts("Slice", inputs[2] ?? null, "ends");
  const axes = inputs[3] ? knownInts("Slice", inputs[3], "axes") : starts.map((_, i) => i);
  const steps = inputs[4] ? knownInts("Slice", inputs[4], "steps") : starts.map(() => 1);
  return starts.map((from, i) => {
    const axis = axisOf("Slice", axes[i] ?? i, shape);
    const size = shape[axis] as number;
    const step = steps[i] ?? 1;
    if (step === 0) throw new ShapeError("Slice", `the step of axis ${axis} is 0`);
    const end = ends[i] as number;
    const inside = (at: number, low: number, high: number) => Math.min(high, Math.max(low, at < 0 ? at + size : at));
    const start = step > 0 ? inside(from, 0, size) : inside(from, 0, size - 1);
    const stop = step > 0 ? inside(end, 0, size) : inside(end, -1, size - 1);
    return { axis, start, step, count: Math.max(0, Math.ceil((stop - start) / step)) };
  });
}

/** The transpose of a slice: elements go back to where they were taken from, and all others are 0. */
function spread(gradient: Tensor, shape: Shape, ranges: readonly Range[]): Tensor {
  let filled = gradient;
  for (const range of ranges) {
    const size = shape[range.axis] as number;
    const { axis, count } = range;
    if (range.step < 0) filled = flip(filled, axis);
    const step = Math.abs(range.step);
    const start = range.step < 0 ? range.start - (count - 1) * step : range.start;
    if (step > 1) filled = interleaveZeros(filled, axis, step);
    const left = size - start - count * step;
    // The zeros after the last element may reach past the end.
    if (left < 0) filled = slice(filled, { axis, start: 0, end: size - start });
    filled = pad(filled, axis, start, Math.max(0, left));
  }
  return filled;
}

/** `step - 1` zeros after each element along `axis`. */
function interleaveZeros(x: Tensor, axis: number, step: number): Tensor {
  const count = x.shape[axis] as number;
  const apart = reshape(x, [...x.shape.slice(0, axis), count, 1, ...x.shape.slice(axis + 1)]);
  const padded = pad(apart, axis + 1, 0, step - 1);
  return reshape(padded, [...x.shape.slice(0, axis), count * step, ...x.shape.slice(axis + 1)]);
}

const Pad: Operator = {
  name: "Pad",
  domain: "",
  infer: (inputs, attributes) => {
    const x = operand({ inputs }, 0);
    const mode = textOf(attributes, "mode", "constant");
    if (mode !== "constant") throw new ShapeError("Pad", `mode "${mode}" is not supported, only "constant"`);
    const pads = knownInts("Pad", inputs[1] ?? null, "pads");
    if (pads.length !== 2 * x.shape.length)
      throw new ShapeError("Pad", `${showShape(x.shape)} takes ${2 * x.shape.length} pads, not ${pads.length}`);
    const shape = x.shape.map((size, i) => size + (pads[i] as number) + (pads[i + x.shape.length] as number));
    return [{ shape, dtype: x.dtype }];
  },
  gradient: (node, [gradient]) => {
    const x = operand(node, 0);
    const pads = knownInts("Pad", node.inputs[1] ?? null, "pads");
    let inner = gradient;
    x.shape.forEach((size, axis) => {
      const start = pads[axis] as number;
      if (inner && inner.shape[axis] !== size) inner = slice(inner, { axis, start, end: start + size });
    });
    return [inner];
  },
};

const Concat: Operator = {
  name: "Concat",
  domain: "",
  infer: (inputs, attributes) => {
    const [first, ...others] = inputs.map((_, i) => operand({ inputs }, i));
    if (!first) throw new ShapeError("Concat", "there is nothing to join");
    const axis = axisOf("Concat", intOf(attributes, "axis", 0), first.shape);
    for (const other of others) {
      const fits = other.shape.length === first.shape.length && other.dtype === first.dtype;
      if (!fits || !other.shape.every((size, i) => i === axis || size === first.shape[i]))
        throw new ShapeError(
          "Concat",
          `${first.dtype} ${showShape(first.shape)} and ${other.dtype} ${showShape(other.shape)} do not join at axis ${axis}`,
        );
    }
    const sizes = [first, ...others].map(({ shape }) => shape[axis] as number);
    const joined = sizes.reduce((a, b) => a + b, 0);
    return [{ shape: first.shape.map((size, i) => (i === axis ? joined : size)), dtype: first.dtype }];
  },
  gradient: (node, [gradient]) => {
    if (!gradient) return [];
    const axis = axisOf("Concat", intOf(node.attributes, "axis", 0), gradient.shape);
    let start = 0;
    return node.inputs.map((_, i) => {
      const end = start + (operand(node, i).shape[axis] as number);
      const part = slice(gradient, { axis, start, end });
      start = end;
      return part;
    });
  },
};

const Gather: Operator = {
  name: "Gather",
  domain: "",
  infer: (inputs, attributes) => {
    const [x, indices] = [operand({ inputs }, 0), operand({ inputs }, 1)];
    const axis = axisOf("Gather", intOf(attributes, "axis", 0), x.shape);
    const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
    return [{ shape, dtype: x.dtype }];
  },
  gradient: (node, [gradient]) => {
    if (!gradient) return [];
    const [x, indices] = [operand(node, 0), operand(node, 1)];
    const axis = axisOf("Gather", intOf(node.attributes, "axis", 0), x.shape);
    const count = elementCount(indices.shape);
    const flat = [...x.shape.slice(0, axis), count, ...x.shape.slice(axis + 1)];
    const along = reshape(
      indices,
      flat.map((_, i) => (i === axis ? count : 1)),
    );
    return [addAt(zeros(x), axis, expand(along, flat), reshape(gradient, flat))];
  },
};

const ScatterElements: Operator = {
  name: "ScatterElements",
  domain: "",
  infer: (inputs) => {
    const [x, indices, updates] = [operand({ inputs }, 0), operand({ inputs }, 1), operand({ inputs }, 2)];
    if (!sameShape(indices.shape, updates.shape))
      throw new ShapeError(
        "ScatterElements",
        `indices ${showShape(indices.shape)} and updates ${showShape(updates.shape)} differ`,
      );
    return [{ shape: x.shape, dtype: x.dtype }];
  },
};

/** OneHot of int64 indices in [0, depth): float32, a new last axis. */
const OneHot: Operator = {
  name: "OneHot",
  domain: "",
  infer: (inputs) => {
    const [indices, values] = [operand({ inputs }, 0), operand({ inputs }, 2)];
    const [depth] = knownInts("OneHot", inputs[1] ?? null, "the depth");
    return [{ shape: [...indices.shape, depth as number], dtype: values.dtype }];
  },
  gradient: "none",
};

/** @param shape -1 for one size that follows from the others */
export function reshape(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : applyOne(Reshape, [x, int64s(shape)]);
}

/** @param order the old axis of each new one; without it the axes are reversed */
export function transpose(x: Tensor, order?: readonly number[]): Tensor {
  const axes = order ?? x.shape.map((_, i) => x.shape.length - 1 - i);
  return axes.every((axis, i) => axis === i) && axes.length === x.shape.length
    ? x
    : applyOne(Transpose, [x], { perm: { ints: axes } });
}

export function expand(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : applyOne(Expand, [x, int64s(shape)]);
}

/** Elements start, start + step, ... before `end` along one axis; negative positions count from the end. */
export function slice(
  x: Tensor,
  { axis, start, end, step = 1 }: { axis: number; start: number; end: number; step?: number },
): Tensor {
  return applyOne(Slice, [x, int64s([start]), int64s([end]), int64s([axis]), int64s([step])]);
}

/** The order of elements along `axis` reversed. */
export function flip(x: Tensor, axis: number): Tensor {
  return slice(x, { axis, start: -1, end: -(2 ** 31), step: -1 });
}

/** Zeros `before` and `after` the elements of one axis. */
export function pad(x: Tensor, axis: number, before: number, after: number): Tensor {
  if (before === 0 && after === 0) return x;
  const at = axisOf("Pad", axis, x.shape);
  const pads = [...x.shape.map((_, i) => (i === at ? before : 0)), ...x.shape.map((_, i) => (i === at ? after : 0))];
  return applyOne(Pad, [x, int64s(pads), scalar(0, x.dtype)], { mode: { text: "constant" } });
}

export function concat(parts: readonly Tensor[], axis: number): Tensor {
  return parts.length === 1 && parts[0] ? parts[0] : applyOne(Concat, parts, { axis: { int: axis } });
}

/** Slabs of `x` along `axis`, by int64 or int32 indices. */
export function gather(x: Tensor, indices: Tensor, axis = 0): Tensor {
  return applyOne(Gather, [x, indices], { axis: { int: axis } });
}

/** `x` with `updates` added at `indices` along `axis`; an index may stand there more than once. */
export function addAt(x: Tensor, axis: number, indices: Tensor, updates: Tensor): Tensor {
  return applyOne(ScatterElements, [x, indices, updates], { axis: { int: axis }, reduction: { text: "add" } });
}

/** @param indices int64 in [0, depth) */
export function oneHot(indices: Tensor, depth: number): Tensor {
  return applyOne(OneHot, [indices, int64s([depth]), constant([0, 1])], { axis: { int: -1 } });
}

export function zeros({ shape, dtype }: { shape: Shape; dtype: Tensor["dtype"] }): Tensor {
  return expand(scalar(0, dtype), shape);
}

export const movementOperators: readonly Operator[] = [
  Reshape,
  Transpose,
  Expand,
  Slice,
  Pad,
  Concat,
  Gather,
  ScatterElements,
  OneHot,
];
