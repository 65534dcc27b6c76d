/** almagest reproduce sidda: adaptation and equivariance on simulated domains. */

import { Command, InvalidArgumentError, Option } from "commander";
import { type Scale, scales } from "../reproduce/claims.ts";
import { reproduceSidda, type SiddaSet, siddaSets } from "../reproduce/sidda.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { commaList, numberFrom } from "./options.ts";
import { runReproduction } from "./reproduction.ts";

interface Options {
  scale: Scale;
  seeds: number;
  sets: SiddaSet[];
  orders: boolean;
}

export const reproduceSiddaCommand = new Command("sidda")
  .description(
    "Adaptation to a domain without labels, and equivariance (Pandya+ 2025), on simulated shapes and objects",
  )
  .addOption(
    new Option("--scale <scale>", "small: 960 pictures a domain, seen at 32 px; full: 15,000 at 100 px")
      .choices(scales)
      .default("small"),
  )
  .option("--seeds <n>", "trainings of each kind to take the mean of", numberFrom(1, 100), 3)
  .option("--sets <list>", "which data sets: shapes,objects", setList, [...siddaSets])
  .option("--no-orders", "without D1, D2 and D8, which take half of the time")
  .addHelpText(
    "after",
    `${examples(
      "almagest reproduce sidda --scale small --seeds 3",
      "almagest reproduce sidda --seeds 1 --sets objects --no-orders --json",
    )}\nEach training is kept: stopped, the same command goes on with the next one.\n`,
  )
  .action(async ({ scale, seeds, sets, orders }: Options, command: Command) => {
    await runReproduction(
      `sidda-${scale}`,
      command,
      (steps) => `${steps} trainings`,
      ({ workspace, steps, onProgress }) =>
        interruptible((signal) =>
          reproduceSidda(workspace, steps, { scale, seeds, sets, withoutOrders: !orders, signal, onProgress }),
        ),
    );
  });

function setList(text: string): SiddaSet[] {
  return commaList(text).map((each) => {
    const found = siddaSets.find((set) => set === each);
    if (!found) throw new InvalidArgumentError(`"${each}" is not one of ${siddaSets.join(", ")}.`);
    return found;
  });
}
