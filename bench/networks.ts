/** What the speed benchmarks measure: networks, and the sizes astronomers train them at. */

import { classify, networkNamed } from "../src/nn/networks.ts";
import { type Parameters, type ParameterTensors, prefixed, under } from "../src/nn/parameters.ts";
import type { Phase } from "../src/nn/phase.ts";
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
  const published = ["resnet18", "convnext_nano", "efficientnet_b0"];
  const all = [measuredAs("smallResnet", 64, 64), ...published.map((name) => measuredAs(name, 32, 128))];
  const chosen = all.filter(({ name }) => wanted?.includes(name) ?? true);
  if (chosen.length === 0) throw new Error(`--networks: name some of ${all.map(({ name }) => name).join(", ")}`);
  return chosen.map(({ make }) => make());
}

/** One batch and size for our own small network, another for the published ones. */
function measuredAs(name: string, batch: number, size: number) {
  return {
    name,
    make: (): Measured => {
      const network = networkNamed(name);
      return {
        name,
        batch,
        size,
        parameters: prefixed("net", network.parameters(randomStream(1, "bench"), { classes })),
        logits: (p, x, phase) => classify(network, under("net", p), network.features(under("net", p), "net", x, phase)),
      };
    },
  };
}
