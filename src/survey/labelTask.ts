/** What people are asked about a survey's objects: surveys/<name>.labels/tasks.json, replaced whole. */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { exitCodes, Fault, fileFault } from "../fault.ts";
import { textIfThere } from "../textIfThere.ts";
import { syncFolder, writeWhole } from "../wholeFile.ts";
import { checkSurveyName, readCard } from "./card.ts";
import { withLock } from "./lock.ts";
import type { Workspace } from "./workspace.ts";

export const taskKinds = ["classes", "rating", "tree", "text"] as const;

const question = z.object({
  name: z.string(),
  answers: z.array(z.string()).min(2),
  askedAfter: z.array(z.string()),
});

const labelTask = z.object({
  name: z.string(),
  kind: z.enum(taskKinds),
  /** What the person is asked, in words. */
  question: z.string().optional(),
  /** Of kind "classes": in the order of the keys 1, 2, 3, ... */
  classes: z.array(z.string()).optional(),
  /** Of kind "tree". */
  tree: z.object({ name: z.string(), questions: z.array(question).min(1) }).optional(),
});

export type LabelTask = z.infer<typeof labelTask>;

const tasksFile = z.object({ format: z.literal(1), tasks: z.array(labelTask) });

/** The folder of a survey's labels: the log and the tasks. Nothing else than they write to it. */
export function labelsPath(workspace: Workspace, survey: string): string {
  checkSurveyName(survey);
  return join(workspace.surveysPath, `${survey}.labels`);
}

/** Tasks in the order they were added; none for a survey that was never labelled. */
export async function readTasks(workspace: Workspace, survey: string): Promise<LabelTask[]> {
  const path = join(labelsPath(workspace, survey), "tasks.json");
  const text = await textIfThere(path);
  if (text === undefined) return [];
  try {
    return tasksFile.parse(JSON.parse(text)).tasks;
  } catch (cause) {
    throw new Fault("damaged-labels", `${path} is damaged: bring it back from a copy (the labels beside it are kept)`, {
      cause,
    });
  }
}

/** A task as JSON has it, such as one that came along with labels; undefined where it is none. */
export function taskFrom(content: unknown): LabelTask | undefined {
  try {
    return checkedTask(labelTask.parse(content));
  } catch {
    return undefined;
  }
}

/** @throws Fault "no-task" that lists those there are */
export async function findTask(workspace: Workspace, survey: string, name: string): Promise<LabelTask> {
  const tasks = await readTasks(workspace, survey);
  return tasks.find((task) => task.name === name) ?? noTask(survey, name, tasks);
}

export function noTask(survey: string, name: string, tasks: readonly LabelTask[]): never {
  throw new Fault(
    "no-task",
    `survey "${survey}" has no labelling task "${name}": ${
      tasks.length > 0
        ? `it has ${tasks.map((task) => task.name).join(", ")}`
        : `add it with almagest labels tasks add ${survey} ${name}`
    }`,
    { exitCode: exitCodes.usage },
  );
}

/**
 * Declares a task. The same one again changes nothing; one of kind "classes" may gain classes at its end, and its
 * words may change. What was labelled keeps its meaning, so nothing else of a task can be changed.
 * @throws Fault "task" where it is no task, or another of that name is there; "no-survey"
 */
export async function addTask(workspace: Workspace, survey: string, task: LabelTask): Promise<LabelTask> {
  if (!(await readCard(workspace, survey))) throw new Fault("no-survey", `there is no survey "${survey}"`);
  const checked = checkedTask(task);
  const folder = await labelsFolder(workspace, survey);
  return withLock(join(folder, "lock"), `the labels of survey "${survey}"`, async ({ stillOurs }) => {
    const tasks = await readTasks(workspace, survey);
    const at = tasks.findIndex(({ name }) => name === checked.name);
    const before = tasks[at];
    if (before && !continues(before, checked))
      throw fault(
        `"${checked.name}" is a task of survey "${survey}" already, and another one: choose another name ` +
          "(classes can be added at the end, and nothing else changed)",
      );
    const changed = at < 0 ? [...tasks, checked] : tasks.with(at, checked);
    stillOurs();
    await writeWhole(join(folder, "tasks.json"), `${JSON.stringify({ format: 1, tasks: changed }, null, 1)}\n`);
    return checked;
  });
}

/** The folder, made where it is not there yet. */
export async function labelsFolder(workspace: Workspace, survey: string): Promise<string> {
  const folder = labelsPath(workspace, survey);
  try {
    if ((await mkdir(folder, { recursive: true })) !== undefined) await syncFolder(workspace.surveysPath);
  } catch (error) {
    throw fileFault(error, "make", folder);
  }
  return folder;
}

export function isTaskName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name);
}

function checkedTask({ name, kind, question: asked, classes, tree }: LabelTask): LabelTask {
  if (!isTaskName(name))
    throw fault(
      `"${name}" cannot name a task: use letters, digits, - and _ (at most 64, beginning with a letter or a digit)`,
    );
  const words = asked?.trim() ? { question: asked.trim() } : {};
  if ((kind === "classes") !== (classes !== undefined) || (kind === "tree") !== (tree !== undefined))
    throw fault(
      `task "${name}" is of kind "${kind}": classes belong to kind "classes", and a tree to kind "tree"; neither can be left out there`,
    );
  if (classes) {
    const trimmed = classes.map((each) => each.trim());
    if (trimmed.length < 2 || trimmed.some((each) => each === "" || each.length > 100))
      throw fault(`task "${name}" needs at least 2 classes, each of 1 to 100 letters`);
    if (new Set(trimmed).size < trimmed.length) throw fault(`task "${name}" has a class twice`);
    return { name, kind, ...words, classes: trimmed };
  }
  return tree ? { name, kind, ...words, tree } : { name, kind, ...words };
}

function continues(before: LabelTask, after: LabelTask): boolean {
  if (before.kind !== after.kind || JSON.stringify(before.tree) !== JSON.stringify(after.tree)) return false;
  return (before.classes ?? []).every((each, i) => after.classes?.[i] === each);
}

function fault(message: string): Fault {
  return new Fault("task", message, { exitCode: exitCodes.usage });
}
