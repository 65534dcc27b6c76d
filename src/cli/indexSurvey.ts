/** almagest index: similarity that stays quick on a large survey. */

import { Command, InvalidArgumentError } from "commander";
import { counted } from "../counted.ts";
import { indexRepresentations, leastRecall } from "../explore/indexRepresentations.ts";
import { Fault } from "../fault.ts";
import { representedBy } from "../survey/representations.ts";
import { openSurvey } from "../survey/survey.ts";
import type { MeasuredSearch, VectorIndexCard } from "../survey/vectorIndex.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { globalOptions, numberFrom, repeatable } from "./options.ts";
import { printJson, printLine } from "./output.ts";
import { startProgress } from "./progress.ts";

type OtherMetric = "euclidean" | "manhattan";

interface Options {
  run?: string;
  queries: number;
  seed: number;
  metric?: OtherMetric[];
}

export const index = new Command("index")
  .description(
    "Index a run's representations, so that similar answers at once on a large survey; measured against exact search. " +
      "almagest embed does it by itself from 50,000 objects on",
  )
  .argument("<survey>")
  .option("--run <run>", "whose representations (default: the last that were stored)")
  .option("--queries <n>", "held objects to measure with", numberFrom(10, 10_000), 100)
  .option("--seed <n>", "of which are held", numberFrom(0, 2 ** 32 - 1), 1)
  .option(
    "--metric <metric>",
    "measure euclidean or manhattan too, for similar --metric by the index (may be repeated)",
    repeatable(otherMetric),
  )
  .addHelpText(
    "after",
    examples("almagest index decals --run gz1-4k2j9a", "almagest index decals --queries 500 --json"),
  )
  .action(async (name: string, { metric, ...options }: Options, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const workspace = await openWorkspace(folder);
    const run = representedBy(await openSurvey(workspace, name), options.run);
    const progress = startProgress({ quiet });
    const built = await interruptible((signal) =>
      indexRepresentations(workspace, name, run, {
        ...options,
        metrics: metric,
        signal,
        onProgress: (fraction, text) => progress.report(fraction, text),
      }),
    )
      .catch((error: unknown) => {
        // Nothing failed: similar is as quick and as right without one.
        if (error instanceof Fault && error.code === "needs-no-index") return error.message;
        throw error;
      })
      .finally(() => progress.end());
    if (typeof built === "string") {
      if (json) printJson({ survey: name, run, index: null, hint: built });
      else printLine(built);
      return;
    }
    const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
    if (json) return printJson({ survey: name, run, ...built, peakMegabytes });
    printIndex(name, run, built);
    printLine(`peak memory ${peakMegabytes} MiB`);
  });

function otherMetric(text: string): OtherMetric {
  if (text !== "euclidean" && text !== "manhattan")
    throw new InvalidArgumentError("it is euclidean or manhattan; the cosine's is measured in any case.");
  return text;
}

export function printIndex(
  name: string,
  run: string,
  { rows, seconds, queries, plain, filtered, metrics }: VectorIndexCard,
): void {
  printLine(
    `${name}: ${counted(rows, "representation")} by ${run} indexed in ${seconds.toFixed(1)} s; over ${counted(queries, "held query", "held queries")}`,
  );
  printLine(`  without a filter: ${measuredText(plain)}`);
  printLine(`  with a filter:    ${measuredText(filtered)}`);
  for (const { metric, plain: without, filtered: within } of metrics)
    printLine(`  by ${metric} distance: ${measuredText(without)}; with a filter: ${measuredText(within)}`);
}

function measuredText(found: MeasuredSearch | null): string {
  if (!found) return `less than ${leastRecall} of the ten nearest were found: exact search is used`;
  return `recall@10 ${found.recall.toFixed(3)}, p50 ${found.p50.toFixed(1)} ms, p99 ${found.p99.toFixed(1)} ms`;
}
