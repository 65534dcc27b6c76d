/** What a training is to learn: which task is asked for, and the survey's objects with what is known of each. */

import { counted } from "../../counted.ts";
import { Fault, usage } from "../../fault.ts";
import { surveyNumbers } from "../../survey/numbers.ts";
import { type Survey, surveyLabels, surveyObjects, surveyVotes } from "../../survey/survey.ts";
import { type Examples, indicesOf } from "../../training/examples.ts";
import type { Task } from "../../training/run.ts";

export const taskNames = ["classes", "votes", "regression"] as const;

export type TaskName = (typeof taskNames)[number];

export interface TaskRequest {
  /** What the head predicts; without it, what is named below tells. */
  task?: TaskName;
  /** A column of class labels. */
  label?: string;
  /** A decision tree; a survey has votes of one only, so `task: "votes"` need not name it. */
  votes?: string;
  /** A column of numbers. */
  target?: string;
}

const learnt = {
  classes: { option: "label", value: "<column>", what: "classes" },
  votes: { option: "votes", value: "<tree>", what: "vote counts" },
  regression: { option: "target", value: "<column>", what: "a number" },
} as const;

export interface AskedTask {
  task: TaskName;
  /** Of the column or the tree. */
  name: string | undefined;
}

/** @throws Fault "usage" that says what to write, where nothing or more than one thing is asked for */
export function askedTask({ task, ...named }: TaskRequest): AskedTask {
  const given = taskNames.filter((each) => named[learnt[each].option] !== undefined);
  const written = (each: TaskName) => `--${learnt[each].option} ${named[learnt[each].option] ?? learnt[each].value}`;
  if (given.length > 1)
    throw usage(`${given.map(written).join(" and ")}: a network learns one thing, so name one of them`);
  const asked = task ?? given[0];
  if (asked === undefined) throw usage(`name what to learn: ${taskNames.map(written).join(", ")}`);
  const [other] = given.filter((each) => each !== asked);
  if (other !== undefined)
    throw usage(
      `--task ${asked} learns ${learnt[asked].what}, ${written(other)} names ${learnt[other].what}: write ${written(asked)}, or --task ${other}`,
    );
  const name = named[learnt[asked].option];
  if (name === undefined && asked !== "votes") throw usage(`--task ${asked}: name the column with ${written(asked)}`);
  return { task: asked, name };
}

export interface TaskExamples {
  task: Task;
  examples: Examples;
}

/** @throws Fault where the survey lacks what is asked for, or it cannot be learnt */
export async function taskExamples(survey: Survey, { task, name }: AskedTask): Promise<TaskExamples> {
  if (task === "votes") return voteExamples(survey, name);
  return task === "classes" ? labelExamples(survey, name ?? "") : numberExamples(survey, name ?? "");
}

async function labelExamples(survey: Survey, column: string): Promise<TaskExamples> {
  const labels = await surveyLabels(survey, column);
  const classes = [...new Set(labels.filter((label) => label !== null))].sort();
  if (classes.length < 2 || classes.length > 100)
    throw new Fault(
      "classes",
      `label "${column}" of survey "${survey.card.name}" has ${counted(classes.length, "class", "classes")}: 2 to 100 can be learnt`,
    );
  const targets = labels.map((label) => (label === null ? null : classes.map((name) => (name === label ? 1 : 0))));
  return { task: { kind: "labels", column, classes }, examples: await pinned(survey, targets, `label "${column}"`) };
}

async function voteExamples(survey: Survey, treeName?: string): Promise<TaskExamples> {
  const { tree, counts } = await surveyVotes(survey, treeName);
  const answers = tree.questions.reduce((sum, question) => sum + question.answers.length, 0);
  const targets = Array.from({ length: counts.length / answers }, (_, i) => {
    const row = Array.from(counts.subarray(i * answers, (i + 1) * answers));
    return row.some((count) => count > 0) ? row : null;
  });
  return { task: { kind: "votes", tree }, examples: await pinned(survey, targets, "votes") };
}

async function numberExamples(survey: Survey, column: string): Promise<TaskExamples> {
  const numbers = await surveyNumbers(survey, column);
  const targets = numbers.map((number) => (number === null ? null : [number]));
  const examples = await pinned(survey, targets, `a number in "${column}"`);
  const training = indicesOf(examples, "train").map((index) => examples.targets[index]?.[0] ?? 0);
  const mean = training.reduce((a, b) => a + b, 0) / training.length;
  const std = Math.sqrt(training.reduce((sum, value) => sum + (value - mean) ** 2, 0) / training.length);
  // What differs less than 32 bits can tell is equal to a network.
  if (new Set(training.map(Math.fround)).size < 2)
    throw new Fault(
      "numbers",
      `column "${column}" of survey "${survey.card.name}" has the number ${training[0]} in all ${training.length} training examples: there is nothing to learn`,
    );
  return { task: { kind: "regression", column, mean, std }, examples };
}

/**
 * @param targets of each object; null where nothing is known of it
 * @param what is known of the others
 * @throws Fault "too-few-examples"
 */
async function pinned(survey: Survey, targets: readonly (number[] | null)[], what: string): Promise<Examples> {
  const { ids, images, splits } = await surveyObjects(survey);
  const kept = ids.flatMap((_, i) => (targets[i] ? [i] : []));
  const examples: Examples = {
    ids: kept.map((i) => ids[i] ?? ""),
    images: kept.map((i) => images[i] ?? ""),
    splits: kept.map((i) => splits[i] ?? "train"),
    targets: kept.map((i) => targets[i] ?? []),
  };
  const { length: count } = indicesOf(examples, "train");
  if (count < 2)
    throw new Fault(
      "too-few-examples",
      `survey "${survey.card.name}" has ${counted(count, "training example")} with ${what}: at least 2 are needed`,
    );
  return examples;
}
