/** almagest labels export: labels as a table for other tools. */

import { Command } from "commander";
import { checkLabelsPath, exportLabels } from "../survey/exportLabels.ts";
import { readIndex } from "../survey/labelLog.ts";
import { findTask, readTasks } from "../survey/labelTask.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions } from "./options.ts";
import { printJson, printLine } from "./output.ts";

export const labelsExport = new Command("export")
  .description("Write labels as Zooniverse-like CSV, Parquet, or a FITS binary table: what each person says now")
  .argument("<survey>")
  .requiredOption("--out <file>", "ends in .csv, .tsv, .parquet or .fits")
  .option("--task <task>", "only of this task")
  .addHelpText(
    "after",
    examples("almagest labels export gz2 --out labels.csv", "almagest labels export gz2 --task odd --out odd.fits"),
  )
  .action(async (survey: string, { out, task }: { out: string; task?: string }, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    await checkLabelsPath(out);
    const workspace = await openWorkspace(folder);
    await openSurvey(workspace, survey);
    if (task !== undefined) await findTask(workspace, survey, task);
    const labels = (await readIndex(workspace, survey)).current(task);
    await exportLabels(out, survey, await readTasks(workspace, survey), labels);
    if (json) printJson({ survey, file: out, labels: labels.length });
    else printLine(`${out}: ${labels.length} labels`);
  });
