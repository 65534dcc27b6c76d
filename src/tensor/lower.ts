/** Compositions with a gradient of their own, put back into the ONNX operators they are made of. */

import { nodesBefore } from "./order.ts";
import { type Attributes, apply, isLeaf, type Operator, type Tensor } from "./tensor.ts";

/** A composition that knows a better gradient than that of its parts, e.g. batch normalisation. */
export interface Composition extends Operator {
  /** The same outputs, made of ONNX operators. */
  readonly lower: (inputs: readonly Tensor[], attributes: Attributes) => readonly Tensor[];
}

function isComposition(operator: Operator): operator is Composition {
  return "lower" in operator;
}

/**
 * The same tensors, in which no composition is left.
 * @param kept names of compositions to leave as they are
 */
export function lowered(outputs: readonly Tensor[], kept: ReadonlySet<string> = new Set()): Tensor[] {
  const replaced = new Map<Tensor, Tensor>();
  const current = (tensor: Tensor) => replaced.get(tensor) ?? tensor;
  for (const node of nodesBefore(outputs)) {
    const inputs = node.inputs.map((tensor) => tensor && current(tensor));
    if (isComposition(node.operator) && !kept.has(node.operator.name)) {
      const parts = lowered(
        node.operator.lower(
          inputs.filter((tensor) => tensor !== null),
          node.attributes,
        ),
        kept,
      );
      node.outputs.forEach((output, i) => {
        const part = parts[i];
        if (part) replaced.set(output, part);
      });
    } else if (!isLeaf(node) && inputs.some((tensor, i) => tensor !== node.inputs[i])) {
      const rebuilt = apply(node.operator, inputs, node.attributes);
      node.outputs.forEach((output, i) => {
        const part = rebuilt[i];
        if (part) replaced.set(output, part);
      });
    }
  }
  return outputs.map(current);
}
