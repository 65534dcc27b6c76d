/**
 * EfficientNet (Tan & Le 2019, arXiv 1905.11946) as timm's PyTorch variants have it: padding alike on all sides, and
 * PyTorch's batch normalisation. Sizes b1 to b4 widen and deepen b0.
 */

import type { RandomStream } from "../random.ts";
import { silu } from "../tensor/operators/activations.ts";
import { add } from "../tensor/operators/elementwise.ts";
import { mean } from "../tensor/operators/reduction.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { batchNorm2d, batchNorm2dParameters } from "./batchNorm2d.ts";
import { conv2d, conv2dParameters } from "./conv2d.ts";
import { dropPath } from "./dropPath.ts";
import { linearParameters } from "./linear.ts";
import type { FeatureOptions, Network, NetworkSizes } from "./network.ts";
import { type Parameters, type ParameterTensors, prefixed, under } from "./parameters.ts";
import type { Phase } from "./phase.ts";
import { squeezeExcite, squeezeExciteParameters } from "./squeezeExcite.ts";

interface Scale {
  /** Factor on the channels. */
  width: number;
  /** Factor on the blocks of a stage. */
  depth: number;
}

/** The stages of b0 (table 1 of the paper). */
const stages = [
  { expansion: 1, channels: 16, blocks: 1, stride: 1, kernel: 3 },
  { expansion: 6, channels: 24, blocks: 2, stride: 2, kernel: 3 },
  { expansion: 6, channels: 40, blocks: 2, stride: 2, kernel: 5 },
  { expansion: 6, channels: 80, blocks: 3, stride: 2, kernel: 3 },
  { expansion: 6, channels: 112, blocks: 3, stride: 1, kernel: 5 },
  { expansion: 6, channels: 192, blocks: 4, stride: 2, kernel: 5 },
  { expansion: 6, channels: 320, blocks: 1, stride: 1, kernel: 3 },
] as const;

const stemChannels = 32;
const headChannels = 1280;

/** Channels that squeeze and excitation keeps, as a share of the block's input. */
const squeezedShare = 0.25;
const squeezeNames = ["conv_reduce", "conv_expand"] as const;

/** Scaled channels are multiples of 8, and at most a tenth is lost in rounding. */
function widened(channels: number, { width }: Scale): number {
  const wanted = channels * width;
  const rounded = Math.max(8, Math.floor((wanted + 4) / 8) * 8);
  return rounded < 0.9 * wanted ? rounded + 8 : rounded;
}

interface Block {
  name: string;
  channels: number;
  /** Channels of the depthwise convolution: as many as the input has where nothing expands them. */
  inside: number;
  out: number;
  stride: 1 | 2;
  kernel: 3 | 5;
}

function blocksOf(scale: Scale): Block[] {
  let channels = widened(stemChannels, scale);
  return stages.flatMap((stage, s) =>
    Array.from({ length: Math.ceil(stage.blocks * scale.depth) }, (_, b): Block => {
      const block: Block = {
        name: `blocks.${s}.${b}`,
        channels,
        inside: channels * stage.expansion,
        out: widened(stage.channels, scale),
        stride: b === 0 ? stage.stride : 1,
        kernel: stage.kernel,
      };
      channels = block.out;
      return block;
    }),
  );
}

/** timm's names for the layers of a block: one that expands nothing has no first convolution, and its numbers begin later. */
function layersOf({ channels, inside }: Block) {
  return inside === channels
    ? ({ depthwise: ["conv_dw", "bn1"], project: ["conv_pw", "bn2"] } as const)
    : ({ expand: ["conv_pw", "bn1"], depthwise: ["conv_dw", "bn2"], project: ["conv_pwl", "bn3"] } as const);
}

function efficientnetParameters(
  scale: Scale,
  stream: RandomStream,
  { inChannels = 3, classes }: NetworkSizes,
): Parameters {
  const blocks = blocksOf(scale);
  const stem = widened(stemChannels, scale);
  const last = blocks.at(-1) as Block;
  const width = widened(headChannels, scale);
  const parameters: Record<string, Parameters[string]> = {
    ...prefixed("conv_stem", conv2dParameters(stream, { channels: inChannels, out: stem, size: 3 })),
    ...prefixed("bn1", batchNorm2dParameters(stem)),
  };
  for (const block of blocks) Object.assign(parameters, prefixed(block.name, blockParameters(stream, block)));
  Object.assign(
    parameters,
    prefixed("conv_head", conv2dParameters(stream, { channels: last.out, out: width, size: 1 })),
    prefixed("bn2", batchNorm2dParameters(width)),
    classes ? prefixed("classifier", linearParameters(stream, { inputs: width, outputs: classes })) : {},
  );
  return parameters;
}

function blockParameters(stream: RandomStream, block: Block): Record<string, Parameters[string]> {
  const { channels, inside, out, kernel } = block;
  const { expand, depthwise, project } = layersOf(block);
  const convolution = (
    [conv, norm]: readonly [string, string],
    sizes: { channels: number; out: number; size: number; group?: number },
  ) => ({
    ...prefixed(conv, conv2dParameters(stream, sizes)),
    ...prefixed(norm, batchNorm2dParameters(sizes.out)),
  });
  return {
    ...(expand ? convolution(expand, { channels, out: inside, size: 1 }) : {}),
    ...convolution(depthwise, { channels: inside, out: inside, size: kernel, group: inside }),
    ...prefixed(
      "se",
      squeezeExciteParameters(stream, { channels: inside, squeezed: channels * squeezedShare, names: squeezeNames }),
    ),
    ...convolution(project, { channels: inside, out, size: 1 }),
  };
}

function efficientnetFeatures(
  scale: Scale,
  parameters: ParameterTensors,
  name: string,
  x: Tensor,
  phase: Phase,
  { dropPath: rate = 0 }: FeatureOptions,
): Tensor {
  const normalized = (layer: string, y: Tensor) => batchNorm2d(under(layer, parameters), `${name}.${layer}`, y, phase);
  const strided = (layer: string, y: Tensor, { kernel = 1, stride = 1, group = 1 }) => {
    const pad = (kernel - 1) / 2;
    return conv2d(under(layer, parameters), y, { strides: [stride, stride], pads: [pad, pad, pad, pad], group });
  };

  let y = silu(normalized("bn1", strided("conv_stem", x, { kernel: 3, stride: 2 })));
  blocksOf(scale).forEach((block, b, { length }) => {
    const { expand, depthwise, project } = layersOf(block);
    const within = ([conv, norm]: readonly [string, string], z: Tensor, geometry = {}) =>
      normalized(`${block.name}.${norm}`, strided(`${block.name}.${conv}`, z, geometry));
    const expanded = expand ? silu(within(expand, y)) : y;
    const spread = silu(within(depthwise, expanded, { ...block, group: block.inside }));
    const weighed = squeezeExcite(under(`${block.name}.se`, parameters), spread, squeezeNames);
    const branch = within(project, weighed);
    const isResidual = block.stride === 1 && block.channels === block.out;
    // Rates rise as if one more block followed, as timm's do here.
    y = isResidual ? add(dropPath(`${name}.${block.name}`, branch, (rate * b) / length, phase), y) : branch;
  });
  return mean(silu(normalized("bn2", strided("conv_head", y, {}))), [2, 3]);
}

function efficientnet(scale: Scale): Network {
  return {
    width: widened(headChannels, scale),
    head: "classifier",
    parameters: (stream, sizes = {}) => efficientnetParameters(scale, stream, sizes),
    features: (parameters, name, x, phase, options = {}) =>
      efficientnetFeatures(scale, parameters, name, x, phase, options),
  };
}

export const efficientnets: Readonly<Record<string, Network>> = {
  efficientnet_b0: efficientnet({ width: 1, depth: 1 }),
  efficientnet_b1: efficientnet({ width: 1, depth: 1.1 }),
  efficientnet_b2: efficientnet({ width: 1.1, depth: 1.2 }),
  efficientnet_b3: efficientnet({ width: 1.2, depth: 1.4 }),
  efficientnet_b4: efficientnet({ width: 1.4, depth: 1.8 }),
};
