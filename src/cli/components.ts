/** almagest components: representations made short, for all that looks at every object. */

import { Command } from "commander";
import { makeComponents } from "../explore/storedComponents.ts";
import { varianceSvg, varianceText } from "../explore/varianceCurve.ts";
import { representedBy } from "../survey/representations.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { writeWhole } from "../wholeFile.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { globalOptions, numberFrom } from "./options.ts";
import { printJson, printLine } from "./output.ts";
import { startProgress } from "./progress.ts";

export const components = new Command("components")
  .description(
    "Keep the leading principal components of a run's representations beside them: similar with several examples, tags, " +
      "and anomalies then begin with these, and need a tenth of the memory and time",
  )
  .argument("<survey>")
  .option("--run <run>", "whose representations (default: the last that were stored)")
  .option("--count <n>", "how many", numberFrom(1, 1000), 40)
  .option("--plot <file.svg>", "draw how much of the variance the first of them hold")
  .addHelpText(
    "after",
    examples("almagest components decals --run gz1-4k2j9a", "almagest components decals --count 80 --json"),
  )
  .action(async (name: string, options: { run?: string; count: number; plot?: string }, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const workspace = await openWorkspace(folder);
    const run = representedBy(await openSurvey(workspace, name), options.run);
    const progress = startProgress({ quiet });
    const start = performance.now();
    const { file: _, ...made } = await interruptible((signal) =>
      makeComponents(workspace, name, run, {
        count: options.count,
        signal,
        onProgress: (fraction, text) => progress.report(fraction, text),
      }),
    ).finally(() => progress.end());
    const seconds = (performance.now() - start) / 1000;
    const variance = made.shares.reduce((sum, share) => sum + share, 0);
    const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
    if (options.plot !== undefined)
      await writeWhole(options.plot, varianceSvg(made.shares, `${name}: variance of ${run}`));
    if (json) return printJson({ survey: name, run, ...made, variance, seconds, peakMegabytes });
    printLine(
      `${name}: ${made.count} components hold ${(100 * variance).toFixed(1)} % of the variance of ${made.rows} representations by ` +
        `${run} (the first ${(100 * (made.shares[0] ?? 0)).toFixed(1)} %); ${seconds.toFixed(1)} s, peak memory ${peakMegabytes} MiB`,
    );
    printLine(varianceText(made.shares));
  });
