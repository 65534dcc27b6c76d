/** almagest labels tasks: what people are asked about a survey's objects. */

import { Command, Option } from "commander";
import { findTree } from "../survey/findTree.ts";
import { addTask, type LabelTask, readTasks, taskKinds } from "../survey/labelTask.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { commaList, globalOptions } from "./options.ts";
import { printJson, printLine, printTable } from "./output.ts";

const add = new Command("add")
  .description("Declare a task: classes, a rating from 0 to 5, a decision tree, or text with #tags")
  .argument("<survey>")
  .argument("<task>", "name for it")
  .addOption(
    new Option("--kind <kind>", "what is asked (default: classes or tree, where those are given)").choices(taskKinds),
  )
  .option(
    "--classes <a,b,...>",
    "the classes, in the order of the keys 1, 2, 3, ...; more can be added later",
    commaList,
  )
  .option("--tree <tree>", "a decision tree: gz2, gz-decals, radio, or your own .json or .yaml file")
  .option("--question <words>", "what the person is asked, in words")
  .addHelpText(
    "after",
    examples(
      'almagest labels tasks add gz2 shape --classes spiral,elliptical,merger --question "What shape is it?"',
      "almagest labels tasks add gz2 odd --kind rating",
      "almagest labels tasks add gz2 tree --tree gz2",
      "almagest labels tasks add gz2 notes --kind text",
    ),
  )
  .action(
    async (
      survey: string,
      name: string,
      options: { kind?: LabelTask["kind"]; classes?: string[]; tree?: string; question?: string },
      command: Command,
    ) => {
      const { workspace: folder, json } = globalOptions(command);
      const workspace = await openWorkspace(folder);
      await openSurvey(workspace, survey);
      const kind = options.kind ?? (options.tree !== undefined ? "tree" : "classes");
      const tree = options.tree === undefined ? undefined : await findTree(options.tree);
      const task = await addTask(workspace, survey, {
        name,
        kind,
        question: options.question,
        classes: options.classes,
        tree,
      });
      if (json) printJson({ survey, task });
      else printLine(`${survey}: task ${name} (${describe(task)})`);
    },
  );

const list = new Command("list")
  .description("List the tasks of a survey")
  .argument("<survey>")
  .addHelpText("after", examples("almagest labels tasks list gz2", "almagest labels tasks list gz2 --json"))
  .action(async (survey: string, _options: object, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    const workspace = await openWorkspace(folder);
    await openSurvey(workspace, survey);
    const tasks = await readTasks(workspace, survey);
    if (json) printJson({ survey, tasks });
    else if (tasks.length === 0)
      printLine(`${survey} has no tasks: add one with almagest labels tasks add ${survey} <task>`);
    else
      printTable(
        ["task", "asks", "question"],
        tasks.map((task) => [task.name, describe(task), task.question ?? null]),
      );
  });

export function describe({ kind, classes, tree }: LabelTask): string {
  if (kind === "classes") return `classes ${classes?.join(", ")}`;
  if (kind === "tree") return `decision tree ${tree?.name}`;
  return kind === "rating" ? "rating 0 to 5" : "text with #tags";
}

export const labelsTasks = new Command("tasks")
  .description("Declare and list what people are asked")
  .addCommand(add)
  .addCommand(list);
