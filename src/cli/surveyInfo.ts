/** almagest survey info: what a survey holds. */

import { Command } from "commander";
import { surveyInfo } from "../survey/info.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions } from "./options.ts";
import { printJson, printLine, printTable } from "./output.ts";

export const surveyInfoCommand = new Command("info")
  .description("Show what a survey holds: splits, classes, votes, representations, predictions")
  .argument("<survey>")
  .addHelpText("after", examples("almagest survey info gz1", "almagest survey info gz1 --json"))
  .action(async (name: string, _options: object, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    const info = await surveyInfo(await openSurvey(await openWorkspace(folder), name));
    if (json) return printJson(info);
    printLine(`${info.name}: ${info.galaxies.toLocaleString("en-US")} galaxies`);
    printLine(`imported ${info.importedAt.slice(0, 16).replace("T", " ")} from ${info.catalogue}`);
    const parts = Object.entries(info.splits).map(([split, count]) => `${split} ${count}`);
    printLine(`splits: ${parts.join(", ")}`);
    for (const [label, classes] of Object.entries(info.labels)) {
      printLine();
      printTable([label, "galaxies"], Object.entries(classes));
    }
    if (info.questions.length > 0) {
      printLine();
      printTable(
        [`question (${info.tree})`, "galaxies", "votes"],
        info.questions.map(({ question, galaxies, votes }) => [question, galaxies, votes]),
      );
    }
    printLine();
    printLine(`representations: ${info.representations.map(({ run }) => run).join(", ") || "none"}`);
    printLine(`predictions: ${info.predictions.join(", ") || "none"}`);
    const shown = info.columns.slice(0, 12).join(", ");
    printLine(`columns: ${shown}${info.columns.length > 12 ? `, and ${info.columns.length - 12} more (--json)` : ""}`);
  });
