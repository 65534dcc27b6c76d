/** Reverse-mode differentiation: the backward pass is more expression. */

import { Fault } from "../fault.ts";
import { add } from "./operators/elementwise.ts";
import { zeros } from "./operators/movement.ts";
import { sumTo } from "./operators/reduction.ts";
import { nodesBefore } from "./order.ts";
import { ShapeError, sameShape, showShape } from "./shape.ts";
import { inputName, isLeaf, type Node, scalar, type Tensor } from "./tensor.ts";

/**
 * The gradients of `loss`, a scalar, with respect to each of `parameters`: same names, same shapes.
 * A parameter that `loss` does not depend on gets zeros.
 * @throws Fault "no-gradient" that names the operator in the way, and what stands round it
 */
export function grad<Name extends string>(
  loss: Tensor,
  parameters: Readonly<Record<Name, Tensor>>,
): Record<Name, Tensor> {
  if (loss.shape.length !== 0)
    throw new ShapeError("grad", `the loss must be a scalar, not ${showShape(loss.shape)}: sum or average it first`);
  const wanted: Tensor[] = Object.values(parameters);
  const order = nodesBefore([loss]);
  const onPath = nodesFrom(wanted, order);
  const gradients = new Map<Tensor, Tensor>([[loss, scalar(1, loss.dtype)]]);
  for (const node of order.toReversed()) {
    if (!onPath.has(node) || isLeaf(node)) continue;
    const outputs = node.outputs.map((output) => gradients.get(output));
    if (outputs.every((gradient) => gradient === undefined)) continue;
    propagate(node, outputs, onPath, gradients);
  }
  const entries = Object.entries<Tensor>(parameters).map(([name, parameter]) => [
    name,
    gradients.get(parameter) ?? zeros(parameter),
  ]);
  return Object.fromEntries(entries);
}

function propagate(
  node: Node,
  outputs: readonly (Tensor | undefined)[],
  onPath: ReadonlySet<Node>,
  gradients: Map<Tensor, Tensor>,
): void {
  const { gradient } = node.operator;
  if (gradient === "none") return;
  if (gradient === undefined)
    throw new Fault("no-gradient", `${node.operator.name} has no gradient here: ${surroundings(node)}`);
  gradient(node, outputs).forEach((part, i) => {
    const source = node.inputs[i];
    if (!part || !source || !onPath.has(source.node)) return;
    const summed = sumTo(part, source.shape);
    if (!sameShape(summed.shape, source.shape))
      throw new ShapeError(
        `${node.operator.name}'s gradient`,
        `${showShape(summed.shape)} for an input of ${showShape(source.shape)}`,
      );
    const before = gradients.get(source);
    gradients.set(source, before ? add(before, summed) : summed);
  });
}

/** The nodes that depend on one of `sources`, those nodes included. */
function nodesFrom(sources: readonly Tensor[], order: readonly Node[]): Set<Node> {
  const reached = new Set(sources.map(({ node }) => node));
  for (const node of order) if (node.inputs.some((tensor) => tensor && reached.has(tensor.node))) reached.add(node);
  return reached;
}

function surroundings(node: Node): string {
  const inputs = node.inputs.map((tensor) =>
    tensor ? `${inputName(tensor) ?? tensor.node.operator.name} ${showShape(tensor.shape)}` : "none",
  );
  const outputs = node.outputs.map(({ shape }) => showShape(shape));
  return `${node.operator.name}(${inputs.join(", ")}) -> ${outputs.join(", ")}`;
}
