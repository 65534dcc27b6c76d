/** almagest anomalies rate: say how interesting objects are. */

import { Command, InvalidArgumentError } from "commander";
import { counted } from "../counted.ts";
import { type Rating, rate, usualInterest } from "../explore/anomalies/ratings.ts";
import { readRatingTable, scoreOf } from "../explore/anomalies/ratingTable.ts";
import { usage } from "../fault.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions, repeatable } from "./options.ts";
import { printJson, printLine } from "./output.ts";

interface Options {
  id?: string;
  score?: string;
  rating?: Rating[];
  from?: string;
  by: string;
  interest: string;
}

export const anomaliesRate = new Command("rate")
  .description("Store how interesting objects are, 0 (dull) to 5; what is stored is never lost, and only ever added to")
  .argument("<survey>")
  .option("--id <id_str>", "the object")
  .option("--score <0..5>", "its rating")
  .option("--rating <id=score>", "one of several objects", repeatable(pair))
  .option("--from <table>", "a CSV or Parquet file with columns id_str and score")
  .requiredOption("--by <name>", "who rates")
  .option("--interest <name>", "which of your interests", usualInterest)
  .addHelpText(
    "after",
    examples(
      "almagest anomalies rate gz2 --id 587722984435351614 --score 4 --by Ada",
      "almagest anomalies rate gz2 --rating 587722984435351614=4 --rating 587725551199781028=0 --by Ada --interest mergers",
      "almagest anomalies rate gz2 --from ratings.csv --by Ada",
    ),
  )
  .action(async (survey: string, options: Options, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    const workspace = await openWorkspace(folder);
    const { by, interest } = options;
    const ratings = await ratingsOf(options);
    const { written } = await rate(workspace, survey, { by, interest, ratings });
    if (json) printJson({ survey, by, interest, written });
    else printLine(`${survey}: ${counted(written, "rating")} by ${by} stored (${interest})`);
  });

function pair(text: string): Rating {
  const at = text.lastIndexOf("=");
  if (at < 1) throw new InvalidArgumentError("it must be an id and a score, such as 587722984435351614=4.");
  const id = text.slice(0, at);
  return { id, score: scoreOf(text.slice(at + 1), `object "${id}"`) };
}

async function ratingsOf({ id, score, rating = [], from }: Options): Promise<Rating[]> {
  if ((id === undefined) !== (score === undefined)) throw usage("--id and --score belong together");
  const one = id === undefined || score === undefined ? [] : [{ id, score: scoreOf(score, `object "${id}"`) }];
  const all = [...one, ...rating, ...(from === undefined ? [] : await readRatingTable(from))];
  if (all.length === 0) throw usage("name what to rate: --id and --score, --rating id=score, or --from a table");
  return all;
}
