/** almagest survey list: the surveys of a workspace. */

import { Command } from "commander";
import { listSurveys } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions } from "./options.ts";
import { printJson, printTable, remark } from "./output.ts";

export const surveyList = new Command("list")
  .description("List the surveys of the workspace")
  .addHelpText("after", examples("almagest survey list", "almagest survey list --json"))
  .action(async (_options: object, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const surveys = await listSurveys(await openWorkspace(folder));
    if (json) return printJson({ surveys });
    if (surveys.length === 0) return remark("no surveys yet: import one with almagest survey import", { quiet });
    for (const { problem } of surveys) if (problem !== undefined) remark(problem, { quiet: false });
    printTable(
      ["survey", "galaxies", "labels", "votes", "imported"],
      surveys.map(({ name, galaxies, labels, tree, importedAt, problem }) => [
        name,
        problem === undefined ? galaxies : null,
        labels.join(", ") || null,
        tree,
        importedAt.slice(0, 10),
      ]),
    );
  });
