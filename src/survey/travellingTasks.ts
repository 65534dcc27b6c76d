/** What a survey's labelling tasks ask, carried in the table of their labels: so that it can be read where they are not known. */

import type { NamedFitsTable } from "../sky/fitsTable.ts";
import type { ReadTable } from "../sky/readTable.ts";
import type { LabelAct } from "./labelIndex.ts";
import { type LabelTask, taskFrom } from "./labelTask.ts";

/** Of Zooniverse's exports, where it holds what a program says of a row, as JSON. */
export const definitionColumn = "metadata";
const definitionKey = "almagest_task";
const fitsName = "TASKS";

type Tasks = ReadonlyMap<string, LabelTask>;

/** Of each label: its task's definition with the first label of each task, else null. */
export function definitionsOnce(labels: readonly LabelAct[], tasks: Tasks): (string | null)[] {
  const seen = new Set<string>();
  return labels.map(({ task: name }) => {
    const task = tasks.get(name);
    if (!task || seen.has(name)) return null;
    seen.add(name);
    return JSON.stringify({ [definitionKey]: task });
  });
}

/** A table of its own: in FITS a column is as wide in each row as in the widest. */
export function definitionTable(labels: readonly LabelAct[], tasks: Tasks): NamedFitsTable {
  const values = definitionsOnce(labels, tasks).filter((each) => each !== null);
  return { name: fitsName, columns: [{ name: definitionColumn, type: "string", values }] };
}

/**
 * The tasks that came along, by name; what is no definition is passed over.
 * @param column the table's column of definitions, where it has one
 * @param others further tables of the file
 */
export function travellingTasks(
  column: readonly (string | null)[] | undefined,
  others: readonly ReadTable[],
): Map<string, LabelTask> {
  const beside = others
    .filter(({ name }) => name === fitsName)
    .flatMap(({ columns }) => columns.find(({ name }) => name === definitionColumn)?.values ?? []);
  const tasks = [...(column ?? []), ...beside].flatMap((text) => definitionIn(text) ?? []);
  return new Map(tasks.map((task) => [task.name, task]));
}

function definitionIn(text: unknown): LabelTask | undefined {
  if (typeof text !== "string" || !text.includes(definitionKey)) return undefined;
  try {
    return taskFrom((JSON.parse(text) as Record<string, unknown> | null)?.[definitionKey]);
  } catch {
    return undefined;
  }
}
