/**
 * Rewrites an expression for ONNX Runtime's blocked layout (see `blockedKernels`).
 *
 * Its direct convolutions take no detour through im2col: 145 to 235 GFLOP/s on 2 cores where plain Conv has 45 to 150.
 * A weight's gradient is such a convolution too, over images instead of channels: 6 ms where unfolding took 17. What
 * stands between two convolutions stays in the layout, so that nothing is reordered on the way.
 */

import { elementwise, isElementwise, sums } from "./blockedElementwise.ts";
import {
  blockedAffine,
  blockedAverage,
  blockedConv,
  blockedDots,
  blockedWithZeros,
  depthwiseWeight,
  forwardWeight,
  isBlockedConv,
  spreadMean,
  toBlocked,
  toPlain,
  turnedDepthwiseWeight,
  turnedWeight,
} from "./blockedKernels.ts";
import { overEachImage, overImages, overPixels } from "./blockedWeightGradient.ts";
import { conv } from "./operators/convolution.ts";
import { flippedPads, type Geometry, geometryOf } from "./operators/convolutionGeometry.ts";
import { mul } from "./operators/elementwise.ts";
import { reshape, slice } from "./operators/movement.ts";
import { sum } from "./operators/reduction.ts";
import { nodesBefore } from "./order.ts";
import { type Shape, sameShape } from "./shape.ts";
import { apply, constantValue, input, intsOf, isLeaf, knownInts, type Node, operand, type Tensor } from "./tensor.ts";

/** Compositions that this pass knows better forms of than their parts. */
export const blockedCompositions: ReadonlySet<string> = new Set([
  "channelAffine",
  "channelDot",
  "convInputGradient",
  "convWeightGradient",
]);

/** A tensor of the new expression, in one layout or more. */
export interface Forms {
  plain?: Tensor;
  blocked?: Tensor;
  /** Of a tensor with one channel: blocked, that channel in every place of one block. It broadcasts over other blocks. */
  spread?: Tensor;
}

/**
 * The same tensors, blocked where that is faster.
 * @param block channels in a group: the processor's
 */
export function withBlockedLayout(outputs: readonly Tensor[], block: number): Tensor[] {
  const layout = new Layout(outputs, block);
  for (const node of nodesBefore(outputs)) layout.rewrite(node);
  return outputs.map((tensor) => layout.plain(tensor));
}

export class Layout {
  readonly block: number;
  /** By the tensor of the old expression. */
  readonly #forms = new Map<Tensor, Forms>();
  readonly #uses = new Map<Tensor, number>();

  constructor(outputs: readonly Tensor[], block: number) {
    this.block = block;
    const count = (tensor: Tensor) => this.#uses.set(tensor, (this.#uses.get(tensor) ?? 0) + 1);
    for (const node of nodesBefore(outputs)) for (const tensor of node.inputs) if (tensor) count(tensor);
    for (const tensor of outputs) count(tensor);
  }

  rewrite(node: Node): void {
    const rule = isLeaf(node) ? undefined : rules[node.operator.name];
    const blocked = rule?.(node, this) ?? (isElementwise(node) ? elementwise(node, this) : undefined);
    const [first] = node.outputs;
    if (blocked && first) this.#forms.set(first, blocked);
    else this.#keepPlain(node);
  }

  #keepPlain(node: Node): void {
    const inputs = node.inputs.map((tensor) => tensor && this.plain(tensor));
    const isMoved = inputs.some((tensor, i) => tensor !== node.inputs[i]);
    const rebuilt = isMoved ? apply(node.operator, inputs, node.attributes) : node.outputs;
    node.outputs.forEach((output, i) => {
      this.#forms.set(output, { plain: rebuilt[i] });
    });
  }

  #of(tensor: Tensor): Forms {
    const forms = this.#forms.get(tensor);
    if (!forms) throw new Error("a node came before its inputs");
    return forms;
  }

  plain(tensor: Tensor): Tensor {
    const forms = this.#of(tensor);
    if (!forms.plain && forms.blocked) forms.plain = isPixel(tensor) ? forms.blocked : toPlain(forms.blocked);
    if (!forms.plain && forms.spread) forms.plain = slice(toPlain(forms.spread), { axis: 1, start: 0, end: 1 });
    if (!forms.plain) throw new Error("a tensor has no layout");
    return forms.plain;
  }

  blocked(tensor: Tensor): Tensor {
    const forms = this.#of(tensor);
    if (!forms.blocked) forms.blocked = isPixel(tensor) ? this.plain(tensor) : toBlocked(this.plain(tensor));
    return forms.blocked;
  }

  spread(tensor: Tensor): Tensor | undefined {
    return this.#of(tensor).spread;
  }

  isBlocked(tensor: Tensor): boolean {
    return this.#of(tensor).blocked !== undefined;
  }

  /** Nothing but one node needs it. */
  isUsedOnce(tensor: Tensor): boolean {
    return this.#uses.get(tensor) === 1;
  }

  /** Whether its channels fill whole blocks. */
  fits({ shape, dtype }: Tensor): boolean {
    return shape.length === 4 && dtype === "float32" && (shape[1] as number) % this.block === 0;
  }
}

/** @returns undefined where the node had better stay in plain layout */
type Rule = (node: Node, layout: Layout) => Forms | undefined;

const rules: Readonly<Record<string, Rule>> = {
  Conv: (node, layout) => {
    const [x, weight, bias] = [operand(node, 0), operand(node, 1), node.inputs[2]];
    const [y] = node.outputs;
    const geometry = geometryOf("Conv", node.attributes);
    // With constant weights ONNX Runtime does it itself.
    if (!y || constantValue(weight) || !layout.fits(y)) return undefined;
    const options = { ...geometry, bias: bias && layout.plain(bias) };
    if (isDepthwise(geometry, weight)) {
      const blockedWeight = depthwiseWeight(layout.plain(weight));
      return { blocked: blockedConv(layout.blocked(x), blockedWeight, kernelOf(weight), y, options) };
    }
    const isNarrow = (x.shape[1] as number) < layout.block;
    if (geometry.group !== 1 || (!isNarrow && !layout.fits(x))) return undefined;
    const blockedWeight = forwardWeight(layout.plain(weight), layout.block);
    const image = isNarrow ? layout.plain(x) : layout.blocked(x);
    return { blocked: blockedConv(image, blockedWeight, kernelOf(weight), y, options) };
  },

  convInputGradient: (node, layout) => {
    const [gradient, weight] = [operand(node, 0), operand(node, 1)];
    const [y] = node.outputs;
    const geometry = geometryOf("convInputGradient", node.attributes);
    if (!y || !layout.fits(y) || !layout.fits(gradient)) return undefined;
    const depthwise = isDepthwise(geometry, weight);
    const [down = 1, across = 1] = geometry.strides;
    const isStrided = down !== 1 || across !== 1;
    // Between the rows and columns of a strided gradient stand zeros. They cost little where each channel is by itself;
    // elsewhere ConvTranspose, which leaves them out, is faster.
    if (!depthwise && (geometry.group !== 1 || isStrided)) return undefined;
    const kernel = kernelOf(weight);
    const [top = 0, left = 0] = flippedPads(kernel, geometry);
    const after = [0, 1].map((axis) => {
      const reach = ((kernel[axis] as number) - 1) * (geometry.dilations[axis] as number);
      const given = (gradient.shape[axis + 2] as number) * (geometry.strides[axis] as number);
      return (y.shape[axis + 2] as number) + reach - given - ([top, left][axis] as number);
    });
    const pads = [top, left, ...after];
    if (pads.some((size) => size < 0)) return undefined;
    const blocked = layout.blocked(gradient);
    const image = isStrided ? blockedWithZeros(blocked, [down, across], layout.block) : blocked;
    const turned = (depthwise ? turnedDepthwiseWeight : turnedWeight)(layout.plain(weight), layout.block);
    const { dilations, group } = geometry;
    return { blocked: blockedConv(image, turned, kernel, y, { pads, dilations, group }) };
  },

  convWeightGradient: (node, layout) => {
    const [x, gradient] = [operand(node, 0), operand(node, 1)];
    const geometry = geometryOf("convWeightGradient", node.attributes);
    const shape = intsOf(node.attributes, "shape", []);
    if (!layout.fits(gradient)) return undefined;
    if (isDepthwise(geometry, { shape }))
      return { plain: overEachImage(layout.blocked(x), layout.blocked(gradient), shape, geometry) };
    const [n, , rows = 0, columns = 0] = x.shape as [number, number, number, number];
    if (isPointwise(geometry, shape) && (rows * columns) % layout.block === 0 && layout.fits(x))
      return { plain: overPixels(layout.blocked(x), layout.blocked(gradient), shape, layout.block) };
    if (geometry.group !== 1 || n % layout.block !== 0) return undefined;
    return { plain: overImages(layout.plain(x), layout.plain(gradient), shape, geometry, layout.block) };
  },

  channelAffine: (node, layout) => {
    const [x, scale, shift] = [operand(node, 0), operand(node, 1), operand(node, 2)];
    if (!layout.fits(x) || !layout.isBlocked(x)) return undefined;
    return { blocked: blockedAffine(layout.blocked(x), layout.plain(scale), layout.plain(shift)) };
  },

  channelDot: (node, layout) => {
    const [a, b] = [operand(node, 0), operand(node, 1)];
    if (!layout.fits(a) || !(layout.isBlocked(a) || layout.isBlocked(b))) return undefined;
    // A variance is a difference of nearly equal numbers: the average's kernel rounds a sum less than the slid one does.
    if (a === b) return { plain: sumOfBlocked(mul(layout.blocked(a), layout.blocked(b))) };
    return { plain: sum(blockedDots(layout.blocked(a), layout.blocked(b)), [0]) };
  },

  ReduceSum: (node, layout) => {
    const x = operand(node, 0);
    const [y] = node.outputs;
    if (!y || !layout.fits(x) || !layout.isBlocked(x)) return undefined;
    const axes = reducedAxes(node).join();
    if (axes === "0,2,3") return { plain: reshape(sumOfBlocked(layout.blocked(x)), y.shape) };
    if (axes !== "2,3") return undefined;
    const { operator, inputs } = x.node;
    const [a, b] = inputs;
    if (operator.name === "Mul" && a && b && sameShape(a.shape, b.shape) && layout.isUsedOnce(x))
      return { plain: reshape(blockedDots(layout.blocked(a), layout.blocked(b)), y.shape) };
    const [, , height, width] = x.shape as [number, number, number, number];
    return { plain: mul(reshape(blockedAverage(layout.blocked(x)), y.shape), height * width) };
  },

  ReduceMean: (node, layout) => {
    const x = operand(node, 0);
    const [y] = node.outputs;
    if (!y || !layout.fits(x) || !layout.isBlocked(x)) return undefined;
    const axes = reducedAxes(node).join();
    if (axes === "1" && y.shape.length === 4) return { spread: spreadMean(layout.blocked(x), layout.block) };
    return axes === "2,3" ? { plain: reshape(blockedAverage(layout.blocked(x)), y.shape) } : undefined;
  },

  Relu: (node, layout) => {
    const x = operand(node, 0);
    if (!layout.fits(x) || !layout.isBlocked(x) || !layout.isUsedOnce(x)) return undefined;
    const before = layout.blocked(x).node;
    // The convolution, or the multiple in a channel, that x comes from does it on the way.
    if (!isBlockedConv(before) || before.attributes.activation) return undefined;
    const [y] = apply(before.operator, before.inputs, { ...before.attributes, activation: { text: "Relu" } });
    return { blocked: y };
  },

  Add: (node, layout) => sums(operand(node, 0), operand(node, 1), layout),
};

/** Of one pixel both layouts are the same. */
function isPixel({ shape }: Tensor): boolean {
  return shape[2] === 1 && shape[3] === 1;
}

function kernelOf({ shape }: Tensor): [number, number] {
  return [shape[2] as number, shape[3] as number];
}

function reducedAxes(node: Node): number[] {
  const { shape } = operand(node, 0);
  const axes = node.inputs[1] ? knownInts("reduction", node.inputs[1], "axes") : shape.map((_, i) => i);
  return axes.map((axis) => (axis < 0 ? axis + shape.length : axis)).toSorted((a, b) => a - b);
}

/** @returns [channels] */
function sumOfBlocked(x: Tensor): Tensor {
  const [n, channels, height, width] = x.shape as [number, number, number, number];
  return mul(sum(reshape(blockedAverage(x), [n, channels]), [0]), height * width);
}

function isDepthwise({ group }: Geometry, { shape }: { shape: Shape }): boolean {
  return group > 1 && group === shape[0] && shape[1] === 1;
}

/** A kernel of one pixel that leaves none out. */
function isPointwise({ group, strides, pads }: Geometry, [, , height, width]: Shape): boolean {
  const isSingle = [group, height, width, ...strides].every((size) => size === 1);
  return isSingle && pads.every((size) => size === 0);
}

/** Two outputs that agree only where `block` is this processor's block. Inputs: x [1, 32, 3, 3], weight [32, 32, 3, 3]. */
export function blockedProbe(block: number): { plain: Tensor; blocked: Tensor } {
  const plain = conv(input("x", [1, 32, 3, 3]), input("weight", [32, 32, 3, 3]), { pads: [1, 1, 1, 1] });
  const [blocked = plain] = withBlockedLayout([plain], block);
  return { plain, blocked };
}
