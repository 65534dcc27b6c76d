/** almagest reproduce fixmatch: what unlabelled radio galaxies bring, on MiraBest. */

import { join } from "node:path";
import { Command, Option } from "commander";
import { exists } from "../exists.ts";
import { exitCodes, Fault } from "../fault.ts";
import { type Scale, scales } from "../reproduce/claims.ts";
import { mirabestFolder, otherFolder, reproduceFixMatch } from "../reproduce/fixmatch.ts";
import { catalogueName } from "../reproduce/mirabest.ts";
import { examples } from "./help.ts";
import { numberFrom } from "./options.ts";
import { runReproduction, sharedData } from "./reproduction.ts";

interface Options {
  scale: Scale;
  seeds: number;
  threads: number;
  data?: string;
}

export const reproduceFixMatchCommand = new Command("fixmatch")
  .description("Radio galaxies learnt from few labels and many images without (Slijepcevic+ 2022), on MiraBest")
  .addOption(
    new Option(
      "--scale <scale>",
      "small: 48 px, 640 steps; full: the paper's network, batches and steps, but the running average is tested and not the best epoch, a day",
    )
      .choices(scales)
      .default("small"),
  )
  .option("--seeds <n>", "choices of labels and starts to take the mean of", numberFrom(1, 100), 3)
  .option("--threads <n>", "processor threads", numberFrom(1, 256), 2)
  .option(
    "--data <folder>",
    `the folder above ${mirabestFolder} and ${otherFolder}, or ${mirabestFolder} itself beside the other, each with ${catalogueName} and images (default: shared/data, beside or above)`,
  )
  .addHelpText(
    "after",
    `${examples(
      "almagest reproduce fixmatch --scale small --seeds 3 --data shared/data",
      "almagest reproduce fixmatch --scale full --seeds 10 --data shared/data --json",
    )}\nEach training is kept: stopped, the same command goes on where it was.\n`,
  )
  .action(async ({ scale, seeds, threads, data }: Options, command: Command) => {
    const from = data === undefined ? await foundData() : await aboveSets(data);
    await runReproduction(
      `fixmatch-${scale}`,
      command,
      (steps) => `${steps} steps`,
      ({ workspace, steps, signal, onProgress }) =>
        reproduceFixMatch(workspace, steps, { data: from, scale, seeds, threads, signal, onProgress }),
    );
  });

/** Either set's folder may be named in place of the one that holds both. */
async function aboveSets(folder: string): Promise<string> {
  return (await exists(join(folder, catalogueName))) ? join(folder, "..") : folder;
}

/** Beside or above the current folder. */
async function foundData(): Promise<string> {
  const found = await sharedData(mirabestFolder, catalogueName);
  if (found !== undefined) return join(found, "..");
  throw new Fault(
    "no-data",
    `name the folder that holds ${mirabestFolder} and ${otherFolder} with --data (their images are in the repositories fmporter/MiraBest and floriangriese/RadioGalaxyDataset)`,
    { exitCode: exitCodes.usage },
  );
}
