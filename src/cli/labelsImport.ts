/** almagest labels import: labels from a table; the same file again adds nothing. */

import { Command } from "commander";
import { counted } from "../counted.ts";
import { exitCodes } from "../fault.ts";
import { importLabels } from "../survey/importLabels.ts";
import { countByKind, rowFaultsCsv } from "../survey/rowFaults.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { writeWhole } from "../wholeFile.ts";
import { examples } from "./help.ts";
import { describe } from "./labelsTasks.ts";
import { globalOptions } from "./options.ts";
import { oneLine, printJson, printLine, remark } from "./output.ts";
import { startProgress } from "./progress.ts";

/** More than this on a terminal is a wall of text; the file has them all. */
const rowsShown = 20;

export const labelsImport = new Command("import")
  .description(
    "Import labels: Zooniverse's classification export, or a CSV, Parquet, FITS or VOTable with columns id_str, user, task, value, " +
      "created_at. What labels export wrote comes back whole, with its tasks; the same labels again, in any format, add nothing",
  )
  .argument("<survey>")
  .argument("<file>", "ends in .csv, .tsv, .parquet, .fits or .vot")
  .option("--task <task>", "all rows are of this task (default: each row's column task or workflow_name)")
  .option("--annotation <name>", "of a row's several annotations the one that is meant, such as T0")
  .option("--id-field <name>", "field of Zooniverse's subject_data that holds the id_str")
  .option("--bad-rows <file>", "write every bad row, with its number and what is wrong, to a CSV file")
  .addHelpText(
    "after",
    examples(
      "almagest labels import gz2 classifications.csv --task shape --annotation T0 --id-field id_str",
      "almagest labels import gz2 labels.csv",
      "almagest labels import gz2 labels.fits",
    ),
  )
  .action(
    async (
      survey: string,
      path: string,
      options: { task?: string; annotation?: string; idField?: string; badRows?: string },
      command: Command,
    ) => {
      const { workspace: folder, json, quiet } = globalOptions(command);
      const workspace = await openWorkspace(folder);
      await openSurvey(workspace, survey);
      const progress = startProgress({ quiet });
      const { rows, added, known, faults, tasksMade, missingTasks } = await importLabels(workspace, survey, path, {
        ...options,
        onProgress: (done, total) => progress.report(done / total, `writing labels: ${done} of ${total}`),
      }).finally(() => progress.end());
      for (const task of tasksMade)
        remark(`task ${task.name} (${describe(task)}) came along with the labels, and is made`, { quiet });
      // Once for all rows, below.
      const single = faults.filter(({ kind }) => kind !== "no-task");
      for (const { row, id, reason } of single.slice(0, rowsShown))
        process.stderr.write(`row ${row}${id ? ` (${oneLine(id)})` : ""}: ${oneLine(reason)}\n`);
      if (single.length > rowsShown) process.stderr.write(`... and ${single.length - rowsShown} more\n`);
      for (const { task, rows: of, command: makes } of missingTasks)
        process.stderr.write(
          oneLine(`${counted(of, "row")}: survey "${survey}" has no labelling task "${task}": make it with ${makes}`) +
            ", and import the file again\n",
        );
      for (const { meaning, count } of countByKind(single)) remark(`${count} x ${meaning}`, { quiet });
      if (options.badRows !== undefined && faults.length > 0) await writeWhole(options.badRows, rowFaultsCsv(faults));
      const bad = new Set(faults.map(({ row }) => row)).size;
      if (json) printJson({ survey, rows, added, known, bad, tasksMade, missingTasks, faults });
      else printLine(`${survey}: ${counted(added, "label")} added, ${known} known already, ${bad} of ${rows} rows bad`);
      if (bad > 0) process.exitCode = exitCodes.badRows;
    },
  );
