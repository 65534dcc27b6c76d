/** almagest selections show: what a saved selection is, and which objects are in it now. */

import { Command } from "commander";
import { counted } from "../counted.ts";
import { findSelection, resolveSelection } from "../survey/savedSelections.ts";
import { selectionText } from "../survey/selectionText.ts";
import { openSurvey } from "../survey/survey.ts";
import { checkTablePath, writeTable } from "../survey/tableFile.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions } from "./options.ts";
import { printJson, printLine } from "./output.ts";

const idsShown = 10;

export const selectionsShow = new Command("show")
  .description("Show a saved selection and its objects; --json prints the ids of all")
  .argument("<survey>")
  .argument("<name>")
  .option("--out <file>", "write id_str as .csv, .tsv, .parquet, .fits or .vot")
  .addHelpText(
    "after",
    examples("almagest selections show gz2 odd", "almagest selections show gz2 odd --out odd.csv --json"),
  )
  .action(async (name: string, selectionName: string, { out }: { out?: string }, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    if (out !== undefined) await checkTablePath(out);
    const survey = await openSurvey(await openWorkspace(folder), name);
    const { selection, objects, by, at } = await findSelection(survey.workspace, name, selectionName);
    const { ids, gone } = await resolveSelection(survey, selection);
    if (out !== undefined) await writeTable(out, [{ name: "id_str", type: "string", values: ids }]);
    if (json) {
      const { ids: _, ...conditions } = selection;
      return printJson({
        survey: name,
        selection: selectionName,
        by,
        at,
        conditions,
        objectsWhenSaved: objects,
        objects: ids.length,
        gone,
        ids,
        ...(out === undefined ? {} : { file: out }),
      });
    }
    printLine(`${selectionName}: ${selectionText(selection)}`);
    printLine(
      `${counted(ids.length, "object")} now, ${objects} when saved (${at}${by === null ? "" : `, by ${by}`})` +
        (gone > 0 ? `; ${counted(gone, "listed id")} no longer in the survey` : ""),
    );
    for (const id of ids.slice(0, idsShown)) printLine(`  ${id}`);
    if (ids.length > idsShown) printLine(`  and ${ids.length - idsShown} more`);
    if (out !== undefined) printLine(`${out}: ${counted(ids.length, "row")}`);
  });
