/** Residual networks (He+ 2016, arXiv 1512.03385) as timm has them: a bottleneck's 3 x 3 convolution takes the stride. */

import type { RandomStream } from "../random.ts";
import { add, relu } from "../tensor/operators/elementwise.ts";
import { maxPool } from "../tensor/operators/pooling.ts";
import { mean } from "../tensor/operators/reduction.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { batchNorm2d, batchNorm2dParameters } from "./batchNorm2d.ts";
import { conv2d, conv2dParameters } from "./conv2d.ts";
import { dropPath, risingRate } from "./dropPath.ts";
import { linearParameters } from "./linear.ts";
import type { FeatureOptions, Network, NetworkSizes } from "./network.ts";
import { type Parameters, type ParameterTensors, prefixed, under } from "./parameters.ts";
import type { Phase } from "./phase.ts";

interface Architecture {
  block: "basic" | "bottleneck";
  /** Blocks of each stage. Every stage but the first halves the image. */
  depths: readonly number[];
}

const stageChannels = [64, 128, 256, 512] as const;
const stemChannels = 64;
/** A bottleneck's last convolution widens by this. */
const expansion = 4;

interface Convolution {
  size: 1 | 3;
  channels: number;
  out: number;
  stride: 1 | 2;
}

interface Block {
  name: string;
  /** conv1, conv2, ... in order. */
  convolutions: Convolution[];
  /** What brings the block's input to the shape of its result, where that differs. */
  shortcut?: Convolution;
}

function blocksOf({ block, depths }: Architecture): Block[] {
  let channels: number = stemChannels;
  return depths.flatMap((depth, s) =>
    Array.from({ length: depth }, (_, b): Block => {
      const inside = stageChannels[s] as number;
      const out = block === "basic" ? inside : inside * expansion;
      const stride = s > 0 && b === 0 ? 2 : 1;
      const convolutions: Convolution[] =
        block === "basic"
          ? [
              { size: 3, channels, out: inside, stride },
              { size: 3, channels: inside, out, stride: 1 },
            ]
          : [
              { size: 1, channels, out: inside, stride: 1 },
              { size: 3, channels: inside, out: inside, stride },
              { size: 1, channels: inside, out, stride: 1 },
            ];
      const shortcut: Convolution | undefined =
        stride === 1 && channels === out ? undefined : { size: 1, channels, out, stride };
      channels = out;
      return { name: `layer${s + 1}.${b}`, convolutions, shortcut };
    }),
  );
}

function widthOf({ block }: Architecture): number {
  return (stageChannels.at(-1) as number) * (block === "basic" ? 1 : expansion);
}

function resnetParameters(
  architecture: Architecture,
  stream: RandomStream,
  { inChannels = 3, classes }: NetworkSizes,
): Parameters {
  const parameters: Record<string, Parameters[string]> = {
    ...prefixed("conv1", conv2dParameters(stream, { channels: inChannels, out: stemChannels, size: 7 })),
    ...prefixed("bn1", batchNorm2dParameters(stemChannels)),
  };
  for (const { name, convolutions, shortcut } of blocksOf(architecture)) {
    convolutions.forEach((sizes, i) => {
      const norm = batchNorm2dParameters(sizes.out);
      // Each block begins as the identity, which trains faster from scratch (Goyal+ 2017).
      if (i === convolutions.length - 1) norm.weight?.data.fill(0);
      Object.assign(
        parameters,
        prefixed(`${name}.conv${i + 1}`, conv2dParameters(stream, sizes)),
        prefixed(`${name}.bn${i + 1}`, norm),
      );
    });
    if (shortcut)
      Object.assign(
        parameters,
        prefixed(`${name}.downsample.0`, conv2dParameters(stream, shortcut)),
        prefixed(`${name}.downsample.1`, batchNorm2dParameters(shortcut.out)),
      );
  }
  if (classes)
    Object.assign(
      parameters,
      prefixed("fc", linearParameters(stream, { inputs: widthOf(architecture), outputs: classes })),
    );
  return parameters;
}

function resnetFeatures(
  architecture: Architecture,
  parameters: ParameterTensors,
  name: string,
  x: Tensor,
  phase: Phase,
  { dropPath: rate = 0 }: FeatureOptions,
): Tensor {
  const convolved = (layer: string, y: Tensor, size: number, stride: 1 | 2) => {
    const pad = (size - 1) / 2;
    return conv2d(under(layer, parameters), y, { strides: [stride, stride], pads: [pad, pad, pad, pad] });
  };
  const normalized = (layer: string, y: Tensor) => batchNorm2d(under(layer, parameters), `${name}.${layer}`, y, phase);

  const stem = relu(normalized("bn1", convolved("conv1", x, 7, 2)));
  let y = maxPool(stem, { kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] });
  blocksOf(architecture).forEach(({ name: block, convolutions, shortcut }, b, { length }) => {
    let branch = y;
    convolutions.forEach(({ size, stride }, i) => {
      branch = normalized(`${block}.bn${i + 1}`, convolved(`${block}.conv${i + 1}`, branch, size, stride));
      if (i < convolutions.length - 1) branch = relu(branch);
    });
    const carried = shortcut
      ? normalized(`${block}.downsample.1`, convolved(`${block}.downsample.0`, y, shortcut.size, shortcut.stride))
      : y;
    y = relu(add(dropPath(`${name}.${block}`, branch, risingRate(rate, b, length), phase), carried));
  });
  return mean(y, [2, 3]);
}

function resnet(architecture: Architecture): Network {
  return {
    width: widthOf(architecture),
    head: "fc",
    parameters: (stream, sizes = {}) => resnetParameters(architecture, stream, sizes),
    features: (parameters, name, x, phase, options = {}) =>
      resnetFeatures(architecture, parameters, name, x, phase, options),
  };
}

export const resnets: Readonly<Record<string, Network>> = {
  resnet18: resnet({ block: "basic", depths: [2, 2, 2, 2] }),
  resnet34: resnet({ block: "basic", depths: [3, 4, 6, 3] }),
  resnet50: resnet({ block: "bottleneck", depths: [3, 4, 6, 3] }),
};
