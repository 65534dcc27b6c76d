/** The network of Tang, Scaife & Leahy (2019), as FixMatch on radio galaxies has it (arXiv 2204.08816): 213,358 parameters at 150 px and two classes. */

import { Fault } from "../fault.ts";
import type { RandomStream } from "../random.ts";
import { relu } from "../tensor/operators/elementwise.ts";
import { reshape } from "../tensor/operators/movement.ts";
import { maxPool } from "../tensor/operators/pooling.ts";
import { mean } from "../tensor/operators/reduction.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { batchNorm2d, batchNorm2dParameters } from "./batchNorm2d.ts";
import { conv2d, conv2dParameters } from "./conv2d.ts";
import { dropout } from "./dropout.ts";
import { linear, linearParameters } from "./linear.ts";
import type { Network, NetworkSizes } from "./network.ts";
import { type Parameters, type ParameterTensors, prefixed, under } from "./parameters.ts";
import type { Phase } from "./phase.ts";

interface Stage {
  out: number;
  size: number;
  stride: number;
  pool?: { size: number; stride: number };
}

/** Each with a border of 1; all but the first with batch norm before their ReLU. */
const stages: readonly Stage[] = [
  { out: 6, size: 11, stride: 1, pool: { size: 2, stride: 2 } },
  { out: 16, size: 5, stride: 2, pool: { size: 3, stride: 2 } },
  { out: 24, size: 3, stride: 1 },
  { out: 24, size: 3, stride: 1 },
  { out: 16, size: 3, stride: 1, pool: { size: 5, stride: 4 } },
];
const width = 256;
const layers = 3;
const dropRate = 0.5;
/** MiraBest's. */
const publishedSize = 150;
const smallest = 54;

/** Height or width after all stages. */
function pooledSize(imageSize: number): number {
  if (imageSize < smallest)
    throw new Fault("image-size", `radioTang's images are at least ${smallest} pixels wide, not ${imageSize}`);
  return stages.reduce((before, { size, stride, pool }) => {
    const seen = Math.floor((before + 2 - size) / stride) + 1;
    return pool ? Math.floor((seen - pool.size) / pool.stride) + 1 : seen;
  }, imageSize);
}

function parametersOf(stream: RandomStream, { classes, imageSize = publishedSize }: NetworkSizes): Parameters {
  const convolutions = stages.map(({ out, size }, i) => ({
    ...prefixed(`conv${i + 1}`, conv2dParameters(stream, { channels: stages[i - 1]?.out ?? 1, out, size, bias: true })),
    ...(i > 0 ? prefixed(`bn${i + 1}`, batchNorm2dParameters(out)) : {}),
  }));
  const flat = (stages.at(-1) as Stage).out * pooledSize(imageSize) ** 2;
  const dense = Array.from({ length: layers }, (_, i) =>
    prefixed(`fc${i + 1}`, linearParameters(stream, { inputs: i === 0 ? flat : width, outputs: width })),
  );
  return {
    ...Object.assign({}, ...convolutions, ...dense),
    ...(classes ? prefixed("fc4", linearParameters(stream, { inputs: width, outputs: classes })) : {}),
  };
}

function features(parameters: ParameterTensors, name: string, x: Tensor, phase: Phase): Tensor {
  // One band: colour pictures of a grey sky have three that are alike.
  const grey = x.shape[1] === 1 ? x : mean(x, [1], { keep: true });
  const last = stages.reduce((seen, { stride, pool }, i) => {
    const bn = `bn${i + 1}`;
    const convolved = conv2d(under(`conv${i + 1}`, parameters), seen, {
      pads: [1, 1, 1, 1],
      strides: [stride, stride],
    });
    const normalised = i > 0 ? batchNorm2d(under(bn, parameters), `${name}.${bn}`, convolved, phase) : convolved;
    if (!pool) return relu(normalised);
    // The largest of rectified numbers is the rectified largest, and there are fewer to rectify.
    return relu(maxPool(normalised, { kernel: [pool.size, pool.size], strides: [pool.stride, pool.stride] }));
  }, grey);
  let seen = reshape(last, [x.shape[0] as number, -1]);
  for (let i = 1; i <= layers; i++)
    seen = dropout(`${name}.dropout${i}`, relu(linear(under(`fc${i}`, parameters), seen)), dropRate, phase);
  return seen;
}

export const radioTang: Network = {
  width,
  head: "fc4",
  // Of MiraBest's pixels, clipped at three times the noise: most of the sky is black.
  normalization: { mean: [0.0031, 0.0031, 0.0031], std: [0.035, 0.035, 0.035] },
  usualSize: publishedSize,
  isGrey: true,
  parameters: (stream, sizes = {}) => parametersOf(stream, sizes),
  features,
};
