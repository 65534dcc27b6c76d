/** Labels from a table: Zooniverse's classification exports, or one row a label. The same file again adds nothing. */

import { exitCodes, Fault } from "../fault.ts";
import { readCatalogue, sqlColumn } from "./catalogue.ts";
import { readColumn } from "./catalogueRows.ts";
import { withDuckDB } from "./duckdb.ts";
import { idFromSubject, plainColumns, valueFrom, valueFromText } from "./labelColumns.ts";
import { actOf } from "./labelIdentity.ts";
import type { LabelIndex } from "./labelIndex.ts";
import { appendLabels, type LabelEntry, labelFaults, readIndex } from "./labelLog.ts";
import { addTask, type LabelTask, noTask, readTasks } from "./labelTask.ts";
import { type MissingTask, MissingTasks } from "./missingTasks.ts";
import type { RowFault } from "./rowFaults.ts";
import { definitionColumn, travellingTasks } from "./travellingTasks.ts";
import type { Workspace } from "./workspace.ts";

export interface LabelImportOptions {
  /** All rows are of this task; else each row names its own. */
  task?: string;
  /** Of several annotations a row, the one that is meant, such as T0. */
  annotation?: string;
  /** Field of `subject_data` that holds the id_str. */
  idField?: string;
  onProgress?: (done: number, total: number) => void;
}

export interface LabelImport {
  rows: number;
  added: number;
  /** Rows that were imported before. */
  known: number;
  faults: RowFault[];
  /** Tasks that the survey did not have, and that came along in the file. */
  tasksMade: LabelTask[];
  /** Tasks that neither the survey nor the file describes. */
  missingTasks: MissingTask[];
}

/** So that the lock is renewed in time, and others can write between. */
const rowsAtOnce = 10_000;

/**
 * A table of ours brings what its tasks ask: those that the survey does not have are made. Good rows are imported, bad ones reported: mended, the file can be imported again.
 * @throws Fault for a file that is no such table, "no-task"
 */
export async function importLabels(
  workspace: Workspace,
  survey: string,
  path: string,
  options: LabelImportOptions = {},
): Promise<LabelImport> {
  const index = await readIndex(workspace, survey);
  const tasks = await readTasks(workspace, survey);
  const { entries, faults, rows, tasksMade, missingTasks } = await readRows(path, {
    survey,
    tasks,
    index,
    options,
    makeTask: (task) => addTask(workspace, survey, task),
  });
  const wrong = await labelFaults(
    workspace,
    survey,
    entries.map(({ entry }) => entry),
  );
  for (const [i, fault] of wrong) faults.push(labelFault(entries[i], fault.message));
  const good = entries.filter((_, i) => !wrong.has(i));
  let added = 0;
  for (let first = 0; first < good.length; first += rowsAtOnce) {
    const some = good.slice(first, first + rowsAtOnce).map(({ entry }) => entry);
    added += (await appendLabels(workspace, survey, some)).written;
    options.onProgress?.(first + some.length, good.length);
  }
  faults.sort((a, b) => a.row - b.row);
  return { rows, added, known: good.length - added, faults, tasksMade, missingTasks };
}

interface RowEntry {
  row: number;
  entry: LabelEntry & { id: string };
}

function labelFault(of: RowEntry | undefined, reason: string): RowFault {
  return { row: of?.row ?? 0, id: of?.entry.id ?? null, kind: "label", reason };
}

async function readRows(
  path: string,
  {
    survey,
    tasks,
    index,
    options,
    makeTask,
  }: {
    survey: string;
    tasks: readonly LabelTask[];
    index: LabelIndex;
    options: LabelImportOptions;
    makeTask: (task: LabelTask) => Promise<LabelTask>;
  },
): Promise<{ entries: RowEntry[] } & Omit<LabelImport, "added" | "known">> {
  return withDuckDB(async (connection) => {
    const table = await readCatalogue(connection, path);
    const column = async (names: readonly string[]) => {
      const name = names.find((each) => table.columns.includes(each));
      return name === undefined ? undefined : readColumn(connection, sqlColumn(table, name));
    };
    const need = async (names: readonly string[], what: string) =>
      (await column(names)) ??
      noColumn(`${table.fileName} has no column "${names[0]}", ${what}; its columns: ${table.columns.join(", ")}`);
    const subjects = await column(["subject_data"]);
    const ids = subjects && options.idField ? undefined : await column(plainColumns.id);
    if (!ids && !subjects) await need(plainColumns.id, "which names the object");
    const people = await need(plainColumns.by, "which names the person");
    const named =
      options.task === undefined ? await need(plainColumns.task, "which names the task (or give --task)") : [];
    const annotations = await column(["annotations"]);
    const values = annotations ? undefined : await need(plainColumns.value, "which holds what the person said");
    const times = await column(plainColumns.at);
    const keys = await column(plainColumns.key);
    const byName = new Map(tasks.map((task) => [task.name, task]));
    const cameAlong = travellingTasks(await column([definitionColumn]), table.others);
    const tasksMade: LabelTask[] = [];
    for (const name of new Set(
      options.task === undefined ? named.map((each) => (each ?? "").trim()) : [options.task],
    )) {
      const task = byName.has(name) ? undefined : cameAlong.get(name);
      if (!task) continue;
      tasksMade.push(await makeTask(task));
      byName.set(name, task);
    }
    if (options.task !== undefined && !byName.has(options.task)) noTask(survey, options.task, tasks);
    const missing = new MissingTasks(survey);
    const faults = [...table.faults];
    const entries: RowEntry[] = [];
    for (let i = 0; i < table.records; i++) {
      const row = table.rowOf(i + 1);
      const fromSubject = subjects && idFromSubject(subjects[i] ?? "", options.idField);
      const id = fromSubject ?? (ids?.[i] ?? "").trim();
      const fault = (reason: string) => faults.push({ row, id: id || null, kind: "label", reason });
      const name = options.task ?? (named[i] ?? "").trim();
      const task = byName.get(name);
      if (!task) {
        faults.push({
          row,
          id: id || null,
          kind: "no-task",
          reason: `survey "${survey}" has no labelling task "${name}"`,
        });
        missing.add(name, {
          annotations: annotations && (annotations[i] ?? ""),
          annotation: options.annotation,
          value: values?.[i],
        });
        continue;
      }
      if (id === "") {
        fault(options.idField ? `subject_data has no "${options.idField}"` : "no id_str");
        continue;
      }
      const found = annotations
        ? valueFrom(task, annotations[i] ?? "", options.annotation)
        : { value: valueFromText(task, values?.[i] ?? null) };
      if (typeof found === "string") {
        fault(found);
        continue;
      }
      const by = (people[i] ?? "").trim();
      const said = { by, task: name, id, value: found.value, time: times?.[i], given: keys?.[i] ?? "" };
      entries.push({ row, entry: { by, task: name, id, ...actOf(said, index) } });
    }
    return {
      entries,
      faults,
      rows: table.records + table.faults.length,
      tasksMade,
      missingTasks: missing.list(),
    };
  });
}

function noColumn(message: string): never {
  throw new Fault("missing-column", message, { exitCode: exitCodes.usage });
}
