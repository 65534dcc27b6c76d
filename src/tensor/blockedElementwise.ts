/** Operators that work element by element, in the blocked layout: those with fewer numbers on one side, and sums fused with what comes before. */

import type { Forms, Layout } from "./blocked.ts";
import { blockedAffine, isBlockedConv, isSingle } from "./blockedKernels.ts";
import { activationOperators } from "./operators/activations.ts";
import { elementwiseOperators } from "./operators/elementwise.ts";
import { expand, reshape } from "./operators/movement.ts";
import { sameShape } from "./shape.ts";
import { apply, constant, type Node, operand, type Tensor } from "./tensor.ts";

const elementwiseNames = new Set([...elementwiseOperators, ...activationOperators].map(({ name }) => name));

export function isElementwise({ operator }: Node): boolean {
  return operator.domain === "" && elementwiseNames.has(operator.name);
}

/** Whatever the order of elements, as long as all operands have the same. */
export function elementwise(node: Node, layout: Layout): Forms | undefined {
  const [y] = node.outputs;
  if (y?.dtype !== "float32") return undefined;
  const large = node.inputs.filter((tensor) => tensor !== null).filter((tensor) => !isSingle(tensor));
  const spread = large.filter((tensor) => layout.spread(tensor) !== undefined);
  const formed = (form: (tensor: Tensor) => Tensor) => {
    const inputs = node.inputs.map((tensor) => tensor && (isSingle(tensor) ? layout.plain(tensor) : form(tensor)));
    return apply(node.operator, inputs, node.attributes)[0];
  };
  if (spread.length === large.length && large.every(({ shape }) => sameShape(shape, y.shape)) && large.length > 0)
    return { spread: formed((tensor) => layout.spread(tensor) as Tensor) };
  const full = large.filter((tensor) => !spread.includes(tensor));
  const planar = planewise(node, y, layout);
  if (planar) return { blocked: planar };
  if (!layout.fits(y) || !full.every((tensor) => layout.fits(tensor) && sameShape(tensor.shape, y.shape)))
    return undefined;
  if (!full.some((tensor) => layout.isBlocked(tensor))) return undefined;
  if (spread.length === 0) return { blocked: formed((tensor) => layout.blocked(tensor)) };
  const [n, channels, height, width] = y.shape as [number, number, number, number];
  const blocks = channels / layout.block;
  const long = height * width * layout.block;
  const result = formed((tensor) => {
    const once = layout.spread(tensor);
    return once ? reshape(once, [n, 1, long]) : reshape(layout.blocked(tensor), [n, blocks, long]);
  });
  return result && { blocked: reshape(result, y.shape) };
}

/** A multiple, or a sum, with one number for each image's channel, each channel, or each image. */
function planewise(node: Node, y: Tensor, layout: Layout): Tensor | undefined {
  const { name } = node.operator;
  if (!layout.fits(y) || (name !== "Mul" && name !== "Add")) return undefined;
  const [a, b] = [operand(node, 0), operand(node, 1)];
  const [x, other] = sameShape(a.shape, y.shape) ? [a, b] : [b, a];
  if (!sameShape(x.shape, y.shape) || !layout.isBlocked(x) || sameShape(other.shape, y.shape)) return undefined;
  const [images = 1, channels = 1, ...size] = [...Array(4 - other.shape.length).fill(1), ...other.shape];
  if (size.some((length) => length !== 1)) return undefined;
  const [n, all, height, width] = y.shape as [number, number, number, number];
  const isSame = images === 1;
  const planes = isSame ? all : n * all;
  const numbers = reshape(layout.plain(other), [images, channels]);
  const vector = reshape(channels === 1 ? expand(numbers, [images, all]) : numbers, [planes]);
  const image = isSame ? layout.blocked(x) : reshape(layout.blocked(x), [1, planes, height, width]);
  const ones = () => constant(new Float32Array(planes).fill(1));
  const result = name === "Mul" ? blockedAffine(image, vector, null) : blockedAffine(image, ones(), vector);
  return isSame ? result : reshape(result, y.shape);
}

/** A sum in as few passes as it can be had. */
export function sums(a: Tensor, b: Tensor, layout: Layout): Forms | undefined {
  if (isSingle(a) || isSingle(b)) return isSingle(a) ? shifted(b, a, layout) : shifted(a, b, layout);
  if (!sameShape(a.shape, b.shape)) return undefined;
  return fusedSum(a, b, layout) ?? fusedSum(b, a, layout) ?? scaledSum(a, b, layout) ?? scaledSum(b, a, layout);
}

/** The sum of `other` and of the convolution that made `last`, in one pass where `other` can be overwritten. */
function fusedSum(last: Tensor, other: Tensor, layout: Layout): Forms | undefined {
  if (![last, other].every((x) => layout.fits(x) && layout.isBlocked(x) && layout.isUsedOnce(x))) return undefined;
  const { node } = layout.blocked(last);
  if (!isBlockedConv(node) || node.inputs.length > 3 || node.attributes.activation) return undefined;
  const [x = null, weight = null, bias = null] = node.inputs;
  const [y] = apply(node.operator, [x, weight, bias, layout.blocked(other)], node.attributes);
  return { blocked: y };
}

/** Where `tensor` is a multiple that nothing else needs. */
function multipleOf(tensor: Tensor, layout: Layout): { x: Tensor; factor: Tensor } | undefined {
  const { operator, inputs } = tensor.node;
  const [a, b] = inputs;
  if (operator.name !== "Mul" || !layout.isUsedOnce(tensor) || !a || !b) return undefined;
  if (isSingle(b) && sameShape(a.shape, tensor.shape)) return { x: a, factor: b };
  return isSingle(a) && sameShape(b.shape, tensor.shape) ? { x: b, factor: a } : undefined;
}

/** A multiple of one tensor plus another, in one pass. */
function scaledSum(multiple: Tensor, other: Tensor, layout: Layout): Forms | undefined {
  const parts = multipleOf(multiple, layout);
  if (!parts || !areBlocked([parts.x, other], layout)) return undefined;
  const scale = inEachChannel(parts.x, parts.factor, layout);
  return { blocked: blockedAffine(layout.blocked(parts.x), scale, null, { sum: layout.blocked(other) }) };
}

/** A multiple of one tensor plus a number, in one pass. */
function shifted(multiple: Tensor, shift: Tensor, layout: Layout): Forms | undefined {
  const parts = multipleOf(multiple, layout);
  if (!parts || !areBlocked([parts.x], layout)) return undefined;
  const scale = inEachChannel(parts.x, parts.factor, layout);
  return { blocked: blockedAffine(layout.blocked(parts.x), scale, inEachChannel(parts.x, shift, layout)) };
}

/** All can be, and one is. */
function areBlocked(tensors: readonly Tensor[], layout: Layout): boolean {
  return tensors.every((tensor) => layout.fits(tensor)) && tensors.some((tensor) => layout.isBlocked(tensor));
}

function inEachChannel(x: Tensor, single: Tensor, layout: Layout): Tensor {
  return expand(reshape(layout.plain(single), [1]), [x.shape[1] as number]);
}
