/**
 * LeNet-5 (LeCun+ 1998, section II.B) in today's form: ReLUs, the larger of each four pixels, every map connected to every
 * other. The classic for small cutouts and for experiments that need a network of some 60,000 parameters.
 */

import { Fault } from "../fault.ts";
import type { RandomStream } from "../random.ts";
import { relu } from "../tensor/operators/elementwise.ts";
import { reshape } from "../tensor/operators/movement.ts";
import { maxPool } from "../tensor/operators/pooling.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { conv2d, conv2dParameters } from "./conv2d.ts";
import { linear, linearParameters } from "./linear.ts";
import type { Network, NetworkSizes } from "./network.ts";
import { type Parameters, type ParameterTensors, prefixed, under } from "./parameters.ts";

const kernel = 5;
const maps = [6, 16] as const;
const hidden = 120;
const width = 84;
/** LeCun's digits were padded to this. */
const publishedSize = 32;

/** Height or width after two convolutions without padding, each followed by halving. */
function pooledSize(size: number): number {
  const after = (before: number) => Math.floor((before - kernel + 1) / 2);
  const pooled = after(after(size));
  if (pooled < 1) throw new Fault("image-size", `LeNet's images are at least 16 pixels wide, not ${size}`);
  return pooled;
}

function lenetParameters(
  stream: RandomStream,
  { inChannels = 3, classes, imageSize = publishedSize }: NetworkSizes,
): Parameters {
  const flat = maps[1] * pooledSize(imageSize) ** 2;
  return {
    ...prefixed("conv1", conv2dParameters(stream, { channels: inChannels, out: maps[0], size: kernel, bias: true })),
    ...prefixed("conv2", conv2dParameters(stream, { channels: maps[0], out: maps[1], size: kernel, bias: true })),
    ...prefixed("fc1", linearParameters(stream, { inputs: flat, outputs: hidden })),
    ...prefixed("fc2", linearParameters(stream, { inputs: hidden, outputs: width })),
    ...(classes ? prefixed("fc3", linearParameters(stream, { inputs: width, outputs: classes })) : {}),
  };
}

function lenetFeatures(parameters: ParameterTensors, x: Tensor): Tensor {
  // The largest of rectified numbers is the rectified largest, and there are a quarter as many to rectify.
  const halved = (y: Tensor) => relu(maxPool(y, { kernel: [2, 2] }));
  const first = halved(conv2d(under("conv1", parameters), x));
  const second = halved(conv2d(under("conv2", parameters), first));
  const flat = reshape(second, [x.shape[0] as number, -1]);
  return relu(linear(under("fc2", parameters), relu(linear(under("fc1", parameters), flat))));
}

/** Not one of timm's; its parameters have the names PyTorch's tutorials gave them. */
export const lenet: Network = {
  width,
  head: "fc3",
  parameters: (stream, sizes = {}) => lenetParameters(stream, sizes),
  features: (parameters, _, x) => lenetFeatures(parameters, x),
};
