/** Vision transformer (Dosovitskiy+ 2021, arXiv 2010.11929) as timm has it: a class token, and learned positions. */

import { Fault } from "../fault.ts";
import type { RandomStream } from "../random.ts";
import { gelu } from "../tensor/operators/activations.ts";
import { add } from "../tensor/operators/elementwise.ts";
import { concat, expand, reshape, slice, transpose } from "../tensor/operators/movement.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { attention, attentionParameters } from "./attention.ts";
import { conv2d } from "./conv2d.ts";
import { dropPath, risingRate } from "./dropPath.ts";
import { normalArray, uniformArray } from "./initial.ts";
import { layerNorm, layerNormParameters } from "./layerNorm.ts";
import { linear, linearParameters } from "./linear.ts";
import type { FeatureOptions, Network, NetworkSizes } from "./network.ts";
import { type Parameters, type ParameterTensors, parameter, prefixed, under } from "./parameters.ts";
import type { Phase } from "./phase.ts";
import { resizedGrid } from "./resizedGrid.ts";

interface Architecture {
  width: number;
  heads: number;
}

const depth = 12;
/** Height and width of the piece of an image that becomes a token. */
const patch = 16;
/** Of the images that positions are learned on, if nothing else is asked for. */
const publishedSize = 224;
/** The first linear layer after attention widens by this. */
const expansion = 4;
/** Of weights in the beginning. */
const deviation = 0.02;

const blockNames = Array.from({ length: depth }, (_, b) => `blocks.${b}`);

function visionTransformerParameters(
  { width }: Architecture,
  stream: RandomStream,
  { inChannels = 3, classes, imageSize = publishedSize }: NetworkSizes,
): Parameters {
  const tokens = 1 + patchesAlong(imageSize) ** 2;
  // PyTorch's for a convolution: uniform in ±1 / sqrt(pixels of a patch).
  const bound = 1 / Math.sqrt(inChannels * patch * patch);
  const parameters: Record<string, Parameters[string]> = {
    cls_token: normalArray(stream, [1, 1, width], 1e-6),
    pos_embed: normalArray(stream, [1, tokens, width], deviation),
    "patch_embed.proj.weight": uniformArray(stream, [width, inChannels, patch, patch], bound),
    "patch_embed.proj.bias": uniformArray(stream, [width], bound),
  };
  for (const block of blockNames)
    Object.assign(
      parameters,
      prefixed(`${block}.norm1`, layerNormParameters(width)),
      prefixed(`${block}.attn`, attentionParameters(stream, { width, deviation })),
      prefixed(`${block}.norm2`, layerNormParameters(width)),
      prefixed(`${block}.mlp.fc1`, linearParameters(stream, { inputs: width, outputs: expansion * width, deviation })),
      prefixed(`${block}.mlp.fc2`, linearParameters(stream, { inputs: expansion * width, outputs: width, deviation })),
    );
  Object.assign(parameters, prefixed("norm", layerNormParameters(width)));
  if (classes)
    Object.assign(
      parameters,
      prefixed("head", linearParameters(stream, { inputs: width, outputs: classes, deviation })),
    );
  return parameters;
}

function patchesAlong(size: number): number {
  if (size % patch !== 0)
    throw new Fault(
      "image-size",
      `images for a vision transformer are a multiple of ${patch} pixels wide, not ${size}`,
    );
  return size / patch;
}

function visionTransformerFeatures(
  { width, heads }: Architecture,
  parameters: ParameterTensors,
  name: string,
  x: Tensor,
  phase: Phase,
  { dropPath: rate = 0 }: FeatureOptions,
): Tensor {
  const [batch, , height, columns] = x.shape as [number, number, number, number];
  const grid = [patchesAlong(height), patchesAlong(columns)] as const;
  const patches = conv2d(under("patch_embed.proj", parameters), x, { strides: [patch, patch] });
  const tokens = transpose(reshape(patches, [batch, width, grid[0] * grid[1]]), [0, 2, 1]);
  const first = expand(parameter(parameters, "cls_token"), [batch, 1, width]);
  let y = add(concat([first, tokens], 1), positions(parameter(parameters, "pos_embed"), grid));
  blockNames.forEach((block, b) => {
    const within = (layer: string) => under(`${block}.${layer}`, parameters);
    const kept = (branch: string, z: Tensor) =>
      dropPath(`${name}.${block}.${branch}`, z, risingRate(rate, b, depth), phase);
    y = add(y, kept("attn", attention(within("attn"), layerNorm(within("norm1"), y), heads)));
    const widened = gelu(linear(within("mlp.fc1"), layerNorm(within("norm2"), y)));
    y = add(y, kept("mlp", linear(within("mlp.fc2"), widened)));
  });
  // The class token alone is looked at.
  return layerNorm(under("norm", parameters), reshape(slice(y, { axis: 1, start: 0, end: 1 }), [batch, width]));
}

/**
 * Learned positions, interpolated where images have another size than those they were learned on.
 * @param learned [1, 1 + side x side, width]: the class token's, then a square grid's
 * @returns [1, 1 + height x width, width]
 */
function positions(learned: Tensor, grid: readonly [height: number, width: number]): Tensor {
  const [, count, width] = learned.shape as [number, number, number];
  const side = Math.sqrt(count - 1);
  if (grid[0] === side && grid[1] === side) return learned;
  const part = (start: number, end: number) => slice(learned, { axis: 1, start, end });
  const resized = resizedGrid(reshape(part(1, count), [side, side, width]), grid);
  return concat([part(0, 1), reshape(resized, [1, grid[0] * grid[1], width])], 1);
}

function visionTransformer(architecture: Architecture): Network {
  return {
    width: architecture.width,
    head: "head",
    parameters: (stream, sizes = {}) => visionTransformerParameters(architecture, stream, sizes),
    features: (parameters, name, x, phase, options = {}) =>
      visionTransformerFeatures(architecture, parameters, name, x, phase, options),
  };
}

export const visionTransformers: Readonly<Record<string, Network>> = {
  vit_tiny_patch16_224: visionTransformer({ width: 192, heads: 3 }),
  vit_small_patch16_224: visionTransformer({ width: 384, heads: 6 }),
  vit_base_patch16_224: visionTransformer({ width: 768, heads: 12 }),
};
