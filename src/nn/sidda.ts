/** SIDDA's networks (Pandya+ 2025, arXiv 2501.14048): a small convolutional one, and the same that knows the turns of D_N. */

import { Fault } from "../fault.ts";
import type { RandomStream } from "../random.ts";
import { relu } from "../tensor/operators/elementwise.ts";
import { reshape } from "../tensor/operators/movement.ts";
import { maxPool } from "../tensor/operators/pooling.ts";
import { mean } from "../tensor/operators/reduction.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { batchNorm2d, batchNorm2dParameters } from "./batchNorm2d.ts";
import { conv2d, conv2dParameters } from "./conv2d.ts";
import { dihedralConv2d, dihedralConv2dParameters, fieldBatchNorm, groupPool } from "./dihedralConv2d.ts";
import { type DihedralGroup, dihedralGroup } from "./dihedralGroup.ts";
import { layerNorm, layerNormParameters } from "./layerNorm.ts";
import { linear, linearParameters } from "./linear.ts";
import type { Network, NetworkSizes } from "./network.ts";
import { type Parameters, type ParameterTensors, prefixed, under } from "./parameters.ts";
import type { Phase } from "./phase.ts";
import { pointDropout } from "./pointDropout.ts";

/** Each with its maps, or its fields. */
const layers = [
  { name: "conv1", norm: "bn1", out: 8, size: 5 },
  { name: "conv2", norm: "bn2", out: 16, size: 3 },
  { name: "conv3", norm: "bn3", out: 32, size: 3 },
] as const;
const lastMaps = 32;
const width = 256;
const dropped = 0.2;
/** The side of the paper's images. */
const publishedSize = 100;

interface Kind {
  /** Turns of D_N; left out, an ordinary convolutional network. */
  turns?: number;
  /**
   * Left out, the maps are flattened as the paper has it, and only they turn with the image. "mean" takes each map's mean,
   * so that what the network says does not change when the image is turned.
   */
  head?: "mean";
  /** Share of the paper's fields: 1 if left out. */
  fields?: number;
}

function pooledSize(imageSize: number): number {
  const pooled = layers.reduce((side) => Math.floor(side / 2), imageSize);
  if (pooled < 1) throw new Fault("image-size", `SIDDA's images are at least 8 pixels wide, not ${imageSize}`);
  return pooled;
}

function parametersOf(
  { turns, head, fields = 1 }: Kind,
  stream: RandomStream,
  { inChannels = 3, classes, imageSize = publishedSize }: NetworkSizes,
): Parameters {
  const group = turns === undefined ? undefined : dihedralGroup(turns);
  const made: Record<string, Parameters[string]> = {};
  let channels = inChannels;
  for (const [i, { name, norm, out: published, size }] of layers.entries()) {
    const out = published * fields;
    Object.assign(
      made,
      prefixed(
        name,
        group
          ? dihedralConv2dParameters(stream, { group, fields: channels, out, size, isLifting: i === 0 })
          : conv2dParameters(stream, { channels, out, size, bias: true }),
      ),
      prefixed(norm, batchNorm2dParameters(out)),
    );
    channels = out;
  }
  const pooled = pooledSize(imageSize) ** 2;
  const inputs = fields * lastMaps * (head === "mean" ? 1 : pooled);
  return {
    ...made,
    ...prefixed("fc1", linearParameters(stream, { inputs, outputs: width, deviation: 0.005 })),
    ...prefixed("norm", layerNormParameters(width)),
    ...(classes ? prefixed("fc2", linearParameters(stream, { inputs: width, outputs: classes, deviation: 0.01 })) : {}),
  };
}

/** Maps before the head, [batch, 32, height / 8, width / 8]: those of a turned image are the image's, turned. */
export function siddaMaps(
  group: DihedralGroup | undefined,
  parameters: ParameterTensors,
  name: string,
  x: Tensor,
  phase: Phase,
): Tensor {
  let y = x;
  for (const { name: layer, norm, size } of layers) {
    const own = under(layer, parameters);
    const [scales, reach] = [under(norm, parameters), (size - 1) / 2];
    const convolved = group
      ? dihedralConv2d(own, y, { group, size })
      : conv2d(own, y, { pads: [reach, reach, reach, reach] });
    const normalised = group
      ? fieldBatchNorm(scales, `${name}.${norm}`, convolved, group, phase)
      : batchNorm2d(scales, `${name}.${norm}`, convolved, phase);
    // Published with ReLU first, which is the same: of a quarter of the numbers it takes a quarter of the time.
    y = pointDropout(`${name}.${layer}`, relu(maxPool(normalised, { kernel: [2, 2] })), dropped, phase);
  }
  return group ? groupPool(y, group) : y;
}

function networkOf(kind: Kind): Network {
  const group = kind.turns === undefined ? undefined : dihedralGroup(kind.turns);
  return {
    width,
    head: "fc2",
    parameters: (stream, sizes = {}) => parametersOf(kind, stream, sizes),
    features: (parameters, name, x, phase) => {
      const maps = siddaMaps(group, parameters, name, x, phase);
      const flat = kind.head === "mean" ? mean(maps, [2, 3]) : reshape(maps, [x.shape[0] as number, -1]);
      // The latent is what the layer norm gives: no ReLU.
      return layerNorm(under("norm", parameters), linear(under("fc1", parameters), flat), 1e-5);
    },
  };
}

export const siddaTurns = [1, 2, 4, 8] as const;

/**
 * By name: `sidda_cnn`, `sidda_d1` to `sidda_d8`, `sidda_d1_invariant` to `sidda_d8_invariant`, and `sidda_d1_half` to
 * `sidda_d8_half`, which have half as many fields and take a quarter of the time.
 */
export const siddaNetworks: Readonly<Record<string, Network>> = {
  sidda_cnn: networkOf({}),
  ...Object.fromEntries(siddaTurns.map((turns) => [`sidda_d${turns}`, networkOf({ turns })])),
  ...Object.fromEntries(siddaTurns.map((turns) => [`sidda_d${turns}_invariant`, networkOf({ turns, head: "mean" })])),
  ...Object.fromEntries(siddaTurns.map((turns) => [`sidda_d${turns}_half`, networkOf({ turns, fields: 0.5 })])),
};
