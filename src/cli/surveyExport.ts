/** almagest survey export: a survey as a table for other tools. */

import { Command } from "commander";
import { exportSurvey } from "../survey/exportSurvey.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions } from "./options.ts";
import { printJson, printLine } from "./output.ts";

export const surveyExport = new Command("export")
  .description("Write a survey as CSV or Parquet: catalogue columns, labels, votes, splits, predictions")
  .argument("<survey>")
  .argument("<file>", "ends in .csv, .tsv, .parquet, .fits or .vot")
  .addHelpText("after", examples("almagest survey export gz1 gz1.csv", "almagest survey export gz2 gz2.parquet"))
  .action(async (name: string, path: string, _options: object, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    const written = await exportSurvey(await openSurvey(await openWorkspace(folder), name), path);
    if (json) printJson({ survey: name, file: path, ...written });
    else printLine(`${path}: ${written.rows} rows, ${written.columns} columns`);
  });
