/** almagest models verify: a network beside timm's. */

import { Command } from "commander";
import { networkNamed, networkNames } from "../nn/networks.ts";
import { differencesFromTimm, parityCases } from "../nn/parity.ts";
import { training } from "../nn/phase.ts";
import type { Device } from "../tensor/device.ts";
import { checkDevice } from "../training/deviceCheck.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { deviceOption, globalOptions } from "./options.ts";
import { printJson, printTable } from "./output.ts";

export const modelsVerify = new Command("verify")
  .description("Run made-up weights and images through a network, and print how far it is from what timm's gave")
  .argument("[network]", "all of them when left out (under a minute)")
  .addOption(deviceOption())
  .addHelpText(
    "after",
    examples(
      "almagest models verify convnext_nano",
      "almagest models verify convnext_nano --device webgpu",
      "almagest models verify convnext_nano --json",
    ),
  )
  .action(async (wanted: string | undefined, { device }: { device?: Device }, command: Command) => {
    const names = wanted === undefined ? networkNames : [wanted];
    for (const name of names) networkNamed(name);
    await checkDevice(device);
    const found = await interruptible((signal) => verified(names, device, signal));
    const [first] = found;
    if (globalOptions(command).json) printJson(wanted === undefined ? { networks: found } : { ...first });
    else
      printTable(
        ["network", "forward", "gradient"],
        found.map(({ network, forward, gradient }) => [network, forward.toExponential(1), gradient.toExponential(1)]),
      );
  });

async function verified(names: readonly string[], device: Device | undefined, signal: AbortSignal) {
  const found = [];
  for (const network of networkNames.filter((name) => names.includes(name))) {
    const forward = [];
    const gradient = [];
    for (const each of parityCases().filter(({ name }) => name === network)) {
      signal.throwIfAborted();
      const predicting = await differencesFromTimm(each, each.predicting, "predicting", { device });
      signal.throwIfAborted();
      const trained = each.training && (await differencesFromTimm(each, each.training, training(), { device }));
      forward.push(predicting.outputs, trained?.outputs ?? 0);
      gradient.push(predicting.gradients, trained?.gradients ?? 0);
    }
    found.push({ network, forward: Math.max(...forward), gradient: Math.max(...gradient) });
  }
  return found;
}
