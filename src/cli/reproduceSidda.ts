/** almagest reproduce sidda: adaptation and equivariance on simulated domains. */

import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { type Scale, scales } from "../reproduce/claims.ts";
import { figureText, intervalText, saveResults } from "../reproduce/results.ts";
import { reproduceSidda, type SiddaSet, siddaSets } from "../reproduce/sidda.ts";
import { openSteps } from "../reproduce/steps.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { commaList, globalOptions, numberFrom } from "./options.ts";
import { printJson, printLine, printTable, remark } from "./output.ts";
import { startProgress } from "./progress.ts";

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
    const { workspace: path, json, quiet } = globalOptions(command);
    const workspace = await openWorkspace(path, { create: true });
    const folder = join(workspace.path, "reproductions", `sidda-${scale}`);
    const steps = await openSteps(folder);
    const progress = startProgress({ quiet });
    const result = await interruptible((signal) =>
      reproduceSidda(workspace, steps, {
        scale,
        seeds,
        sets,
        withoutOrders: !orders,
        signal,
        onProgress: (fraction, text) => progress.report(fraction, text),
      }),
    ).finally(() => progress.end());
    const saved = await saveResults(folder, result);
    if (steps.skipped > 0) remark(`${steps.skipped} trainings were done before`, { quiet });
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

function setList(text: string): SiddaSet[] {
  return commaList(text).map((each) => {
    const found = siddaSets.find((set) => set === each);
    if (!found) throw new InvalidArgumentError(`"${each}" is not one of ${siddaSets.join(", ")}.`);
    return found;
  });
}
