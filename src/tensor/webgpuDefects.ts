/** What ONNX Runtime 1.30's WebGPU kernels get wrong, and how a program keeps clear of it. */

import type { InferenceSession } from "onnxruntime-node";
import { geometryOf } from "./operators/convolutionGeometry.ts";
import { sameShape } from "./shape.ts";
import { type Node, operand, type Tensor } from "./tensor.ts";

/** @param nodes of the program, by name */
export function aroundDefects(nodes: ReadonlyMap<string, Node>): InferenceSession.WebGpuExecutionProviderOption {
  const all = [...nodes];
  const used = new Set(all.flatMap(([, { inputs }]) => inputs));
  const refused = all.filter(([, node]) => isRefused(node, used)).map(([name]) => name);
  return {
    name: "webgpu",
    ...(all.some(([, node]) => needsChannelsFirst(node)) ? { preferredLayout: "NCHW" } : {}),
    // An empty list is refused too.
    ...(refused.length > 0 ? { forceCpuNodeNames: refused } : {}),
  };
}

/**
 * Convolutions that are wrong, without a word, where channels lie last. Four output channels are computed at once, and so
 * are those of two groups where a group has more than four that are no multiple of four: such as the nine taps that a
 * weight's gradient is taken over. Input channels that are a multiple of three, and not of four, are taken by threes: from
 * the wrong places, where there are more than three, such as the six of LeNet.
 */
function needsChannelsFirst(node: Node): boolean {
  if (node.operator.name !== "Conv") return false;
  const { group } = geometryOf("Conv", node.attributes);
  const [out, channels] = operand(node, 1).shape as [number, number];
  const each = out / group;
  if (group > 1) return each > 4 && each % 4 !== 0;
  return channels > 3 && channels % 3 === 0 && channels % 4 !== 0 && each % 4 === 0;
}

/** Kernels that are there and fail when they run: they are left to the processor. */
function isRefused(node: Node, used: ReadonlySet<Tensor | null>): boolean {
  const { operator, outputs } = node;
  // Where each maximum stood is its second output.
  if (operator.name === "MaxPool") return outputs.slice(1).some((places) => used.has(places));
  if (operator.name !== "Pow") return false;
  const [base, exponent] = [operand(node, 0).shape, operand(node, 1).shape];
  // Shapes that broadcast; one number to raise all to is well.
  return !sameShape(base, exponent) && exponent.length > 0;
}
