/** Labels of a survey as a table for other tools: Zooniverse-like CSV, Parquet, or a FITS binary table. */

import { extname } from "node:path";
import { exitCodes, Fault } from "../fault.ts";
import { fitsTable } from "../sky/fitsTable.ts";
import { writeWhole } from "../wholeFile.ts";
import type { Column } from "./arrowTable.ts";
import { fitsEndings } from "./catalogue.ts";
import { annotationsOf, textOf } from "./labelColumns.ts";
import type { LabelAct } from "./labelIndex.ts";
import type { LabelTask } from "./labelTask.ts";
import { checkTablePath, writeTable } from "./tableFile.ts";
import { definitionColumn, definitionsOnce, definitionTable } from "./travellingTasks.ts";

/** @throws Fault "table-format" before any work is done */
export async function checkLabelsPath(path: string): Promise<void> {
  const ending = extname(path).toLowerCase();
  if (![".csv", ".tsv", ".parquet", ...fitsEndings].includes(ending))
    throw new Fault("table-format", `cannot write labels to ${path}: name it .csv, .tsv, .parquet or .fits`, {
      exitCode: exitCodes.usage,
    });
  if (!fitsEndings.includes(ending)) await checkTablePath(path);
}

/** Whole or not at all; what the tasks ask comes along. @param labels in the order of the rows */
export async function exportLabels(
  path: string,
  survey: string,
  tasks: readonly LabelTask[],
  labels: readonly LabelAct[],
): Promise<void> {
  await checkLabelsPath(path);
  const ending = extname(path).toLowerCase();
  const text = (name: string, of: (label: LabelAct) => string | null): Column => ({
    name,
    type: "string",
    values: labels.map(of),
  });
  const byName = new Map(tasks.map((task) => [task.name, task]));
  const definitions: Column = { name: definitionColumn, type: "string", values: definitionsOnce(labels, byName) };
  if (ending === ".csv" || ending === ".tsv") {
    await writeTable(path, [
      text("classification_id", ({ key }) => key),
      text("user_name", ({ by }) => by),
      text("workflow_name", ({ task }) => task),
      text("created_at", ({ at }) => zooniverseTime(at)),
      text("annotations", ({ task, value }) => annotationsOf(byName.get(task) ?? { name: task, kind: "text" }, value)),
      text("subject_ids", ({ id }) => id),
      definitions,
    ]);
    return;
  }
  const columns = [
    text("id_str", ({ id }) => id),
    text("user_name", ({ by }) => by),
    text("task", ({ task }) => task),
    text("value", ({ value }) => textOf(value)),
    text("created_at", ({ at }) => at),
    text("key", ({ key }) => key),
  ];
  if (fitsEndings.includes(ending))
    await writeWhole(path, fitsTable(`labels of ${survey}`, columns, [definitionTable(labels, byName)]));
  else await writeTable(path, [...columns, definitions]);
}

/** 2026-11-27 05:00:00.000 UTC. */
function zooniverseTime(at: string): string {
  return at.replace("T", " ").replace("Z", " UTC");
}
