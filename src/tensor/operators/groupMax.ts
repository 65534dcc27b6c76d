/** The largest of several groups of channels, place by place: a maximum over windows whose places are channels. */

import type { Composition } from "../lower.ts";
import { ShapeError, showShape } from "../shape.ts";
import { applyOne, intOf, operand, scalar, type Tensor } from "../tensor.ts";
import { greaterOrEqual, max, sub, where } from "./elementwise.ts";
import { concat, slice } from "./movement.ts";

function parted(x: Tensor, groups: number): Tensor[] {
  const size = (x.shape[1] as number) / groups;
  return Array.from({ length: groups }, (_, i) => slice(x, { axis: 1, start: i * size, end: (i + 1) * size }));
}

const GroupMax: Composition = {
  name: "groupMax",
  domain: "",
  infer: (inputs, attributes) => {
    const x = operand({ inputs }, 0);
    const groups = intOf(attributes, "groups", 1);
    const channels = x.shape[1] ?? 0;
    if (channels % groups !== 0)
      throw new ShapeError(
        "groupMax",
        `${showShape(x.shape)} has ${channels} channels, which ${groups} groups do not part`,
      );
    return [{ shape: x.shape.map((size, axis) => (axis === 1 ? size / groups : size)), dtype: x.dtype }];
  },
  lower: ([x], attributes) => {
    if (!x) throw new Error("groupMax takes one input");
    return [parted(x, intOf(attributes, "groups", 1)).reduce((a, b) => max(a, b))];
  },
  // To the first of those that are equal, as MaxPool's. Of slices each gradient would be padded, and all of them added.
  gradient: ({ inputs, outputs: [y], attributes }, [gradient]) => {
    if (!gradient || !y) return [];
    const parts = parted(operand({ inputs }, 0), intOf(attributes, "groups", 1));
    let left = gradient;
    const gradients = parts.map((part, i) => {
      if (i === parts.length - 1) return left;
      const own = where(greaterOrEqual(part, y), left, scalar(0, left.dtype));
      left = sub(left, own);
      return own;
    });
    return [concat(gradients, 1)];
  },
};

/** @param x [n, groups x channels, ...], group after group @returns [n, channels, ...] */
export function groupMax(x: Tensor, groups: number): Tensor {
  return applyOne(GroupMax, [x], { groups: { int: groups } });
}
