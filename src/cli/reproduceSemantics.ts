/** almagest reproduce semantics: class targets from words, on the real annotations. */

import { Command, Option } from "commander";
import { exitCodes, Fault } from "../fault.ts";
import { type Scale, scales } from "../reproduce/claims.ts";
import { reproduceSemantics, semanticsFiles } from "../reproduce/semantics.ts";
import { examples } from "./help.ts";
import { numberFrom } from "./options.ts";
import { runReproduction, setFolder, sharedData } from "./reproduction.ts";

interface Options {
  scale: Scale;
  seeds: number;
  data?: string;
}

export const reproduceSemanticsCommand = new Command("semantics")
  .description("Class targets from annotators' words (Bowles+ 2022, 2023), on the paper's annotations")
  .addOption(
    new Option("--scale <scale>", "small: forests of 100 trees; full: of 500").choices(scales).default("small"),
  )
  .option("--seeds <n>", "runs to take the mean of", numberFrom(1, 100), 3)
  .option(
    "--data <folder>",
    `radio-annotations or the folder above it, with ${semanticsFiles.join(", ")} (default: shared/data/radio-annotations, beside or above)`,
  )
  .addHelpText(
    "after",
    `${examples(
      "almagest reproduce semantics --scale small --data shared/data",
      "almagest reproduce semantics --scale full --seeds 5 --data shared/data --json",
    )}\nEach seed is kept: stopped, the same command goes on with the next one.\n`,
  )
  .action(async ({ scale, seeds, data }: Options, command: Command) => {
    const from = data === undefined ? await foundData() : await setFolder(data, "radio-annotations", semanticsFiles[0]);
    await runReproduction(
      `semantics-${scale}`,
      command,
      (steps) => `${steps} of ${seeds} seeds`,
      ({ workspace, steps, signal, onProgress }) =>
        reproduceSemantics(workspace, steps, { data: from, scale, seeds, signal, onProgress }),
    );
  });

/** Beside or above the current folder. */
async function foundData(): Promise<string> {
  const found = await sharedData("radio-annotations", semanticsFiles[0]);
  if (found !== undefined) return found;
  throw new Fault(
    "no-data",
    `name the folder that holds ${semanticsFiles.join(", ")} with --data (they are in the repository mb010/Text2Tag)`,
    { exitCode: exitCodes.usage },
  );
}
