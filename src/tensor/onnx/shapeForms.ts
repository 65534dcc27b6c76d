/** Operators of files that ask for shapes or move elements. */

import { Fault } from "../../fault.ts";
import { arrayWithin } from "../fold.ts";
import { cast, mul } from "../operators/elementwise.ts";
import { concat, expand, reshape, slice, transpose } from "../operators/movement.ts";
import { axisOf, elementCount, type Shape } from "../shape.ts";
import { applyOne, constant, floatOf, int64s, intOf, intsOf, scalar, type Tensor, textOf } from "../tensor.ts";
import { type Form, intsAt, known, longestList, needed, requireShort, standard } from "./form.ts";

const Shape_: Form = (node) => {
  const { shape } = needed(node, 0);
  const inside = (at: number) => Math.min(shape.length, Math.max(0, at < 0 ? at + shape.length : at));
  const [start, end] = [intOf(node.attributes, "start", 0), intOf(node.attributes, "end", shape.length)];
  return int64s(shape.slice(inside(start), inside(end)));
};

const Squeeze: Form = (node) => {
  const x = needed(node, 0);
  const axes = intsAt(node, 1, "axes")?.map((axis) => axisOf("Squeeze", axis, x.shape));
  const isDropped = (size: number, axis: number) => (axes ? axes.includes(axis) : size === 1);
  if (axes?.some((axis) => x.shape[axis] !== 1)) throw new Fault("onnx", `only axes of size 1 can be left out`);
  return reshape(
    x,
    x.shape.filter((size, axis) => !isDropped(size, axis)),
  );
};

const Unsqueeze: Form = (node) => {
  const x = needed(node, 0);
  const axes = intsAt(node, 1, "axes") ?? [];
  const rank = x.shape.length + axes.length;
  const places = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)));
  if (places.size !== axes.length || [...places].some((axis) => axis < 0 || axis >= rank))
    throw new Fault("onnx", `axes ${axes.join(", ")} cannot be put into ${rank} axes`);
  const own = x.shape[Symbol.iterator]();
  return reshape(
    x,
    Array.from({ length: rank }, (_, axis) => (places.has(axis) ? 1 : (own.next().value ?? 1))),
  );
};

const Flatten: Form = (node) => {
  const x = needed(node, 0);
  const asked = intOf(node.attributes, "axis", 1);
  const axis = asked < 0 ? asked + x.shape.length : asked;
  return reshape(x, [elementCount(x.shape.slice(0, axis)), elementCount(x.shape.slice(axis))]);
};

const Reshape: Form = (node) => {
  const x = needed(node, 0);
  const wanted = intsAt(node, 1, "shape") ?? [];
  const isKept = intOf(node.attributes, "allowzero", 0) === 0;
  const shape = wanted.map((size, axis) => (size === 0 && isKept ? (x.shape[axis] ?? 0) : size));
  return applyOne(standard("Reshape"), [x, int64s(shape)]);
};

const Expand: Form = (node) => applyOne(standard("Expand"), [needed(node, 0), int64s(known(needed(node, 1), "shape"))]);

const ConstantOfShape: Form = (node) => {
  const shape = known(needed(node, 0), "shape");
  const value = node.attributes.value;
  const filling = value && "value" in value ? constant(value.value.data, []) : scalar(0);
  return expand(filling, shape);
};

const Range: Form = (node) => {
  const [start, limit, delta] = [0, 1, 2].map((i) => known(needed(node, i), "range")[0] ?? 0) as [
    number,
    number,
    number,
  ];
  const count = Math.max(0, Math.ceil((limit - start) / delta));
  requireShort(count, `a range from ${start} to ${limit} by ${delta}`);
  const { dtype } = needed(node, 0);
  return constant(
    arrayWithin(
      dtype,
      Array.from({ length: count }, (_, i) => start + i * delta),
    ),
  );
};

const Split: Form = (node) => {
  const x = needed(node, 0);
  const axis = axisOf("Split", intOf(node.attributes, "axis", 0), x.shape);
  const size = x.shape[axis] as number;
  const even = Math.ceil(size / node.outputs);
  const parts =
    intsAt(node, 1, "split") ??
    Array.from({ length: node.outputs }, (_, i) => Math.max(0, Math.min(even, size - i * even)));
  if (parts.length < node.outputs || parts.reduce((sum, part) => sum + part, 0) !== size)
    throw new Fault("onnx", `parts of ${parts.join(", ")} do not make up axis ${axis} of size ${size}`);
  let start = 0;
  return parts.map((part) => {
    const from = start;
    start += part;
    return slice(x, { axis, start: from, end: start });
  });
};

const Tile: Form = (node) => {
  const x = needed(node, 0);
  const repeats = known(needed(node, 1), "repeats");
  if (repeats.length !== x.shape.length)
    throw new Fault("onnx", `${repeats.length} repeats for ${x.shape.length} axes`);
  // Each axis gets one of its own before it, along which it is repeated.
  const apart = x.shape.flatMap((size) => [1, size]);
  const repeated = x.shape.flatMap((size, axis) => [repeats[axis] as number, size]);
  return reshape(
    expand(reshape(x, apart), repeated),
    x.shape.map((size, axis) => size * (repeats[axis] as number)),
  );
};

/** An end "as far as there is" is the largest int64. */
function wholeNumbers(values: readonly number[]): Tensor {
  return constant(arrayWithin("int64", values));
}

/** Attributes until opset 9, inputs since. */
const Slice: Form = (node) => {
  const x = needed(node, 0);
  const [starts = [], ends = []] = [intsAt(node, 1, "starts"), intsAt(node, 2, "ends")];
  const axes = intsAt(node, 3, "axes") ?? starts.map((_, i) => i);
  const steps = intsAt(node, 4, "steps") ?? starts.map(() => 1);
  if ([ends, axes, steps].some((list) => list.length !== starts.length))
    throw new Fault(
      "onnx",
      `${starts.length} starts, ${ends.length} ends, ${axes.length} axes and ${steps.length} steps`,
    );
  return applyOne(standard("Slice"), [x, ...[starts, ends, axes, steps].map(wholeNumbers)]);
};

const Pad: Form = (node) => {
  const x = needed(node, 0);
  const listed = intsAt(node, 1, "pads") ?? [];
  const axes = node.inputs[3]
    ? known(node.inputs[3], "axes").map((axis) => axisOf("Pad", axis, x.shape))
    : x.shape.map((_, i) => i);
  const side = (axis: number, end: 0 | 1) => {
    const place = axes.indexOf(axis);
    return place < 0 ? 0 : (listed[place + end * axes.length] ?? 0);
  };
  const mode = textOf(node.attributes, "mode", "constant");
  const value = node.inputs[2] ?? scalar(floatOf(node.attributes, "value", 0), x.dtype);
  if (mode === "constant") {
    const pads = [...x.shape.map((_, axis) => side(axis, 0)), ...x.shape.map((_, axis) => side(axis, 1))];
    return applyOne(standard("Pad"), [x, int64s(pads), value], { mode: { text: "constant" } });
  }
  return x.shape.reduce((padded, _, axis) => mirrored(padded, axis, [side(axis, 0), side(axis, 1)], mode), x);
};

/** Rows from inside an image before and after it: gathered, so that their gradients go back to where they came from. */
function mirrored(x: Tensor, axis: number, [before, after]: readonly [number, number], mode: string): Tensor {
  if (before === 0 && after === 0) return x;
  const size = x.shape[axis] as number;
  const sourceOf = (at: number): number => {
    if (mode === "edge") return Math.min(size - 1, Math.max(0, at));
    if (mode === "wrap") return ((at % size) + size) % size;
    if (mode !== "reflect") throw new Fault("onnx", `mode ${mode} is not supported`);
    const period = Math.max(1, 2 * (size - 1));
    const folded = ((at % period) + period) % period;
    return folded < size ? folded : period - folded;
  };
  const length = size + before + after;
  requireShort(length, "an axis");
  const from = Array.from({ length }, (_, i) => sourceOf(i - before));
  return applyOne(standard("Gather"), [x, int64s(from)], { axis: { int: axis } });
}

const DepthToSpace: Form = (node) => {
  const x = needed(node, 0);
  const block = intOf(node.attributes, "blocksize", 1);
  const [n, channels, height, width] = fourAxes(x.shape);
  const out = channels / block ** 2;
  const isColumnFirst = textOf(node.attributes, "mode", "DCR") === "CRD";
  const [apart, order] = isColumnFirst
    ? [
        [n, out, block, block, height, width],
        [0, 1, 4, 2, 5, 3],
      ]
    : [
        [n, block, block, out, height, width],
        [0, 3, 4, 1, 5, 2],
      ];
  return reshape(transpose(reshape(x, apart), order), [n, out, height * block, width * block]);
};

const SpaceToDepth: Form = (node) => {
  const x = needed(node, 0);
  const block = intOf(node.attributes, "blocksize", 1);
  const [n, channels, height, width] = fourAxes(x.shape);
  const [rows, columns] = [height / block, width / block];
  const apart = reshape(x, [n, channels, rows, block, columns, block]);
  return reshape(transpose(apart, [0, 3, 5, 1, 2, 4]), [n, channels * block ** 2, rows, columns]);
};

function fourAxes(shape: Shape): [number, number, number, number] {
  if (shape.length !== 4)
    throw new Fault("onnx", `it takes [batch, channels, height, width], not [${shape.join(", ")}]`);
  return shape as unknown as [number, number, number, number];
}

const GatherElements: Form = (node) => {
  const [x, indices] = [needed(node, 0), needed(node, 1)];
  const axis = axisOf("GatherElements", intOf(node.attributes, "axis", 0), x.shape);
  // Counted over the whole of x, so that one list of places does.
  const strides = x.shape.map((_, i) => elementCount(x.shape.slice(i + 1)));
  if (indices.shape.length !== x.shape.length) throw new Fault("onnx", "its indices have other axes than its data");
  const places = known(indices, "indices").map((index, i) => {
    let [rest, place] = [i, 0];
    for (let each = x.shape.length - 1; each >= 0; each--) {
      const at = rest % (indices.shape[each] as number);
      rest = (rest - at) / (indices.shape[each] as number);
      const own = index < 0 ? index + (x.shape[axis] as number) : index;
      place += (each === axis ? own : at) * (strides[each] as number);
    }
    return place;
  });
  return reshape(applyOne(standard("Gather"), [reshape(x, [-1]), int64s(places)], { axis: { int: 0 } }), indices.shape);
};

const Size: Form = (node) => constant(BigInt64Array.from([BigInt(elementCount(needed(node, 0).shape))]), []);

const OneHot: Form = (node) => {
  const [indices, values] = [needed(node, 0), needed(node, 2)];
  return applyOne(
    standard("OneHot"),
    [cast(indices, "int64"), int64s(known(needed(node, 1), "depth")), values],
    node.attributes,
  );
};

const Upper: Form = (node) => {
  const x = needed(node, 0);
  const [rows, columns] = [x.shape.at(-2) as number, x.shape.at(-1) as number];
  const shift = node.inputs[1] ? (known(node.inputs[1], "diagonal")[0] ?? 0) : 0;
  const isUpper = intOf(node.attributes, "upper", 1) === 1;
  if (!(rows * columns <= longestList * 16)) throw new Fault("onnx", `matrices of ${rows} x ${columns} are too large`);
  const kept = Array.from({ length: rows * columns }, (_, i) => {
    const offset = (i % columns) - Math.floor(i / columns);
    return Number(isUpper ? offset >= shift : offset <= shift);
  });
  return mul(x, cast(constant(kept, [rows, columns]), x.dtype));
};

const first: Form = (node) => needed(node, 0);

export const shapeForms: Readonly<Record<string, Form>> = {
  Shape: Shape_,
  Size,
  Squeeze,
  Unsqueeze,
  Flatten,
  Reshape,
  Expand,
  ConstantOfShape,
  Range,
  Split,
  Tile,
  Slice,
  Pad,
  DepthToSpace,
  SpaceToDepth,
  GatherElements,
  OneHot,
  Trilu: Upper,
  Identity: first,
  Concat: (node) =>
    concat(
      node.inputs.map((_, i) => needed(node, i)),
      intOf(node.attributes, "axis", 0),
    ),
  Transpose: (node) => {
    const x = needed(node, 0);
    return transpose(
      x,
      intsOf(
        node.attributes,
        "perm",
        x.shape.map((_, i) => x.shape.length - 1 - i),
      ),
    );
  },
};
