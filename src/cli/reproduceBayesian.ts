/** almagest reproduce bayesian: uncertainty of radio galaxies' classes, on MiraBest. */

import { Command, Option } from "commander";
import { exitCodes, Fault } from "../fault.ts";
import { reproduceBayesian } from "../reproduce/bayesian.ts";
import { type Scale, scales } from "../reproduce/claims.ts";
import { catalogueName } from "../reproduce/mirabest.ts";
import { examples } from "./help.ts";
import { numberFrom } from "./options.ts";
import { runReproduction, setFolder, sharedData } from "./reproduction.ts";

interface Options {
  scale: Scale;
  pair?: boolean;
  seeds: number;
  threads: number;
  data?: string;
}

export const reproduceBayesianCommand = new Command("bayesian")
  .description("Uncertainty of radio galaxies' classes (Mohan+ 2022), on MiraBest")
  .addOption(
    new Option(
      "--scale <scale>",
      "small: 64 px, 40 epochs; full: the paper's 150 px, but 200 epochs at rate 1e-3 (its 500 at 5e-5) and 11 of its 16 temperatures, hours",
    )
      .choices(scales)
      .default("small"),
  )
  .option(
    "--pair",
    "only a network with certain weights and one with Bayesian ones (Laplace prior), at small scale for 120 epochs instead of 40: 18 seeds tell of their errors, calibration and pruning what three cannot, in an hour on two cores",
  )
  .option("--seeds <n>", "splits and starts to take the mean of", numberFrom(1, 100), 3)
  .option("--threads <n>", "networks trained at once, a processor thread each", numberFrom(1, 256), 2)
  .option(
    "--data <folder>",
    `mirabest-radio or the folder above it: ${catalogueName} with fr_class and confidence, and images (default: shared/data/mirabest-radio, beside or above)`,
  )
  .addHelpText(
    "after",
    examples(
      "almagest reproduce bayesian --scale small --seeds 3 --data shared/data",
      "almagest reproduce bayesian --pair --seeds 18 --data shared/data",
      "almagest reproduce bayesian --scale full --seeds 10 --data shared/data --json",
    ),
  )
  .action(async ({ scale, pair = false, seeds, threads, data }: Options, command: Command) => {
    const from = data === undefined ? await foundData() : await setFolder(data, "mirabest-radio", catalogueName);
    await runReproduction(
      `bayesian-${scale}${pair ? "-pair" : ""}`,
      command,
      (steps) => `${steps} steps`,
      ({ workspace, steps, signal, onProgress }) =>
        reproduceBayesian(workspace, steps, { data: from, scale, pair, seeds, threads, signal, onProgress }),
    );
  });

/** Beside or above the current folder. */
async function foundData(): Promise<string> {
  const found = await sharedData("mirabest-radio", catalogueName);
  if (found !== undefined) return found;
  throw new Fault(
    "no-data",
    `name MiraBest's folder, with ${catalogueName} and images, with --data (its images are in the repository fmporter/MiraBest)`,
    { exitCode: exitCodes.usage },
  );
}
