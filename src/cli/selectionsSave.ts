/** almagest selections save: give some of a survey's objects a name. */

import { Command, InvalidArgumentError } from "commander";
import { counted } from "../counted.ts";
import type { Filter } from "../survey/galaxies.ts";
import { readIdList } from "../survey/idList.ts";
import { saveSelection } from "../survey/savedSelections.ts";
import type { SkyPart } from "../survey/selection.ts";
import { selectionText } from "../survey/selectionText.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { writtenFilter } from "../survey/writtenFilter.ts";
import { examples } from "./help.ts";
import { globalOptions, repeatable } from "./options.ts";
import { printJson, printLine } from "./output.ts";

interface Options {
  where?: Filter[];
  ids?: string;
  sky?: SkyPart;
  by?: string;
  replace?: boolean;
}

export const selectionsSave = new Command("save")
  .description("Save a selection; several conditions hold all at once")
  .argument("<survey>")
  .argument("<name>", "of letters, digits, - and _; anything else in it becomes -")
  .option("--where <condition>", "objects for which it holds (may be repeated)", repeatable(writtenFilter))
  .option("--ids <file>", "a table with a column id_str (.csv, .tsv, .parquet), or a text of one id a line")
  .option(
    "--sky <ra,ra,dec,dec>",
    "from, to, in degrees; over right ascension 0 where the first is larger",
    writtenSkyPart,
  )
  .option("--by <name>", "who saves it")
  .option("--replace", "take the place of another of that name")
  .addHelpText(
    "after",
    examples(
      'almagest selections save gz2 spirals --where "has-spiral-arms-gz2_yes_fraction > 0.5" --by Ada',
      "almagest selections save gz2 odd --ids odd.csv",
      "almagest selections save gz2 stripe --sky 350,10,-1.25,1.25",
    ),
  )
  .action(async (survey: string, name: string, options: Options, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    const { where, ids, sky, by, replace = false } = options;
    const opened = await openSurvey(await openWorkspace(folder), survey);
    const selection = {
      ...(where ? { filters: where } : {}),
      ...(sky ? { sky } : {}),
      ...(ids === undefined ? {} : { ids: await readIdList(ids) }),
    };
    const saved = await saveSelection(opened, { name, by, selection }, { replaces: replace });
    const { objects, at } = saved;
    if (json) printJson({ survey, selection: saved.name, objects, by: saved.by, at });
    else
      printLine(
        `${survey}: selection ${saved.name} has ${counted(objects, "object")}: ${selectionText(saved.selection)}`,
      );
  });

/** "350,10,-1.25,1.25" */
function writtenSkyPart(text: string): SkyPart {
  const numbers = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  const [west, east, south, north] = numbers as [number, number, number, number];
  const isRa = (value: number) => value >= 0 && value <= 360;
  const isDec = (value: number) => value >= -90 && value <= 90;
  if (numbers.length !== 4 || !isRa(west) || !isRa(east) || !isDec(south) || !isDec(north) || south > north)
    throw new InvalidArgumentError(
      "it must be two right ascensions (0 to 360) and two declinations (-90 to 90, the smaller first), such as 350,10,-1.25,1.25.",
    );
  return { ra: [west, east], dec: [south, north] };
}
