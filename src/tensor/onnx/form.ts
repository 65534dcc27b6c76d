/** What a node of a file is, and how it is written in the operators here. */

import { Fault } from "../../fault.ts";
import { operatorNamed } from "../operators.ts";
import { type Attributes, constantValue, intOf, type Operator, type Tensor, textOf } from "../tensor.ts";

/** A node of an ONNX file, its inputs made already. */
export interface ForeignNode {
  readonly operator: string;
  readonly inputs: readonly (Tensor | null)[];
  readonly attributes: Attributes;
  /** Version of the operator set that the file is written in. */
  readonly opset: number;
  /** How many outputs it has. */
  readonly outputs: number;
}

/** @returns its outputs, the first of which is enough where no more are used */
export type Form = (node: ForeignNode) => Tensor | readonly Tensor[];

/** The input at `index`, which the operator cannot do without. */
export function needed({ inputs }: Pick<ForeignNode, "inputs">, index: number): Tensor {
  const tensor = inputs[index];
  if (!tensor) throw new Fault("onnx", `its input ${index + 1} is missing`);
  return tensor;
}

/**
 * Whole numbers that are an attribute in old files and an input in newer ones.
 * @returns undefined where the node has neither
 */
export function intsAt(node: ForeignNode, index: number, attribute: string): number[] | undefined {
  const own = node.attributes[attribute];
  if (own && "ints" in own) return [...own.ints];
  return node.inputs[index] ? known(node.inputs[index], attribute) : undefined;
}

/** The elements of a tensor on which the shape of a result depends. */
export function known(tensor: Tensor, what: string): number[] {
  const value = constantValue(tensor);
  if (!value) throw new Fault("onnx", `its ${what} is computed from the data: shapes must be known beforehand`);
  return Array.from(value.data, Number);
}

/** Longer axes and lists are not of images: a file that asks for one to be written out is refused rather than obeyed. */
export const longestList = 65_536;

/** @throws Fault where so many numbers are not to be written out */
export function requireShort(length: number, what: string): void {
  if (!(length >= 0 && length <= longestList)) throw new Fault("onnx", `${what} of ${length} is too long`);
}

/** @throws Fault where an attribute asks for what is not done here */
export function refuse(node: ForeignNode, attribute: string, allowed: string | number): void {
  const own =
    typeof allowed === "number"
      ? intOf(node.attributes, attribute, allowed)
      : textOf(node.attributes, attribute, allowed);
  if (own !== allowed) throw new Fault("onnx", `${attribute} ${own} is not supported, only ${allowed}`);
}

/** The operator here of this name. */
export function standard(name: string): Operator {
  const operator = operatorNamed(name, "");
  if (!operator) throw new Error(`there is no operator ${name}`);
  return operator;
}
