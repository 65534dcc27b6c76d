/** What people find interesting: ratings from 0 (dull) to 5, kept in the survey's log of labels as a task an interest. */

import { exitCodes, Fault } from "../../fault.ts";
import { galaxiesById } from "../../survey/galaxies.ts";
import { appendLabels, type LabelEntry, readLabels } from "../../survey/labelLog.ts";
import { addTask, isTaskName, type LabelTask, readTasks } from "../../survey/labelTask.ts";
import { faultOfValue } from "../../survey/labelValue.ts";
import { personName } from "../../survey/personName.ts";
import { openSurvey } from "../../survey/survey.ts";
import type { Workspace } from "../../survey/workspace.ts";

/** The interest where none is named. */
export const usualInterest = "interesting";

export interface Rating {
  id: string;
  /** 0 to 5; null passes on. */
  score: number | null;
  /** See `appendLabels`. */
  key?: string;
}

/**
 * Stores ratings, all or none; when it returns they are on the disk. The interest's task is made where there is none.
 * @throws Fault "label" that names an unknown object or a score out of range; "task" where the name is another kind of task's;
 * "interest" where it cannot be a name
 */
export async function rate(
  workspace: Workspace,
  survey: string,
  { by, ratings, interest = usualInterest }: { by: string; ratings: readonly Rating[]; interest?: string },
): Promise<{ written: number }> {
  if (!isTaskName(interest))
    throw new Fault(
      "interest",
      `"${interest}" cannot name an interest: use letters, digits, - and _ (at most 64, beginning with a letter or a digit)`,
      { exitCode: exitCodes.usage },
    );
  const task: LabelTask = { name: interest, kind: "rating", question: "How interesting is it, from 0 to 5?" };
  const known = (await readTasks(workspace, survey)).find(({ name }) => name === interest);
  if (known) checkKind(known);
  else {
    // A task must not be left behind by ratings that cannot be stored.
    await checkRatings(workspace, survey, task, ratings);
    await addTask(workspace, survey, task);
  }
  const entries = ratings.map(({ id, score, key }): LabelEntry => ({ by, task: interest, id, value: score, key }));
  return { written: (await appendLabels(workspace, survey, entries)).written };
}

function checkKind({ name, kind }: LabelTask): void {
  if (kind !== "rating")
    throw new Fault("task", `"${name}" is a task of kind "${kind}", which takes no ratings: choose another --interest`);
}

async function checkRatings(workspace: Workspace, name: string, task: LabelTask, ratings: readonly Rating[]) {
  const survey = await openSurvey(workspace, name);
  const found = new Set(
    (
      await galaxiesById(
        survey,
        ratings.map(({ id }) => id),
        [],
      )
    ).map(({ id }) => id),
  );
  for (const { id, score } of ratings) {
    if (!found.has(id)) throw new Fault("label", `survey "${name}" has no object "${id}": check the id_str`);
    const reason = faultOfValue(task, score);
    if (reason !== undefined) throw new Fault("label", `object "${id}": ${reason}`);
  }
}

export interface Ratings {
  /** By id: the score, or the mean where several people gave one. */
  scores: Map<string, number>;
  /** Objects that people looked at and passed on: not rated, and not to be shown again. */
  passed: Set<string>;
}

/** @param by one person's; everybody's where it is left out */
export async function readRatings(
  workspace: Workspace,
  survey: string,
  { by, interest = usualInterest }: { by?: string; interest?: string } = {},
): Promise<Ratings> {
  const known = (await readTasks(workspace, survey)).find(({ name }) => name === interest);
  if (known) checkKind(known);
  const given = new Map<string, number[]>();
  const passed = new Set<string>();
  for (const { id, by: person, value } of await readLabels(workspace, survey, { task: interest })) {
    if (by !== undefined && person !== personName(by)) continue;
    if (typeof value === "number") given.set(id, [...(given.get(id) ?? []), value]);
    else passed.add(id);
  }
  const scores = new Map([...given].map(([id, all]) => [id, all.reduce((sum, each) => sum + each, 0) / all.length]));
  return { scores, passed };
}
