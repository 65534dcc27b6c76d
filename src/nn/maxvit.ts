/**
 * MaxViT (Tu+ 2022, arXiv 2204.01697) as timm has the weights of its authors: a mobile convolution, attention within
 * windows, and attention over a grid, in every block.
 */

import { Fault } from "../fault.ts";
import type { RandomStream } from "../random.ts";
import { add, tanh } from "../tensor/operators/elementwise.ts";
import { transpose } from "../tensor/operators/movement.ts";
import { averagePool } from "../tensor/operators/pooling.ts";
import { mean } from "../tensor/operators/reduction.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { batchNorm2d, batchNorm2dParameters } from "./batchNorm2d.ts";
import { conv2d, conv2dParameters } from "./conv2d.ts";
import { dropPath, risingRate } from "./dropPath.ts";
import { geluTanh } from "./geluTanh.ts";
import { layerNorm, layerNormParameters } from "./layerNorm.ts";
import { linear, linearParameters } from "./linear.ts";
import type { FeatureOptions, Network, NetworkSizes } from "./network.ts";
import { type Parameters, type ParameterTensors, prefixed, under } from "./parameters.ts";
import { type Partition, partitionAttention, partitionAttentionParameters } from "./partitionAttention.ts";
import type { Phase } from "./phase.ts";
import { squeezeExcite, squeezeExciteParameters } from "./squeezeExcite.ts";

interface Architecture {
  stemChannels: number;
  /** Blocks of each stage. Every stage halves the image. */
  depths: readonly number[];
  channels: readonly number[];
}

/** Channels that one head of attention sees. */
const headSize = 32;
/** Of the inner layers, by a block's output. */
const expansion = 4;
const squeezedShare = 0.25;
const squeezeNames = ["fc1", "fc2"] as const;
/** From the image to the last stage, where one window covers everything. */
const totalStride = 32;
const publishedSize = 224;
/** TensorFlow's in the authors' code. */
const batchEpsilon = 1e-3;
const layerEpsilon = 1e-5;
const partitions: readonly Partition[] = ["block", "grid"];

interface Block {
  name: string;
  channels: number;
  out: number;
  stride: 1 | 2;
}

function blocksOf({ stemChannels, depths, channels: widths }: Architecture): Block[] {
  let channels = stemChannels;
  return depths.flatMap((depth, s) =>
    Array.from({ length: depth }, (_, b): Block => {
      const out = widths[s] as number;
      const block: Block = { name: `stages.${s}.blocks.${b}`, channels, out, stride: b === 0 ? 2 : 1 };
      channels = out;
      return block;
    }),
  );
}

function widthOf({ channels }: Architecture): number {
  return channels.at(-1) as number;
}

function maxvitParameters(
  architecture: Architecture,
  stream: RandomStream,
  { inChannels = 3, classes, imageSize = publishedSize }: NetworkSizes,
): Parameters {
  if (imageSize % totalStride !== 0)
    throw new Fault("image-size", `MaxViT's images are a multiple of ${totalStride} pixels wide, not ${imageSize}`);
  const side = imageSize / totalStride;
  const { stemChannels } = architecture;
  const width = widthOf(architecture);
  const stem = { out: stemChannels, size: 3, bias: true };
  const parameters: Record<string, Parameters[string]> = {
    ...prefixed("stem.conv1", conv2dParameters(stream, { ...stem, channels: inChannels })),
    ...prefixed("stem.norm1", batchNorm2dParameters(stemChannels)),
    ...prefixed("stem.conv2", conv2dParameters(stream, { ...stem, channels: stemChannels })),
  };
  for (const block of blocksOf(architecture)) {
    Object.assign(parameters, prefixed(`${block.name}.conv`, convolutionParameters(stream, block)));
    for (const partition of partitions)
      Object.assign(
        parameters,
        prefixed(`${block.name}.attn_${partition}`, transformerParameters(stream, block.out, side)),
      );
  }
  Object.assign(
    parameters,
    prefixed("head.norm", layerNormParameters(width)),
    prefixed("head.pre_logits.fc", linearParameters(stream, { inputs: width, outputs: width })),
    classes ? prefixed("head.fc", linearParameters(stream, { inputs: width, outputs: classes })) : {},
  );
  return parameters;
}

function convolutionParameters(
  stream: RandomStream,
  { channels, out, stride }: Block,
): Record<string, Parameters[string]> {
  const inside = expansion * out;
  const squeeze = { channels: inside, squeezed: squeezedShare * out, names: squeezeNames };
  return {
    ...(stride === 2 && channels !== out
      ? prefixed("shortcut.expand", conv2dParameters(stream, { channels, out, size: 1, bias: true }))
      : {}),
    ...prefixed("pre_norm", batchNorm2dParameters(channels)),
    ...prefixed("conv1_1x1", conv2dParameters(stream, { channels, out: inside, size: 1 })),
    ...prefixed("norm1", batchNorm2dParameters(inside)),
    ...prefixed("conv2_kxk", conv2dParameters(stream, { channels: inside, out: inside, size: 3, group: inside })),
    ...prefixed("norm2", batchNorm2dParameters(inside)),
    ...prefixed("se", squeezeExciteParameters(stream, squeeze)),
    ...prefixed("conv3_1x1", conv2dParameters(stream, { channels: inside, out, size: 1, bias: true })),
  };
}

function transformerParameters(stream: RandomStream, width: number, side: number): Record<string, Parameters[string]> {
  const inside = expansion * width;
  const deviation = deviationFor(width, inside);
  return {
    ...prefixed("norm1", layerNormParameters(width)),
    ...prefixed(
      "attn",
      partitionAttentionParameters(stream, {
        width,
        heads: width / headSize,
        side,
        deviation: deviationFor(width, width),
      }),
    ),
    ...prefixed("norm2", layerNormParameters(width)),
    ...prefixed("mlp.fc1", linearParameters(stream, { inputs: width, outputs: inside, deviation })),
    ...prefixed("mlp.fc2", linearParameters(stream, { inputs: inside, outputs: width, deviation })),
  };
}

/** Glorot & Bengio's (2010), as in the authors' transformers. */
function deviationFor(inputs: number, outputs: number): number {
  return Math.sqrt(2 / (inputs + outputs));
}

function maxvitFeatures(
  architecture: Architecture,
  parameters: ParameterTensors,
  name: string,
  x: Tensor,
  phase: Phase,
  { dropPath: rate = 0 }: FeatureOptions,
): Tensor {
  const normalized = (layer: string, y: Tensor) =>
    batchNorm2d(under(layer, parameters), `${name}.${layer}`, y, phase, batchEpsilon);
  const stem = geluTanh(normalized("stem.norm1", halving(under("stem.conv1", parameters), x)));
  let y = conv2d(under("stem.conv2", parameters), stem, { pads: [1, 1, 1, 1] });
  blocksOf(architecture).forEach((block, b, { length }) => {
    const kept = (branch: string, z: Tensor) =>
      dropPath(`${name}.${block.name}.${branch}`, z, risingRate(rate, b, length), phase);
    const own = under(block.name, parameters);
    const norm = (layer: string, z: Tensor) => normalized(`${block.name}.conv.${layer}`, z);
    y = add(
      kept("conv", convolution(under("conv", own), norm, y, block)),
      shortcut(under("conv.shortcut", own), y, block),
    );
    // Attention is a matter of pixels: channels last.
    let pixels = transpose(y, [0, 2, 3, 1]);
    for (const partition of partitions) {
      const layer = `attn_${partition}`;
      const within = under(layer, own);
      const seen = partitionAttention(
        under("attn", within),
        layerNorm(under("norm1", within), pixels, layerEpsilon),
        partition,
      );
      pixels = add(pixels, kept(`${layer}.attn`, seen));
      const widened = geluTanh(
        linear(under("mlp.fc1", within), layerNorm(under("norm2", within), pixels, layerEpsilon)),
      );
      pixels = add(pixels, kept(`${layer}.mlp`, linear(under("mlp.fc2", within), widened)));
    }
    y = transpose(pixels, [0, 3, 1, 2]);
  });
  const pooled = layerNorm(under("head.norm", parameters), mean(y, [2, 3]), layerEpsilon);
  return tanh(linear(under("head.pre_logits.fc", parameters), pooled));
}

function convolution(
  parameters: ParameterTensors,
  norm: (layer: string, z: Tensor) => Tensor,
  x: Tensor,
  { stride }: Block,
): Tensor {
  const expanded = geluTanh(norm("norm1", conv2d(under("conv1_1x1", parameters), norm("pre_norm", x))));
  const inside = expanded.shape[1] as number;
  const depthwise = under("conv2_kxk", parameters);
  const spread =
    stride === 2
      ? halving(depthwise, expanded, inside)
      : conv2d(depthwise, expanded, { pads: [1, 1, 1, 1], group: inside });
  const weighed = squeezeExcite(under("se", parameters), geluTanh(norm("norm2", spread)), squeezeNames);
  return conv2d(under("conv3_1x1", parameters), weighed);
}

function shortcut(parameters: ParameterTensors, x: Tensor, { stride }: Block): Tensor {
  if (stride === 1) return x;
  const halved = averagePool(x, { kernel: [2, 2] });
  const expand = under("expand", parameters);
  return expand.weight ? conv2d(expand, halved) : halved;
}

/** A 3 x 3 convolution of stride 2, padded as TensorFlow's "SAME" pads an even image: at the end alone. */
function halving(parameters: ParameterTensors, x: Tensor, group = 1): Tensor {
  return conv2d(parameters, x, { strides: [2, 2], pads: [0, 0, 1, 1], group });
}

function maxvit(architecture: Architecture): Network {
  return {
    width: widthOf(architecture),
    head: "head.fc",
    parameters: (stream, sizes = {}) => maxvitParameters(architecture, stream, sizes),
    features: (parameters, name, x, phase, options = {}) =>
      maxvitFeatures(architecture, parameters, name, x, phase, options),
  };
}

export const maxvits: Readonly<Record<string, Network>> = {
  maxvit_tiny_tf_224: maxvit({ stemChannels: 64, depths: [2, 2, 5, 2], channels: [64, 128, 256, 512] }),
};
