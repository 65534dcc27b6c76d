/** Parameters of a network: a flat record from dotted name to array, with the names and layouts of PyTorch's state_dict. */

import { Fault } from "../fault.ts";
import { elementCount, type Shape, sameShape, showShape } from "../tensor/shape.ts";
import { constant, input, type Tensor } from "../tensor/tensor.ts";

export interface ParameterArray {
  readonly shape: Shape;
  readonly data: Float32Array;
}

export type Parameters = Readonly<Record<string, ParameterArray>>;

/** The same names with Tensors in their place: what a layer's function takes. */
export type ParameterTensors = Readonly<Record<string, Tensor>>;

/** Statistics that training carries along without a gradient, as PyTorch's buffers. */
export function isBuffer(name: string): boolean {
  return name.endsWith(".running_mean") || name.endsWith(".running_var");
}

/** The names `prefix.<name>`, for a layer's parameters inside a network. */
export function prefixed<T>(prefix: string, record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [`${prefix}.${name}`, value]));
}

/** The entries under `prefix.`, without it. */
export function under<T>(prefix: string, record: Readonly<Record<string, T>>): Record<string, T> {
  const start = `${prefix}.`;
  const inside = Object.entries(record).filter(([name]) => name.startsWith(start));
  return Object.fromEntries(inside.map(([name, value]) => [name.slice(start.length), value]));
}

export function parameterCount(parameters: Parameters): number {
  return Object.entries(parameters).reduce(
    (sum, [name, { shape }]) => sum + (isBuffer(name) ? 0 : elementCount(shape)),
    0,
  );
}

/** Parameters as inputs of a program, by their own names. */
export function asInputs(parameters: Parameters): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(parameters).map(([name, { shape }]) => [name, input(name, shape)]));
}

/** Parameters as part of a program, which then predicts faster and can be saved as a model. */
export function asConstants(parameters: Parameters): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(parameters).map(([name, { shape, data }]) => [name, constant(data, shape)]));
}

/** @throws Fault that names the parameter and where it was looked for */
export function parameter(parameters: ParameterTensors, name: string): Tensor {
  const found = parameters[name];
  if (!found)
    throw new Fault(
      "parameter",
      `there is no parameter "${name}" among ${Object.keys(parameters).join(", ") || "none"}`,
    );
  return found;
}

/**
 * `fresh`, with the values of `stored` wherever the names agree.
 * @param from where `stored` was read, for messages
 * @throws Fault that names the parameter and both shapes where they differ
 */
export function withStored(fresh: Parameters, stored: Parameters, from: string): Record<string, ParameterArray> {
  const entries = Object.entries(fresh).map(([name, own]): [string, ParameterArray] => {
    const other = stored[name];
    if (!other) return [name, own];
    if (!sameShape(own.shape, other.shape))
      throw new Fault(
        "parameter-shape",
        `${from}: "${name}" is ${showShape(other.shape)}, but this network's is ${showShape(own.shape)}`,
      );
    return [name, other];
  });
  return Object.fromEntries(entries);
}
