/** almagest reproduce sidda: adaptation and equivariance on simulated domains and on real surveys. */

import { dirname } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { exitCodes, Fault } from "../fault.ts";
import { type Scale, scales } from "../reproduce/claims.ts";
import { reproduceSidda } from "../reproduce/sidda.ts";
import { realFolders } from "../reproduce/siddaReal.ts";
import { type SiddaSet, siddaSets } from "../reproduce/siddaTrainings.ts";
import { examples } from "./help.ts";
import { commaList, globalOptions, numberFrom } from "./options.ts";
import { remark } from "./output.ts";
import { runReproduction, sharedData } from "./reproduction.ts";

interface Options {
  scale: Scale;
  seeds: number;
  threads: number;
  sets: SiddaSet[];
  orders: boolean;
  data?: string;
}

export const reproduceSiddaCommand = new Command("sidda")
  .description(
    "Adaptation to a domain without labels, and equivariance (Pandya+ 2025), on simulated shapes and objects, and on real galaxies",
  )
  .addOption(
    new Option("--scale <scale>", "small: 960 pictures a domain of 48 px, seen at 32; full: 15,000 of 100 px")
      .choices(scales)
      .default("small"),
  )
  .option("--seeds <n>", "trainings of each kind to take the mean of", numberFrom(1, 100), 3)
  .option("--threads <n>", "networks trained at once, a processor thread each", numberFrom(1, 256), 2)
  .option("--sets <list>", "which simulated data sets: shapes,objects, or none", setList, [...siddaSets])
  .option("--no-orders", "without D1, D2 and D8, which take two fifths of the time")
  .option(
    "--data <folder>",
    `real surveys: folder with ${Object.values(realFolders).join(", ")} (default: shared/data, beside or above, where it is there)`,
  )
  .addHelpText(
    "after",
    `${examples(
      "almagest reproduce sidda --scale small --seeds 3",
      "almagest reproduce sidda --seeds 1 --sets objects --no-orders --json",
      "almagest reproduce sidda --sets none --data ./data",
    )}\nEach training is kept: stopped, the same command goes on with the next one.\n`,
  )
  .action(async ({ scale, seeds, threads, sets, orders, data }: Options, command: Command) => {
    const real = data ?? (await foundData());
    if (real === undefined) {
      if (sets.length === 0)
        throw new Fault("no-data", `--sets none leaves real surveys: name their folder with --data`, {
          exitCode: exitCodes.usage,
        });
      remark(
        `real surveys (${Object.values(realFolders).join(", ")}) are not here: simulated ones only; name their folder with --data`,
        {
          quiet: globalOptions(command).quiet,
        },
      );
    }
    await runReproduction(
      `sidda-${scale}`,
      command,
      (steps) => `${steps} trainings`,
      ({ workspace, steps, signal, onProgress }) =>
        reproduceSidda(workspace, steps, {
          scale,
          seeds,
          threads,
          sets,
          withoutOrders: !orders,
          data: real,
          signal,
          onProgress,
        }),
    );
  });

/** Beside or above the current folder. */
async function foundData(): Promise<string | undefined> {
  const folders = await Promise.all(Object.values(realFolders).map((name) => sharedData(name, "catalog.csv")));
  return folders.every((each) => each !== undefined) ? dirname(folders[0] as string) : undefined;
}

function setList(text: string): SiddaSet[] {
  if (text === "none") return [];
  return commaList(text).map((each) => {
    const found = siddaSets.find((set) => set === each);
    if (!found) throw new InvalidArgumentError(`"${each}" is not one of ${siddaSets.join(", ")}.`);
    return found;
  });
}
