/** The published networks, by the names they have in timm; LeNet, which it lacks, is `lenet`. */

import { Fault } from "../fault.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { convnexts } from "./convnext.ts";
import { efficientnets } from "./efficientnet.ts";
import { lenet } from "./lenet.ts";
import { linear } from "./linear.ts";
import { maxvits } from "./maxvit.ts";
import type { Network } from "./network.ts";
import { type ParameterTensors, under } from "./parameters.ts";
import { radioLenet } from "./radioLenet.ts";
import { radioTang } from "./radioTang.ts";
import { resnets } from "./resnet.ts";
import { siddaNetworks } from "./sidda.ts";
import { smallResnet } from "./smallResnet.ts";
import { visionTransformers } from "./visionTransformer.ts";

const networks: Readonly<Record<string, Network>> = {
  ...resnets,
  ...convnexts,
  ...efficientnets,
  ...visionTransformers,
  ...maxvits,
  lenet,
};

/** Published, and held to published numbers. */
export const networkNames: readonly string[] = Object.keys(networks);

/** Networks of our own, and those of papers that published no weights to hold them to. */
const own: Readonly<Record<string, Network>> = { smallResnet, radioLenet, radioTang, ...siddaNetworks };

export const ownNetworkNames: readonly string[] = Object.keys(own);

/** Also those of our own. @throws Fault that lists the known names */
export function networkNamed(name: string): Network {
  const network = [networks, own].find((table) => Object.hasOwn(table, name))?.[name];
  if (!network)
    throw new Fault(
      "network",
      `there is no network "${name}"; the known ones are ${[...ownNetworkNames, ...networkNames].join(", ")}`,
    );
  return network;
}

/**
 * The published classifier, whose parameters `network.parameters` makes when told how many classes there are.
 * @param features [batch, width]
 * @returns logits, [batch, classes]
 */
export function classify(network: Network, parameters: ParameterTensors, features: Tensor): Tensor {
  return linear(under(network.head, parameters), features);
}
