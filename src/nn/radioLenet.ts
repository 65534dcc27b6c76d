/** The LeNet-like network of Mohan+ 2022 (arXiv 2201.01203) for radio cutouts: 232,444 parameters at 150 px and two classes. */

import { Fault } from "../fault.ts";
import type { RandomStream } from "../random.ts";
import { relu } from "../tensor/operators/elementwise.ts";
import { reshape } from "../tensor/operators/movement.ts";
import { maxPool } from "../tensor/operators/pooling.ts";
import { mean } from "../tensor/operators/reduction.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { conv2d, conv2dParameters } from "./conv2d.ts";
import { linear, linearParameters } from "./linear.ts";
import type { Network, NetworkSizes } from "./network.ts";
import { type Parameters, type ParameterTensors, prefixed, under } from "./parameters.ts";
import { pooledConv2d } from "./pooledConv2d.ts";

const kernel = 5;
const border = 1;
const maps = [6, 16, 26, 32] as const;
const hidden = 120;
const width = 84;
/** MiraBest's. */
const publishedSize = 150;

/** Height or width after four convolutions with a border of 1, each followed by halving. */
function pooledSize(size: number): number {
  const pooled = maps.reduce<number>((before) => Math.floor((before + 2 * border - kernel + 1) / 2), size);
  if (pooled < 1) throw new Fault("image-size", `radioLenet's images are at least 46 pixels wide, not ${size}`);
  return pooled;
}

function parametersOf(stream: RandomStream, { classes, imageSize = publishedSize }: NetworkSizes): Parameters {
  const convolutions = maps.map((out, i) =>
    prefixed(`conv${i + 1}`, conv2dParameters(stream, { channels: maps[i - 1] ?? 1, out, size: kernel, bias: true })),
  );
  const flat = maps[3] * pooledSize(imageSize) ** 2;
  return {
    ...Object.assign({}, ...convolutions),
    ...prefixed("fc1", linearParameters(stream, { inputs: flat, outputs: hidden })),
    ...prefixed("fc2", linearParameters(stream, { inputs: hidden, outputs: width })),
    ...(classes ? prefixed("fc3", linearParameters(stream, { inputs: width, outputs: classes })) : {}),
  };
}

function features(parameters: ParameterTensors, x: Tensor): Tensor {
  // One band: colour pictures of a grey sky have three that are alike.
  const grey = x.shape[1] === 1 ? x : mean(x, [1], { keep: true });
  const last = maps.reduce((seen, _, i) => {
    const own = under(`conv${i + 1}`, parameters);
    // Where maps are few and pixels many; later ones are quicker as they are.
    if (i < 2) return relu(pooledConv2d(own, seen, border));
    const all = conv2d(own, seen, { pads: [border, border, border, border] });
    return relu(maxPool(all, { kernel: [2, 2] }));
  }, grey);
  const flat = reshape(last, [x.shape[0] as number, -1]);
  return relu(linear(under("fc2", parameters), relu(linear(under("fc1", parameters), flat))));
}

export const radioLenet: Network = {
  width,
  head: "fc3",
  // Of MiraBest's pixels, clipped at three times the noise: most of the sky is black.
  normalization: { mean: [0.0031, 0.0031, 0.0031], std: [0.035, 0.035, 0.035] },
  usualSize: publishedSize,
  isGrey: true,
  parameters: (stream, sizes = {}) => parametersOf(stream, sizes),
  features: (parameters, _, x) => features(parameters, x),
};
