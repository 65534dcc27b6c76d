/** almagest labels list: how much was labelled, by task and person. */

import { Command } from "commander";
import type { LabelAct } from "../survey/labelIndex.ts";
import { readIndex } from "../survey/labelLog.ts";
import { readTasks } from "../survey/labelTask.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions } from "./options.ts";
import { printJson, printLine, printTable } from "./output.ts";

export const labelsList = new Command("list")
  .description("How much was labelled, by task and person")
  .argument("<survey>")
  .addHelpText("after", examples("almagest labels list gz2", "almagest labels list gz2 --json"))
  .action(async (survey: string, _options: object, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    const workspace = await openWorkspace(folder);
    await openSurvey(workspace, survey);
    const index = await readIndex(workspace, survey);
    const tasks = (await readTasks(workspace, survey)).map(({ name, kind }) => {
      const now = index.current(name);
      return { task: name, kind, objects: new Set(now.map(({ id }) => id)).size, people: byPerson(now) };
    });
    if (json) printJson({ survey, acts: index.acts.length, tasks });
    else if (tasks.length === 0)
      printLine(`${survey} has no tasks: add one with almagest labels tasks add ${survey} <task>`);
    else
      printTable(
        ["task", "kind", "objects", "person", "labels", "passed over", "last"],
        tasks.flatMap(({ task, kind, objects, people }) =>
          people.length === 0
            ? [[task, kind, 0, null, null, null, null]]
            : people.map(({ name, labels, skipped, last }) => [task, kind, objects, name, labels, skipped, last]),
        ),
      );
  });

function byPerson(now: readonly LabelAct[]): { name: string; labels: number; skipped: number; last: string }[] {
  const people = new Map<string, { name: string; labels: number; skipped: number; last: string }>();
  for (const { by, value, at } of now) {
    const person = people.get(by) ?? { name: by, labels: 0, skipped: 0, last: "" };
    if (value === null) person.skipped++;
    else person.labels++;
    if (at > person.last) person.last = at;
    people.set(by, person);
  }
  return [...people.values()].sort((a, b) => b.labels - a.labels);
}
