/** What the speed benchmarks measure: networks, and the sizes astronomers train them at. */

import { linear, linearParameters } from "../src/nn/linear.ts";
import { classify, networkNamed } from "../src/nn/networks.ts";
import { type Parameters, type ParameterTensors, prefixed, under } from "../src/nn/parameters.ts";
import type { Phase } from "../src/nn/phase.ts";
import { smallResnet, smallResnetParameters, smallResnetWidth } from "../src/nn/smallResnet.ts";
import { randomStream } from "../src/random.ts";
import type { Tensor } from "../src/tensor/tensor.ts";

export interface Measured {
  name: string;
  batch: number;
  /** Side of the images, pixels. */
  size: number;
  parameters: Parameters;
  /** @returns [batch, classes] */
  logits: (parameters: ParameterTensors, x: Tensor, phase: Phase) => Tensor;
}

export const classes = 3;

/** Those that `--networks a,b` names; all without it. */
export function measuredNetworks(): Measured[] {
  const at = process.argv.indexOf("--networks");
  const wanted = at < 0 ? undefined : process.argv[at + 1]?.split(",");
  const all = [small, published("resnet18"), published("convnext_nano"), published("efficientnet_b0")];
  const chosen = all.filter(({ name }) => wanted?.includes(name) ?? true);
  if (chosen.length === 0) throw new Error(`--networks: name some of ${all.map(({ name }) => name).join(", ")}`);
  return chosen.map(({ make }) => make());
}

const small = {
  name: "smallResnet",
  make: (): Measured => {
    const stream = randomStream(1, "bench");
    return {
      name: "smallResnet",
      batch: 64,
      size: 64,
      parameters: {
        ...prefixed("encoder", smallResnetParameters(stream)),
        ...prefixed("head", linearParameters(stream, { inputs: smallResnetWidth, outputs: classes })),
      },
      logits: (p, x, phase) => linear(under("head", p), smallResnet(under("encoder", p), "encoder", x, phase)),
    };
  },
};

function published(name: string) {
  return {
    name,
    make: (): Measured => {
      const network = networkNamed(name);
      return {
        name,
        batch: 32,
        size: 128,
        parameters: prefixed("net", network.parameters(randomStream(1, "bench"), { classes })),
        logits: (p, x, phase) => classify(network, under("net", p), network.features(under("net", p), "net", x, phase)),
      };
    },
  };
}
