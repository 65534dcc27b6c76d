/** almagest reproduce bayesian: uncertainty of radio galaxies' classes, on MiraBest. */

import { join } from "node:path";
import { Command, Option } from "commander";
import { exists } from "../exists.ts";
import { exitCodes, Fault } from "../fault.ts";
import { reproduceBayesian } from "../reproduce/bayesian.ts";
import { type Scale, scales } from "../reproduce/claims.ts";
import { catalogueName } from "../reproduce/mirabest.ts";
import { figureText, intervalText, saveResults } from "../reproduce/results.ts";
import { openSteps } from "../reproduce/steps.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { globalOptions, numberFrom } from "./options.ts";
import { printJson, printLine, printTable, remark } from "./output.ts";
import { startProgress } from "./progress.ts";

interface Options {
  scale: Scale;
  seeds: number;
  threads: number;
  data?: string;
}

export const reproduceBayesianCommand = new Command("bayesian")
  .description("Uncertainty of radio galaxies' classes (Mohan+ 2022), on MiraBest")
  .addOption(
    new Option("--scale <scale>", "small: 64 px, 30 epochs; full: as published, hours")
      .choices(scales)
      .default("small"),
  )
  .option("--seeds <n>", "splits and starts to take the mean of", numberFrom(1, 100), 3)
  .option("--threads <n>", "processor threads", numberFrom(1, 256), 2)
  .option(
    "--data <folder>",
    `MiraBest: ${catalogueName} with fr_class and confidence, and images (default: shared/data/mirabest-radio, beside or above)`,
  )
  .addHelpText(
    "after",
    examples(
      "almagest reproduce bayesian --scale small --seeds 3 --data mirabest-radio",
      "almagest reproduce bayesian --scale full --seeds 10 --data mirabest-radio --json",
    ),
  )
  .action(async ({ scale, seeds, threads, data }: Options, command: Command) => {
    const { workspace: path, json, quiet } = globalOptions(command);
    const from = data ?? (await foundData());
    const workspace = await openWorkspace(path, { create: true });
    const folder = join(workspace.path, "reproductions", `bayesian-${scale}`);
    const steps = await openSteps(folder);
    const progress = startProgress({ quiet });
    const result = await interruptible((signal) =>
      reproduceBayesian(workspace, steps, {
        data: from,
        scale,
        seeds,
        threads,
        signal,
        onProgress: (fraction, text) => progress.report(fraction, text),
      }),
    ).finally(() => progress.end());
    const saved = await saveResults(folder, result);
    if (steps.skipped > 0) remark(`${steps.skipped} steps were done before`, { quiet });
    if (json) return printJson({ ...result, saved });
    printTable(
      ["claim", "paper", "ours", "95 %", "verdict"],
      result.claims.map(({ claim, paper, ours, interval, verdict }) => [
        claim,
        figureText(paper),
        figureText(ours),
        intervalText(interval),
        verdict,
      ]),
    );
    printLine(`How each was measured, and plots: ${saved.page}`);
  });

/** Beside or above the current folder. */
async function foundData(): Promise<string> {
  const place = join("shared", "data", "mirabest-radio");
  for (const up of [".", "..", join("..", "..")])
    if (await exists(join(up, place, catalogueName))) return join(up, place);
  throw new Fault(
    "no-data",
    `name MiraBest's folder, with ${catalogueName} and images, with --data (its images are in the repository fmporter/MiraBest)`,
    { exitCode: exitCodes.usage },
  );
}
