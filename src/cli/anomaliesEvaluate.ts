/** almagest anomalies evaluate: how soon a simulated person finds what interests them. */

import { Command, Option } from "commander";
import { type Acquisition, acquisitions } from "../explore/anomalies/acquisition.ts";
import { curveSvg, curveText, wayName } from "../explore/anomalies/curvePlot.ts";
import type { Spread } from "../explore/anomalies/evaluate.ts";
import { evaluateSurvey, type SurveyEvaluation } from "../explore/anomalies/evaluateSurvey.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { writeWhole } from "../wholeFile.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { globalOptions, notNegative, numberFrom } from "./options.ts";
import { printJson, printLine, printTable } from "./output.ts";
import { startProgress } from "./progress.ts";

interface Options {
  run?: string;
  interest: string;
  ratings: number;
  batch: number;
  seeds: number;
  acquisition: Acquisition;
  deviations: number;
  plot?: string;
  threads: number;
}

export const anomaliesEvaluate = new Command("evaluate")
  .description(
    "Count how soon a simulated person, interested in a column, finds what interests them: beside two forests and chance",
  )
  .argument("<survey>")
  .option("--run <run>", "whose representations (default: the last that were stored)")
  .requiredOption("--interest <comparison>", 'what interests: "COLUMN > 0.4", "class = merger"')
  .option("--ratings <n>", "how many objects the person rates", numberFrom(1, 10_000), 200)
  .option("--batch <n>", "how many between two trainings", numberFrom(1, 1000), 10)
  .option("--seeds <n>", "how often all is done, from other first objects", numberFrom(1, 100), 5)
  .addOption(
    new Option("--acquisition <name>", "ei: expected improvement; ucb: mean plus deviations")
      .choices(acquisitions)
      .default("ei"),
  )
  .option("--deviations <n>", "how many deviations ucb adds to the mean", notNegative, 1)
  .option("--plot <file.svg>", "draw the curves into a file")
  .option("--threads <n>", "processor threads", numberFrom(1, 256), 2)
  .addHelpText(
    "after",
    examples(
      'almagest anomalies evaluate gz2 --interest "t06_odd_a14_yes_debiased > 0.4" --ratings 200',
      'almagest anomalies evaluate rings --interest "ring = 1" --ratings 60 --plot curves.svg --json',
    ),
  )
  .action(async (name: string, { interest, plot, ...options }: Options, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const survey = await openSurvey(await openWorkspace(folder), name);
    const progress = startProgress({ quiet });
    const result = await interruptible((signal) =>
      evaluateSurvey(survey, interest, {
        ...options,
        signal,
        onProgress: (done, total) => progress.report(done / total, `rating: ${done.toFixed(1)} of ${total} seeds`),
      }),
    ).finally(() => progress.end());
    if (plot !== undefined) await writeWhole(plot, curveSvg(result, `${name}: ${interest}`));
    if (json) return printJson({ survey: name, ...result });
    print(name, result);
    if (plot !== undefined) printLine(`curves: ${plot}`);
  });

function print(name: string, result: SurveyEvaluation): void {
  const { interesting, objects, baseRate, ratings, leftOut, ways, run } = result;
  printLine(
    `${name}, run ${run}: ${interesting} of ${objects} objects (${percent(baseRate)}) interest the person` +
      (leftOut > 0 ? `; ${leftOut} without a value are left out` : ""),
  );
  printLine();
  for (const line of curveText(result)) printLine(line);
  const lengths = ways[0]?.lists.map(({ length }) => length) ?? [];
  printLine();
  printLine(`after ${ratings} ratings; mean ± deviation over seeds`);
  printTable(
    ["chosen by", "found while rating", "left", ...lengths.flatMap((n) => [`top ${n}`, `weighted`, `unrated ${n}`])],
    ways.map(({ way, lists, foundWhileRating, left, leftRate }) => [
      wayName(way),
      spread(foundWhileRating, (value) => value.toFixed(1)),
      `${left.mean.toFixed(1)} (${percent(leftRate)})`,
      ...lists.flatMap(({ withKnown, rankWeighted, unrated }) => [
        spread(withKnown, percent),
        spread(rankWeighted, percent),
        spread(unrated, percent),
      ]),
    ]),
  );
  printLine();
  printLine(
    "top: the rated ones ranked by what is known of them, as in Walmsley+ 2022 (chance: the order it was drawn in)",
  );
  printLine(
    "weighted: the same, where the first count most. unrated: of those that nobody rated, the first it would show;",
  );
  printLine(
    "left: how many that interest nobody rated (their share of those, which chance would find in the unrated lists)",
  );
}

function spread({ mean, deviation }: Spread, show: (value: number) => string): string {
  return `${show(mean)} ± ${show(deviation)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
