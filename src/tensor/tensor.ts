/**
 * Expressions of ONNX operators. Building one computes nothing: a Tensor is an output of a node, with its shape known.
 */

import { Fault } from "../fault.ts";
import { type DType, elementCount, type Shape, ShapeError, showShape, type TypedArray } from "./shape.ts";

export interface Tensor {
  readonly node: Node;
  /** Which of the node's outputs. */
  readonly index: number;
  readonly shape: Shape;
  readonly dtype: DType;
}

export interface Node {
  readonly operator: Operator;
  /** Null where an optional input of the operator is left out. */
  readonly inputs: readonly (Tensor | null)[];
  readonly attributes: Attributes;
  readonly outputs: readonly Tensor[];
}

/** ONNX keeps whole numbers and floats apart, so an attribute says which it is. */
export type Attribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly text: string }
  | { readonly value: ConstantValue };

export type Attributes = Readonly<Record<string, Attribute>>;

export interface ConstantValue {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly data: TypedArray;
}

/** One row of the table of operators: what ONNX calls it, what comes out, and its derivative. */
export interface Operator {
  readonly name: string;
  /** "" is ONNX's own. */
  readonly domain: "" | "com.microsoft" | "com.microsoft.nchwc";
  /** @throws ShapeError that names the operator and the shapes */
  readonly infer: (inputs: readonly (Tensor | null)[], attributes: Attributes) => readonly Signature[];
  /**
   * From the gradients of the outputs (undefined where nothing depends on one) to those of the inputs.
   * Missing for an operator that cannot be differentiated; "none" where its derivative is nowhere or zero everywhere.
   */
  readonly gradient?: "none" | ((node: Node, outputs: readonly (Tensor | undefined)[]) => (Tensor | undefined)[]);
}

export interface Signature {
  readonly shape: Shape;
  readonly dtype: DType;
}

export function apply(operator: Operator, inputs: readonly (Tensor | null)[], attributes: Attributes = {}): Tensor[] {
  const outputs: Tensor[] = [];
  const node: Node = { operator, inputs, attributes, outputs };
  operator.infer(inputs, attributes).forEach(({ shape, dtype }, index) => {
    outputs.push({ node, index, shape, dtype });
  });
  return outputs;
}

/** The first output, which for most operators is the only one. */
export function applyOne(operator: Operator, inputs: readonly (Tensor | null)[], attributes: Attributes = {}): Tensor {
  const [output] = apply(operator, inputs, attributes);
  if (output === undefined) throw new Error(`${operator.name} has no output`);
  return output;
}

/** The input at `index`, which the operator cannot do without. */
export function operand(node: { readonly inputs: readonly (Tensor | null)[] }, index: number): Tensor {
  const tensor = node.inputs[index];
  if (!tensor) throw new Error(`input ${index} is missing`);
  return tensor;
}

const inputOperator: Operator = {
  name: "Input",
  domain: "",
  infer: (_, { signature }) => {
    if (!signature || !("value" in signature)) throw new Error("an input has a shape");
    return [signature.value];
  },
};

/** A tensor that is handed to the program when it runs, under `name`. */
export function input(name: string, shape: Shape, dtype: DType = "float32"): Tensor {
  if (shape.some((size) => !Number.isInteger(size) || size < 0))
    throw new ShapeError("input", `${name} cannot have shape ${showShape(shape)}: sizes are whole numbers`);
  // ONNX keeps an input's type outside the graph's nodes; an empty value is our way of carrying it in one.
  return applyOne(inputOperator, [], { name: { text: name }, signature: { value: { shape, dtype, data: noData } } });
}

const noData = new Uint8Array(0);

export function inputName({ node }: Tensor): string | undefined {
  const name = node.operator === inputOperator ? node.attributes.name : undefined;
  return name && "text" in name ? name.text : undefined;
}

const constantOperator: Operator = {
  name: "Constant",
  domain: "",
  infer: (_, { value }) => {
    if (!value || !("value" in value)) throw new Error("a constant has a value");
    return [value.value];
  },
};

/** A tensor whose elements are part of the program. */
export function constant(data: TypedArray | readonly number[], shape?: Shape, dtype?: DType): Tensor {
  const values = isTypedArray(data) ? data : Float32Array.from(data);
  const type = dtype ?? dtypeOf(values);
  const stored = isTypedArray(data) && dtype === undefined ? values : arrayOf(type, Array.from(values, Number));
  const size = shape ?? [stored.length];
  if (elementCount(size) !== stored.length)
    throw new ShapeError("constant", `${stored.length} values do not fill the shape ${showShape(size)}`);
  return constantOf({ dtype: type, shape: size, data: stored });
}

/** What is known already, as it is. */
export function constantOf(value: ConstantValue): Tensor {
  return applyOne(constantOperator, [], { value: { value } });
}

export function scalar(value: number, dtype: DType = "float32"): Tensor {
  return constant(arrayOf(dtype, [value]), []);
}

/** Whole numbers as ONNX wants shapes, axes and indices: int64. */
export function int64s(values: readonly number[]): Tensor {
  return constant(BigInt64Array.from(values, BigInt));
}

export function constantValue({ node }: Tensor): ConstantValue | undefined {
  const value = node.operator === constantOperator ? node.attributes.value : undefined;
  return value && "value" in value ? value.value : undefined;
}

export function isLeaf(node: Node): boolean {
  return node.operator === inputOperator || node.operator === constantOperator;
}

/** A new array of `dtype`, bool as bytes. */
export function arrayOf(dtype: DType, values: readonly number[] | number): TypedArray {
  const list = typeof values === "number" ? undefined : values;
  const length = typeof values === "number" ? values : values.length;
  if (dtype === "int64") return list ? BigInt64Array.from(list, (v) => BigInt(v)) : new BigInt64Array(length);
  const make = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array, bool: Uint8Array };
  return list ? make[dtype].from(list) : new make[dtype](length);
}

function isTypedArray(data: TypedArray | readonly number[]): data is TypedArray {
  return ArrayBuffer.isView(data);
}

function dtypeOf(data: TypedArray): DType {
  if (data instanceof Float32Array) return "float32";
  if (data instanceof Float64Array) return "float64";
  if (data instanceof BigInt64Array) return "int64";
  if (data instanceof Int32Array) return "int32";
  if (data instanceof Uint8Array) return "uint8";
  throw new Fault("dtype", "constants are float32, float64, int64, int32 or uint8");
}

export function intOf(attributes: Attributes, name: string, fallback: number): number {
  const attribute = attributes[name];
  return attribute && "int" in attribute ? attribute.int : fallback;
}

export function intsOf(attributes: Attributes, name: string, fallback: readonly number[]): readonly number[] {
  const attribute = attributes[name];
  return attribute && "ints" in attribute ? attribute.ints : fallback;
}

export function floatOf(attributes: Attributes, name: string, fallback: number): number {
  const attribute = attributes[name];
  return attribute && "float" in attribute ? attribute.float : fallback;
}

export function textOf(attributes: Attributes, name: string, fallback: string): string {
  const attribute = attributes[name];
  return attribute && "text" in attribute ? attribute.text : fallback;
}

/** Elements of a tensor that must be known while building: shapes, axes, starts. */
export function knownInts(operator: string, tensor: Tensor | null, what: string): number[] {
  const value = tensor && constantValue(tensor);
  if (!value) throw new ShapeError(operator, `${what} must be a constant, so that the shape of the result is known`);
  return Array.from(value.data, Number);
}
