/** A small residual network for cutouts of about 64 pixels, of our own proportions. */

import type { RandomStream } from "../random.ts";
import { add, relu } from "../tensor/operators/elementwise.ts";
import { mean } from "../tensor/operators/reduction.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { batchNorm2d, batchNorm2dParameters } from "./batchNorm2d.ts";
import { conv2d, conv2dParameters } from "./conv2d.ts";
import { linearParameters } from "./linear.ts";
import type { Network } from "./network.ts";
import { type Parameters, type ParameterTensors, prefixed, under } from "./parameters.ts";
import type { Phase } from "./phase.ts";

/** Channels of each stage, and how many residual blocks it has. Every stage but the first halves the image. */
const stages = [
  { channels: 32, blocks: 1 },
  { channels: 64, blocks: 1 },
  { channels: 128, blocks: 1 },
  { channels: 256, blocks: 1 },
] as const;

const stemChannels = 32;

const width = 256;

interface Block {
  name: string;
  channels: number;
  out: number;
  stride: 1 | 2;
}

/** Blocks named as torchvision's ResNet names them: layer1.0, layer1.1, ... */
function blocks(): Block[] {
  let channels: number = stemChannels;
  return stages.flatMap((stage, s) =>
    Array.from({ length: stage.blocks }, (_, b): Block => {
      const block: Block = {
        name: `layer${s + 1}.${b}`,
        channels,
        out: stage.channels,
        stride: s > 0 && b === 0 ? 2 : 1,
      };
      channels = stage.channels;
      return block;
    }),
  );
}

/** 1.23 million parameters, by the names of torchvision's ResNet-18 as far as both have them. */
function smallResnetParameters(stream: RandomStream, inChannels: number): Record<string, Parameters[string]> {
  const conv = (channels: number, out: number, size: number) => conv2dParameters(stream, { channels, out, size });
  const parameters: Record<string, Parameters[string]> = {
    ...prefixed("conv1", conv(inChannels, stemChannels, 3)),
    ...prefixed("bn1", batchNorm2dParameters(stemChannels)),
  };
  for (const { name, channels, out, stride } of blocks()) {
    const second = batchNorm2dParameters(out);
    // Each block begins as the identity, which trains faster from scratch (Goyal+ 2017).
    second.weight?.data.fill(0);
    Object.assign(
      parameters,
      prefixed(`${name}.conv1`, conv(channels, out, 3)),
      prefixed(`${name}.bn1`, batchNorm2dParameters(out)),
      prefixed(`${name}.conv2`, conv(out, out, 3)),
      prefixed(`${name}.bn2`, second),
      stride === 1 && channels === out
        ? {}
        : {
            ...prefixed(`${name}.downsample.0`, conv(channels, out, 1)),
            ...prefixed(`${name}.downsample.1`, batchNorm2dParameters(out)),
          },
    );
  }
  return parameters;
}

function representations(parameters: ParameterTensors, name: string, x: Tensor, phase: Phase): Tensor {
  const normalized = (layer: string, y: Tensor) => batchNorm2d(under(layer, parameters), `${name}.${layer}`, y, phase);
  const convolved = (layer: string, y: Tensor, stride: 1 | 2) =>
    conv2d(under(layer, parameters), y, { strides: [stride, stride], pads: [1, 1, 1, 1] });

  let y = relu(normalized("bn1", convolved("conv1", x, 2)));
  for (const block of blocks()) {
    const { stride } = block;
    const inner = relu(normalized(`${block.name}.bn1`, convolved(`${block.name}.conv1`, y, stride)));
    const residual = normalized(`${block.name}.bn2`, convolved(`${block.name}.conv2`, inner, 1));
    const shortcut = under(`${block.name}.downsample.0`, parameters);
    const carried = shortcut.weight
      ? normalized(`${block.name}.downsample.1`, conv2d(shortcut, y, { strides: [stride, stride] }))
      : y;
    y = relu(add(residual, carried));
  }
  return mean(y, [2, 3]);
}

export const smallResnet: Network = {
  width,
  head: "fc",
  parameters: (stream, { inChannels = 3, classes } = {}) => ({
    ...smallResnetParameters(stream, inChannels),
    ...(classes ? prefixed("fc", linearParameters(stream, { inputs: width, outputs: classes })) : {}),
  }),
  features: representations,
};
