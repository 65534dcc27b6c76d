/** almagest anomalies propose: what to rate next. */

import { Command, Option } from "commander";
import { type Acquisition, acquisitions } from "../explore/anomalies/acquisition.ts";
import { proposalWords } from "../explore/anomalies/proposalWords.ts";
import { type Expected, propose } from "../explore/anomalies/propose.ts";
import { mostRatings } from "../explore/anomalies/ranking.ts";
import { usualInterest } from "../explore/anomalies/ratings.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { chosenRun } from "./chosenRun.ts";
import { examples } from "./help.ts";
import { globalOptions, notNegative, numberFrom, wholeNumber } from "./options.ts";
import { printJson, printLine, printTable, remark } from "./output.ts";

interface Options {
  run?: string;
  batch: number;
  by?: string;
  interest: string;
  acquisition: Acquisition;
  deviations: number;
  seed: number;
  threads: number;
}

export const anomaliesPropose = new Command("propose")
  .description("List the objects to rate next, and those that should interest you most")
  .argument("<survey>")
  .option("--run <run>", "whose representations (default: the last that were stored)")
  .option("--batch <n>", "how many", numberFrom(1, 1000), 10)
  .option("--by <name>", "learn from this person's ratings (default: from everybody's)")
  .option("--interest <name>", "which of your interests", usualInterest)
  .addOption(
    new Option("--acquisition <name>", "ei: expected improvement; ucb: mean plus deviations")
      .choices(acquisitions)
      .default("ei"),
  )
  .option("--deviations <n>", "how many deviations ucb adds to the mean", notNegative, 1)
  .option("--seed <n>", "for the first objects, which are drawn at random", wholeNumber, 0)
  .option("--threads <n>", "processor threads", numberFrom(1, 256), 2)
  .addHelpText(
    "after",
    examples(
      "almagest anomalies propose gz2 --run gz2-4k2j9a --batch 10",
      "almagest anomalies propose gz2 --interest mergers --by Ada --acquisition ucb --json",
    ),
  )
  .action(async (name: string, options: Options, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const survey = await openSurvey(await openWorkspace(folder), name);
    const found = await propose(survey, {
      ...options,
      run: chosenRun(survey, options.run, { quiet }),
      count: options.batch,
    });
    const isStored = survey.card.representations.some((each) => each.run === found.run && each.components);
    if (isStored) remark(`in the components of ${found.run} that the survey keeps`, { quiet });
    if (json)
      return printJson({
        survey: name,
        interest: options.interest,
        by: options.by ?? null,
        storedComponents: isStored,
        ...found,
        says: proposalWords(found),
      });
    const { rated, learntFrom, unseen, objects, run, proposals, likeliest, basis } = found;
    if (unseen > 0)
      remark(`${unseen} of the rated objects have no representation of run "${run}": nothing is learnt from them`, {
        quiet,
      });
    if (learntFrom < rated)
      remark(
        `of ${rated} ratings ${learntFrom} are learnt from: the ${mostRatings / 2} highest and ${mostRatings / 2} others drawn at random`,
        { quiet },
      );
    printLine(
      basis === "drawn"
        ? `no ratings yet: ${proposals.length} of ${objects} objects, drawn at random, to begin with`
        : basis === "unlike"
          ? proposalWords(found)
          : `rate next (learnt from ${learntFrom} of ${objects} objects):`,
    );
    print(proposals);
    if (likeliest.length > 0) {
      printLine();
      printLine("should interest you most:");
      print(likeliest);
    }
  });

function print(expected: readonly Expected[]): void {
  printTable(
    ["id_str", "expected rating", "uncertainty"],
    expected.map(({ id, mean, deviation }) => [id, mean?.toFixed(2) ?? null, deviation?.toFixed(2) ?? null]),
  );
}
