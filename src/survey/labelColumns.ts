/** Labels as rows of a table, in and out: what stands in which column, and how a value is written. */

import type { LabelTask } from "./labelTask.ts";
import type { LabelValue } from "./labelValue.ts";

/** In Zooniverse's classification exports, one row a classification. */
export const zooniverseColumns = [
  "classification_id",
  "user_name",
  "workflow_name",
  "created_at",
  "annotations",
  "subject_data",
  "subject_ids",
] as const;

/** Other names that people give the columns of plain tables. */
export const plainColumns = {
  id: ["id_str", "subject_ids"],
  by: ["user_name", "user", "by"],
  task: ["task", "workflow_name"],
  value: ["value", "label", "score"],
  at: ["created_at", "at"],
  key: ["classification_id", "key"],
} as const;

interface Annotation {
  task: string;
  task_label?: string;
  value: unknown;
}

/** A value as Zooniverse has it: one annotation a question. */
export function annotationsOf(task: LabelTask, value: LabelValue): string {
  const one = (name: string, answer: unknown): Annotation => ({
    task: name,
    ...(task.question ? { task_label: task.question } : {}),
    value: answer,
  });
  const list =
    value !== null && typeof value === "object"
      ? Object.entries(value).map(([question, answer]) => one(question, answer))
      : [one(task.name, value)];
  return JSON.stringify(list);
}

/**
 * The value that annotations give for a task. Of a task that asks one thing, the annotation is the one of that name or
 * words, else the only one; of a decision tree, those named as its questions are.
 * @returns a sentence where they give none
 */
export function valueFrom(
  task: LabelTask,
  annotations: string,
  wanted: string | undefined,
): { value: LabelValue } | string {
  const list = parsed(annotations);
  if (!Array.isArray(list) || !list.every(isAnnotation))
    return `annotations are no JSON list of {"task", "value"}: ${shown(annotations)}`;
  const called = (annotation: Annotation, name: string) => annotation.task === name || annotation.task_label === name;
  if (task.kind === "tree" && list.every(({ value }) => value !== null)) {
    const questions = task.tree?.questions ?? [];
    const answers = questions.flatMap(({ name }): [string, unknown][] => {
      const found = list.find((annotation) => called(annotation, name));
      return found && found.value !== null && found.value !== "" ? [[name, found.value]] : [];
    });
    if (answers.length === 0)
      return `no annotation is named as a question of task "${task.name}": ${shown(annotations)}`;
    return { value: Object.fromEntries(answers) as Record<string, string> };
  }
  const names = [wanted, task.name, task.question].filter((name) => name !== undefined);
  const found = names.flatMap((name) => list.find((annotation) => called(annotation, name)) ?? [])[0];
  const chosen = found ?? (list.length === 1 && wanted === undefined ? list[0] : undefined);
  if (!chosen) return `no annotation is called "${wanted ?? task.name}": ${shown(annotations)}`;
  const { value } = chosen;
  if (Array.isArray(value) && value.length !== 1)
    return `${value.length} answers at once, where task "${task.name}" takes one`;
  return { value: typed(task, Array.isArray(value) ? value[0] : value) };
}

/** A value from a plain column; nothing there means the person passed over the object. */
export function valueFromText(task: LabelTask, text: string | null): LabelValue {
  if (text === null || text.trim() === "") return null;
  if (task.kind !== "tree") return typed(task, text.trim());
  const answers = parsed(text);
  return typeof answers === "object" && answers !== null ? (answers as Record<string, string>) : text;
}

export function textOf(value: LabelValue): string | null {
  return value === null ? null : typeof value === "object" ? JSON.stringify(value) : String(value);
}

function typed(task: LabelTask, value: unknown): LabelValue {
  if (task.kind === "rating" && typeof value === "string" && /^\s*\d+(\.0+)?\s*$/.test(value)) return Number(value);
  if (task.kind !== "rating" && typeof value === "number") return String(value);
  return value as LabelValue;
}

/** The object's id in Zooniverse's `subject_data`: {"<subject>": {"<field>": ...}}. */
export function idFromSubject(subjectData: string, field: string | undefined): string | undefined {
  const content = parsed(subjectData);
  if (typeof content !== "object" || content === null) return undefined;
  const [subject] = Object.values(content);
  if (typeof subject !== "object" || subject === null) return undefined;
  const fields = subject as Record<string, unknown>;
  // A name that begins with # or ! is hidden from volunteers.
  const names = field === undefined ? ["id_str", "#id_str", "!id_str", "//id_str"] : [field];
  const value = names.map((name) => fields[name]).find((each) => each !== undefined && each !== null);
  return value === undefined ? undefined : String(value);
}

function isAnnotation(content: unknown): content is Annotation {
  return typeof content === "object" && content !== null && "value" in content && "task" in content;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function shown(text: string): string {
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
