/** The nodes an expression is made of, in an order they can be computed in. */

import type { Node, Tensor } from "./tensor.ts";

/** Every node that `outputs` need, each after the nodes of its inputs. Depth first, so the same graph gives the same order. */
export function nodesBefore(outputs: readonly Tensor[]): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  // By hand rather than by recursion: a deep network's backward pass is deeper than the call stack.
  const stack: { node: Node; next: number }[] = [];
  const enter = (node: Node) => {
    if (seen.has(node)) return;
    seen.add(node);
    stack.push({ node, next: 0 });
  };
  for (const { node } of outputs) {
    enter(node);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const source = top.node.inputs[top.next++];
      if (source) enter(source.node);
      else if (top.next > top.node.inputs.length) {
        order.push(top.node);
        stack.pop();
      }
    }
  }
  return order;
}
