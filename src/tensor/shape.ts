/** Element types and static shapes, and the error every wrong shape is reported with. */

import { Fault } from "../fault.ts";

export type DType = "float32" | "float64" | "int64" | "int32" | "uint8" | "bool";
export type Shape = readonly number[];

export type TypedArray = Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array;

/** A mistake in how an expression was put together; thrown at the line that built it. */
export class ShapeError extends Fault {
  constructor(operator: string, problem: string) {
    super("shape", `${operator}: ${problem}`);
  }
}

export function showShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

export function elementCount(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

/** The shape two operands have together, by NumPy's rule (ONNX "multidirectional broadcasting"). */
export function broadcastShape(operator: string, a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const left = a[i - rank + a.length] ?? 1;
    const right = b[i - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1)
      throw new ShapeError(
        operator,
        `${showShape(a)} and ${showShape(b)} do not broadcast (axis ${i - rank}: ${left} and ${right})`,
      );
    return left === 1 ? right : left;
  });
}

/** The axis counted from 0; negative ones count from the end. */
export function axisOf(operator: string, axis: number, shape: Shape): number {
  const positive = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(axis) || positive < 0 || positive >= shape.length)
    throw new ShapeError(operator, `there is no axis ${axis} in ${showShape(shape)}`);
  return positive;
}
