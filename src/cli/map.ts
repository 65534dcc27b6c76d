/** almagest map: every object's place in the plane, neighbours beside neighbours. */

import { Command } from "commander";
import { counted } from "../counted.ts";
import { mapSurvey } from "../explore/umap/mapSurvey.ts";
import { updateMap } from "../explore/umap/updateMap.ts";
import type { Filter } from "../survey/galaxies.ts";
import { mapColumns } from "../survey/mapColumns.ts";
import { openSurvey } from "../survey/survey.ts";
import { checkTablePath, writeTable } from "../survey/tableFile.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { writtenFilter } from "../survey/writtenFilter.ts";
import { chosenRun } from "./chosenRun.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { globalOptions, notNegative, numberFrom, repeatable, wholeNumber } from "./options.ts";
import { printJson, printLine } from "./output.ts";
import { startProgress } from "./progress.ts";

interface Options {
  run?: string;
  out?: string;
  where?: Filter[];
  components: number;
  neighbours: number;
  minDistance: number;
  seed: number;
  sample?: number;
  update?: boolean;
}

export const map = new Command("map")
  .description(
    "Lay a survey's objects out in the plane by UMAP, so that those which look alike lie together; kept as two columns of the survey",
  )
  .argument("<survey>")
  .option("--run <run>", "whose representations (default: the last that were stored)")
  .option("--out <file>", "write id_str, umap_x and umap_y as .csv, .tsv, .parquet, .fits or .vot")
  .option("--where <condition>", "only objects for which it holds (may be repeated)", repeatable(writtenFilter))
  .option("--components <n>", "leading components to begin with", numberFrom(1, 2048), 40)
  .option("--neighbours <n>", "of each object: few show fine structure, many the broad one", numberFrom(2, 200), 15)
  .option("--min-distance <d>", "how near neighbours may come", notNegative, 0.1)
  .option("--seed <n>", "of chance", wholeNumber, 1)
  .option(
    "--sample <n>",
    "lay n objects out, drawn at chance, and place the others among them (default: 100000 where there are more than 200000)",
    numberFrom(2, 1e9),
  )
  .option("--update", "place objects that came after the map was made among their neighbours, and move no other")
  .addHelpText(
    "after",
    examples(
      "almagest map decals --run gz1-4k2j9a --out map.parquet",
      "almagest map decals --where 'class = spiral' --neighbours 30",
      "almagest map decals --update",
    ),
  )
  .action(async (name: string, options: Options, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    if (options.out !== undefined) await checkTablePath(options.out);
    const survey = await openSurvey(await openWorkspace(folder), name);
    const run = chosenRun(survey, options.run, { quiet });
    const progress = startProgress({ quiet });
    const { out, where: filters = [], update = false, ...rest } = options;
    const { ids, x, y, variance, sample, placed, unseen } = await interruptible(async (signal) => {
      const request = {
        ...rest,
        run,
        filters,
        signal,
        onProgress: (fraction: number, text: string) => progress.report(fraction, text),
      };
      return update
        ? updateMap(survey, request)
        : { ...(await mapSurvey(survey, request)), placed: undefined, unseen: 0 };
    }).finally(() => progress.end());
    const columns = mapColumns(run);
    if (out !== undefined)
      await writeTable(out, [
        { name: "id_str", type: "string", values: ids },
        { name: "umap_x", type: "float32", values: x },
        { name: "umap_y", type: "float32", values: y },
      ]);
    const result = {
      survey: name,
      run,
      objects: ids.length,
      variance,
      sample,
      columns: [columns.x, columns.y],
    };
    if (json)
      return printJson({
        ...result,
        ...(placed === undefined ? {} : { placed, unseen }),
        ...(out === undefined ? {} : { file: out }),
      });
    if (placed !== undefined) {
      printLine(`${name}: ${counted(placed, "new object")} placed among ${ids.length - placed} of the map of ${run}`);
      if (unseen > 0)
        printLine(
          `${counted(unseen, "object")} ${unseen === 1 ? "has" : "have"} no representation by ${run}, and no place: almagest embed, then --update again`,
        );
    } else
      printLine(
        `${name}: ${counted(ids.length, "object")} laid out, from ${(100 * variance).toFixed(0)} % of the variance of ${run}'s representations; ` +
          `columns ${columns.x} and ${columns.y}`,
      );
    if (sample !== null)
      printLine(
        `${counted(sample, "object")} of them, drawn at chance, made the map, and the others were placed among these`,
      );
    if (out !== undefined) printLine(`${out}: ${counted(ids.length, "row")}`);
  });
