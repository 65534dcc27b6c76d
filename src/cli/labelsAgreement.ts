/** almagest labels agreement: how far people agree beyond chance. */

import { Command } from "commander";
import { readLabels } from "../survey/labelLog.ts";
import { findTask } from "../survey/labelTask.ts";
import { openSurvey } from "../survey/survey.ts";
import { taskAgreement } from "../survey/taskAgreement.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions } from "./options.ts";
import { printJson, printLine, printTable } from "./output.ts";

export const labelsAgreement = new Command("agreement")
  .description("How far people agree: Krippendorff's alpha of all, Cohen's kappa of each two")
  .argument("<survey>")
  .requiredOption("--task <task>", "which task")
  .addHelpText(
    "after",
    examples("almagest labels agreement gz2 --task odd", "almagest labels agreement gz2 --task shape --json"),
  )
  .action(async (survey: string, { task: name }: { task: string }, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    const workspace = await openWorkspace(folder);
    await openSurvey(workspace, survey);
    const task = await findTask(workspace, survey, name);
    const found = taskAgreement(task, await readLabels(workspace, survey, { task: name }));
    if (json) {
      printJson({ survey, ...found });
      return;
    }
    const { objects, people, questions, pairs } = found;
    printLine(
      `${name}: ${objects} objects labelled, by ${people.map((each) => `${each.name} (${each.labels})`).join(", ") || "nobody"}`,
    );
    if (questions.every((each) => each.objects === 0)) {
      printLine("No object was labelled by two people yet: there is nothing to compare.");
      return;
    }
    printTable(
      ["question", "alpha", "level", "objects with 2 or more"],
      questions.map(({ question, alpha, level, objects: shared }) => [question ?? name, alpha, level, shared]),
    );
    printLine();
    printTable(
      ["question", "person", "and", "kappa", "weighted", "same answer", "objects"],
      pairs.map(({ question, people: [a, b], kappa, weightedKappa, same, objects: both }) => [
        question ?? name,
        a,
        b,
        kappa,
        weightedKappa,
        `${(100 * same).toFixed(0)} %`,
        both,
      ]),
    );
  });
