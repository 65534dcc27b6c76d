/** almagest reproduce semantics: class targets from words, on the real annotations. */

import { join } from "node:path";
import { Command, Option } from "commander";
import { exists } from "../exists.ts";
import { exitCodes, Fault } from "../fault.ts";
import { type Scale, scales } from "../reproduce/claims.ts";
import { figureText, intervalText, saveResults } from "../reproduce/results.ts";
import { reproduceSemantics, semanticsFiles } from "../reproduce/semantics.ts";
import { openSteps } from "../reproduce/steps.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions, numberFrom } from "./options.ts";
import { printJson, printLine, printTable, remark } from "./output.ts";
import { startProgress } from "./progress.ts";

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
    `that holds ${semanticsFiles.join(", ")} (default: shared/data/radio-annotations, beside or above)`,
  )
  .addHelpText(
    "after",
    examples(
      "almagest reproduce semantics --scale small --data radio-annotations",
      "almagest reproduce semantics --scale full --seeds 5 --data radio-annotations --json",
    ),
  )
  .action(async ({ scale, seeds, data }: Options, command: Command) => {
    const { workspace: path, json, quiet } = globalOptions(command);
    const from = data ?? (await foundData());
    const workspace = await openWorkspace(path, { create: true });
    const folder = join(workspace.path, "reproductions", `semantics-${scale}`);
    const steps = await openSteps(folder);
    const progress = startProgress({ quiet });
    const result = await reproduceSemantics(workspace, steps, {
      data: from,
      scale,
      seeds,
      onProgress: (fraction, text) => progress.report(fraction, text),
    }).finally(() => progress.end());
    const saved = await saveResults(folder, result);
    if (steps.skipped > 0) remark(`${steps.skipped} of ${seeds} seeds were done before`, { quiet });
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
  const place = join("shared", "data", "radio-annotations");
  for (const up of [".", "..", join("..", "..")])
    if (await exists(join(up, place, semanticsFiles[0]))) return join(up, place);
  throw new Fault(
    "no-data",
    `name the folder that holds ${semanticsFiles.join(", ")} with --data (they are in the repository mb010/Text2Tag)`,
    { exitCode: exitCodes.usage },
  );
}
