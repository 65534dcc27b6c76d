/** Labels from a table: Zooniverse's classification exports, or one row a label. The same file again adds nothing. */

import { createHash } from "node:crypto";
import { exitCodes, Fault } from "../fault.ts";
import { readCatalogue, sqlColumn } from "./catalogue.ts";
import { readColumn } from "./catalogueRows.ts";
import { withDuckDB } from "./duckdb.ts";
import { idFromSubject, plainColumns, valueFrom, valueFromText } from "./labelColumns.ts";
import type { LabelIndex } from "./labelIndex.ts";
import { appendLabels, type LabelEntry, labelFaults, readIndex } from "./labelLog.ts";
import { type LabelTask, noTask, readTasks } from "./labelTask.ts";
import type { LabelValue } from "./labelValue.ts";
import type { RowFault } from "./rowFaults.ts";
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
}

/** So that the lock is renewed in time, and others can write between. */
const rowsAtOnce = 10_000;

/**
 * Good rows are imported, bad ones reported: mended, the file can be imported again.
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
  if (options.task !== undefined && !tasks.some(({ name }) => name === options.task))
    noTask(survey, options.task, tasks);
  const { entries, faults, rows } = await readRows(path, { survey, tasks, index, options });
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
  return { rows, added, known: good.length - added, faults };
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
  }: { survey: string; tasks: readonly LabelTask[]; index: LabelIndex; options: LabelImportOptions },
): Promise<{ entries: RowEntry[]; faults: RowFault[]; rows: number }> {
  return withDuckDB(async (connection) => {
    const table = await readCatalogue(connection, path);
    const column = async (names: readonly string[]) => {
      const name = names.find((each) => table.columns.includes(each));
      return name === undefined ? undefined : readColumn(connection, sqlColumn(table, name));
    };
    const need = async (names: readonly string[], what: string) =>
      (await column(names)) ??
      missing(`${table.fileName} has no column "${names[0]}", ${what}; its columns: ${table.columns.join(", ")}`);
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
        fault(`survey "${survey}" has no labelling task "${name}"`);
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
      const said = { by: (people[i] ?? "").trim(), task: name, id, value: found.value, at: timeOf(times?.[i]) };
      entries.push({ row, entry: { ...said, key: keyOf(said, keys?.[i] ?? "", index) } });
    }
    return { entries, faults, rows: table.records + table.faults.length };
  });
}

function missing(message: string): never {
  throw new Fault("missing-column", message, { exitCode: exitCodes.usage });
}

/** Zooniverse writes 2026-11-27 05:00:00 UTC; a time without a zone is taken for UTC too. */
function timeOf(text: string | null | undefined): string | undefined {
  const time = text?.trim();
  if (!time) return undefined;
  return /^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?$/.test(time)
    ? `${time.replace(" ", "T")}${time.length > 10 ? "Z" : ""}`
    : time;
}

/** From what the row says, so that the file again is nothing new; our own exports carry the key itself. */
function keyOf(
  { by, task, id, value, at }: { by: string; task: string; id: string; value: LabelValue; at: string | undefined },
  given: string,
  index: LabelIndex,
): string {
  const same = index.find(given);
  const content = JSON.stringify([by, task, id, value]);
  if (same && "task" in same && JSON.stringify([same.by, same.task, same.id, same.value]) === content) return given;
  return `import:${createHash("sha256")
    .update(JSON.stringify([content, given, at]))
    .digest("hex")
    .slice(0, 32)}`;
}
