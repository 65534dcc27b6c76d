/** almagest survey simulate-mosaic: FITS mosaics of galaxies that never were, to cut them out of. */

import { resolve } from "node:path";
import { Command } from "commander";
import { counted } from "../counted.ts";
import { simulateMosaic } from "../sky/simulateMosaic.ts";
import { examples } from "./help.ts";
import { globalOptions, numberFrom, wholeNumber } from "./options.ts";
import { printJson, printLine } from "./output.ts";
import { startProgress } from "./progress.ts";

export const surveySimulateMosaic = new Command("simulate-mosaic")
  .description(
    "Simulate a strip of sky as FITS mosaics in g, r and i, and the catalogue of its galaxies: to try cutout",
  )
  .argument("<folder>", "holds tiles/ and catalogue.csv afterwards")
  .option("--count <n>", "galaxies", wholeNumber, 200)
  .option("--seed <n>", "same seed, same sky", wholeNumber, 1)
  .option("--tiles <n>", "mosaics along the strip, each overlapping the next", numberFrom(1, 1000), 2)
  .option("--side <pixels>", "of a mosaic, 128 to 20000", numberFrom(128, 20_000), 1000)
  .addHelpText(
    "after",
    examples("almagest survey simulate-mosaic sky", "almagest survey simulate-mosaic sky --tiles 4 --count 2000"),
  )
  .action(
    async (folder: string, options: { count: number; seed: number; tiles: number; side: number }, command: Command) => {
      const { json, quiet } = globalOptions(command);
      const progress = startProgress({ quiet });
      const made = await simulateMosaic({
        ...options,
        folder: resolve(folder),
        onProgress: (done, total) => progress.report(done / total, `simulating: mosaic ${done} of ${total}`),
      }).finally(() => progress.end());
      if (json) return printJson({ galaxies: options.count, tiles: options.tiles, ...made });
      printLine(
        `${counted(options.count, "galaxy", "galaxies")} on ${counted(options.tiles, "mosaic")} in g, r and i: ${folder}`,
      );
    },
  );
