/**
 * ConvNeXt (Liu+ 2022, arXiv 2201.03545) and ConvNeXt V2 (Woo+ 2023, arXiv 2301.00808) as timm has them: residual blocks of
 * a 7 x 7 convolution in each channel, then two linear layers at each pixel.
 */

import type { RandomStream } from "../random.ts";
import { gelu } from "../tensor/operators/activations.ts";
import { add, mul } from "../tensor/operators/elementwise.ts";
import { reshape } from "../tensor/operators/movement.ts";
import { mean } from "../tensor/operators/reduction.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { conv2d, conv2dParameters } from "./conv2d.ts";
import { dropPath, risingRate } from "./dropPath.ts";
import { globalResponseNorm, globalResponseNormParameters } from "./globalResponseNorm.ts";
import { filledArray } from "./initial.ts";
import { convOfLayerNorm2d, layerNorm, layerNorm2d, layerNormParameters } from "./layerNorm.ts";
import { linearParameters } from "./linear.ts";
import type { FeatureOptions, Network, NetworkSizes } from "./network.ts";
import { type Parameters, type ParameterTensors, parameter, prefixed, under } from "./parameters.ts";
import type { Phase } from "./phase.ts";

interface Architecture {
  version: 1 | 2;
  /** Blocks of each stage. Every stage but the first halves the image. */
  depths: readonly [number, number, number, number];
  channels: readonly [number, number, number, number];
  /** Whether timm stores the linear layers as 1 x 1 convolutions: in the smaller networks. */
  convolutional?: boolean;
}

/** The stem cuts the image into patches of this size. */
const patch = 4;
const kernel = 7;
/** The first linear layer widens by this. */
const expansion = 4;
/** Layer scale in the beginning (Touvron+ 2021), in version 1; version 2 normalises responses instead. */
const firstScale = 1e-6;
/** Of weights in the beginning. */
const deviation = 0.02;

interface Stage {
  name: string;
  blocks: { name: string; channels: number }[];
}

function stagesOf({ depths, channels }: Architecture): Stage[] {
  return depths.map((depth, s) => ({
    name: `stages.${s}`,
    blocks: Array.from({ length: depth }, (_, b) => ({
      name: `stages.${s}.blocks.${b}`,
      channels: channels[s] as number,
    })),
  }));
}

function convnextParameters(
  architecture: Architecture,
  stream: RandomStream,
  { inChannels = 3, classes }: NetworkSizes,
): Parameters {
  const [stemChannels, , , width] = architecture.channels;
  const stem = { channels: inChannels, out: stemChannels, size: patch, bias: true, deviation };
  const parameters: Record<string, Parameters[string]> = {
    ...prefixed("stem.0", conv2dParameters(stream, stem)),
    ...prefixed("stem.1", layerNormParameters(stemChannels)),
  };
  stagesOf(architecture).forEach(({ name, blocks }, s) => {
    if (s > 0) {
      const [channels, out] = architecture.channels.slice(s - 1, s + 1) as [number, number];
      const halving = { channels, out, size: 2, bias: true, deviation };
      Object.assign(
        parameters,
        prefixed(`${name}.downsample.0`, layerNormParameters(channels)),
        prefixed(`${name}.downsample.1`, conv2dParameters(stream, halving)),
      );
    }
    for (const block of blocks)
      Object.assign(parameters, prefixed(block.name, blockParameters(architecture, stream, block.channels)));
  });
  Object.assign(parameters, prefixed("head.norm", layerNormParameters(width)));
  if (classes)
    Object.assign(
      parameters,
      prefixed("head.fc", linearParameters(stream, { inputs: width, outputs: classes, deviation })),
    );
  return parameters;
}

function blockParameters(
  { version, convolutional }: Architecture,
  stream: RandomStream,
  channels: number,
): Record<string, Parameters[string]> {
  const wide = expansion * channels;
  const pixelwise = (inputs: number, outputs: number) =>
    convolutional
      ? conv2dParameters(stream, { channels: inputs, out: outputs, size: 1, bias: true, deviation })
      : linearParameters(stream, { inputs, outputs, deviation });
  const inEachChannel = { channels, out: channels, size: kernel, group: channels, bias: true, deviation };
  return {
    ...(version === 1 ? { gamma: filledArray([channels], firstScale) } : {}),
    ...prefixed("conv_dw", conv2dParameters(stream, inEachChannel)),
    ...prefixed("norm", layerNormParameters(channels)),
    ...prefixed("mlp.fc1", pixelwise(channels, wide)),
    ...(version === 2 ? prefixed("mlp.grn", globalResponseNormParameters(wide)) : {}),
    ...prefixed("mlp.fc2", pixelwise(wide, channels)),
  };
}

function convnextFeatures(
  architecture: Architecture,
  parameters: ParameterTensors,
  name: string,
  x: Tensor,
  phase: Phase,
  { dropPath: rate = 0 }: FeatureOptions,
): Tensor {
  const stages = stagesOf(architecture);
  const count = stages.flatMap(({ blocks }) => blocks).length;
  let passed = 0;
  let y = layerNorm2d(under("stem.1", parameters), conv2d(under("stem.0", parameters), x, { strides: [patch, patch] }));
  stages.forEach(({ name: stage, blocks }, s) => {
    if (s > 0)
      y = convOfLayerNorm2d(under(`${stage}.downsample.0`, parameters), under(`${stage}.downsample.1`, parameters), y, {
        strides: [2, 2],
      });
    for (const block of blocks) {
      const branch = residual(architecture, under(block.name, parameters), y);
      y = add(dropPath(`${name}.${block.name}`, branch, risingRate(rate, passed++, count), phase), y);
    }
  });
  return layerNorm(under("head.norm", parameters), mean(y, [2, 3]));
}

/** @param x [batch, channels, height, width] */
function residual({ version }: Architecture, parameters: ParameterTensors, x: Tensor): Tensor {
  const channels = x.shape[1] as number;
  const pad = (kernel - 1) / 2;
  const spread = conv2d(under("conv_dw", parameters), x, { pads: [pad, pad, pad, pad], group: channels });
  const [first, second] = [pixelwise(under("mlp.fc1", parameters)), pixelwise(under("mlp.fc2", parameters))];
  const widened = gelu(convOfLayerNorm2d(under("norm", parameters), first, spread));
  if (version === 2) return conv2d(second, globalResponseNorm(under("mlp.grn", parameters), widened));
  // The layer scale, worked into the weights: they are fewer than the pixels.
  const gamma = parameter(parameters, "gamma");
  const scaled = mul(parameter(second, "weight"), reshape(gamma, [channels, 1, 1, 1]));
  return conv2d({ weight: scaled, bias: mul(parameter(second, "bias"), gamma) }, widened);
}

/** A linear layer as a convolution of single pixels, also where it is stored as a matrix. */
function pixelwise(parameters: ParameterTensors): ParameterTensors {
  const weight = parameter(parameters, "weight");
  const [out, inputs] = weight.shape as [number, number];
  return { ...parameters, weight: reshape(weight, [out, inputs, 1, 1]) };
}

function convnext(architecture: Architecture): Network {
  return {
    width: architecture.channels[3],
    head: "head.fc",
    parameters: (stream, sizes = {}) => convnextParameters(architecture, stream, sizes),
    features: (parameters, name, x, phase, options = {}) =>
      convnextFeatures(architecture, parameters, name, x, phase, options),
  };
}

type Sizes = Omit<Architecture, "version">;

const sizes = {
  atto: { depths: [2, 2, 6, 2], channels: [40, 80, 160, 320], convolutional: true },
  femto: { depths: [2, 2, 6, 2], channels: [48, 96, 192, 384], convolutional: true },
  pico: { depths: [2, 2, 6, 2], channels: [64, 128, 256, 512], convolutional: true },
  nano: { depths: [2, 2, 8, 2], channels: [80, 160, 320, 640], convolutional: true },
  tiny: { depths: [3, 3, 9, 3], channels: [96, 192, 384, 768] },
  small: { depths: [3, 3, 27, 3], channels: [96, 192, 384, 768] },
  base: { depths: [3, 3, 27, 3], channels: [128, 256, 512, 1024] },
} satisfies Record<string, Sizes>;

export const convnexts: Readonly<Record<string, Network>> = Object.fromEntries(
  Object.entries<Sizes>(sizes).flatMap(([size, each]) => [
    [`convnext_${size}`, convnext({ version: 1, ...each })],
    [`convnextv2_${size}`, convnext({ version: 2, ...each })],
  ]),
);
