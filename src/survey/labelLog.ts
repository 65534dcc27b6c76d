/**
 * Labels of a survey: who said what of which object, and when. Only ever added to, and on the disk before it is said to be.
 *
 *     await addTask(workspace, "gz2", { name: "odd", kind: "rating" });
 *     await appendLabels(workspace, "gz2", [{ by: "Ada", task: "odd", id: "587722984435351614", value: 4 }]);
 *     const ratings = await readLabels(workspace, "gz2", { task: "odd" });
 *
 * The command line and the server may write at once: each write holds a lock for some milliseconds.
 */

import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { Fault } from "../fault.ts";
import { readCard } from "./card.ts";
import { ownColumns } from "./catalogueRows.ts";
import { LabelFile } from "./labelFile.ts";
import type { Act, LabelAct, LabelIndex } from "./labelIndex.ts";
import { type LabelTask, labelsFolder, labelsPath, noTask, readTasks } from "./labelTask.ts";
import { faultOfValue, type LabelValue } from "./labelValue.ts";
import { columnSql, textSql } from "./lance.ts";
import { withLock } from "./lock.ts";
import { personName } from "./personName.ts";
import { openSurvey, readColumns } from "./survey.ts";
import type { Workspace } from "./workspace.ts";

interface Sent {
  /** The person. */
  by: string;
  /** Whoever sends an act that it might send again gives it a key: sent twice, it is written once. */
  key?: string;
  /** ISO 8601; now, where it is left out or still to come. */
  at?: string;
}

/** An act to write: something said, or something of one's own taken back by the key it was sent with. */
export type LabelEntry =
  | (Sent & { task: string; id: string; value: LabelValue })
  | (Sent & {
      undoes: string;
    });

export interface Written {
  /** Of each entry, in order. */
  keys: string[];
  /** How many were not there already. */
  written: number;
}

/**
 * Writes acts, all or none; when it returns they are on the disk. Calls of one process that come while another's write
 * is under way share one write.
 * @throws Fault "label" that names an object which is not in the survey or a value that the task does not take, "no-task",
 * "no-survey", "no-act" for an undo of what is not there, "key" for a key that another act has, "disk-full"
 */
export async function appendLabels(
  workspace: Workspace,
  survey: string,
  entries: readonly LabelEntry[],
): Promise<Written> {
  return logOf(workspace, survey).append(entries);
}

/** What each person says now of each object; what was undone or said differently since is not among it. */
export async function readLabels(
  workspace: Workspace,
  survey: string,
  { task }: { task?: string } = {},
): Promise<LabelAct[]> {
  return (await readIndex(workspace, survey)).current(task);
}

/** Everything that was ever said, in the order it came. */
export async function readHistory(workspace: Workspace, survey: string): Promise<readonly Act[]> {
  return (await readIndex(workspace, survey)).acts;
}

/** Labels as they stand on the disk now; a process that asks again reads only what was added since. */
export async function readIndex(workspace: Workspace, survey: string): Promise<LabelIndex> {
  return logOf(workspace, survey).read();
}

/**
 * What is wrong with each entry, by its place in the list; an empty map where all can be written. For those who would write
 * the good ones.
 */
export async function labelFaults(
  workspace: Workspace,
  survey: string,
  entries: readonly LabelEntry[],
): Promise<Map<number, Fault>> {
  return logOf(workspace, survey).faultsOf(entries);
}

const logs = new WeakMap<Workspace, Map<string, LabelLog>>();

/** What was read is kept as long as the workspace is: nothing else of it can be noticed. */
function logOf(workspace: Workspace, survey: string): LabelLog {
  const ofWorkspace = logs.get(workspace) ?? new Map<string, LabelLog>();
  logs.set(workspace, ofWorkspace);
  const log = ofWorkspace.get(survey) ?? new LabelLog(workspace, survey);
  ofWorkspace.set(survey, log);
  return log;
}

interface Waiting {
  acts: Act[];
  done(written: Written): void;
  failed(error: unknown): void;
}

class LabelLog {
  readonly #workspace: Workspace;
  readonly #survey: string;
  readonly #file: LabelFile;
  /** Objects that were found in the survey, as it was imported at `importedAt`. */
  #known = { importedAt: "", ids: new Set<string>() };
  #waiting: Waiting[] = [];
  /** Reads and writes of the file, one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(workspace: Workspace, survey: string) {
    this.#workspace = workspace;
    this.#survey = survey;
    this.#file = new LabelFile(join(labelsPath(workspace, survey), "log.jsonl"));
  }

  async read(): Promise<LabelIndex> {
    if (!(await readCard(this.#workspace, this.#survey))) await openSurvey(this.#workspace, this.#survey);
    return this.#inTurn(async () => {
      await this.#file.refresh();
      return this.#file.index;
    });
  }

  async append(entries: readonly LabelEntry[]): Promise<Written> {
    const [first] = await this.faultsOf(entries);
    if (first) throw first[1];
    if (entries.length === 0) return { keys: [], written: 0 };
    const acts = entries.map(completed);
    return new Promise((done, failed) => {
      this.#waiting.push({ acts, done, failed });
      // Whoever comes first writes for all who have come until it has the lock.
      if (this.#waiting.length === 1) void this.#inTurn(() => this.#writeWaiting());
    });
  }

  async faultsOf(entries: readonly LabelEntry[]): Promise<Map<number, Fault>> {
    const tasks = new Map((await readTasks(this.#workspace, this.#survey)).map((task) => [task.name, task]));
    const ids = new Set(entries.flatMap((entry) => ("id" in entry ? entry.id : [])));
    const missing = await this.#missing(ids);
    const faults = new Map<number, Fault>();
    entries.forEach((entry, i) => {
      const fault = this.#faultOf(entry, tasks, missing);
      if (fault) faults.set(i, fault);
    });
    return faults;
  }

  #faultOf(entry: LabelEntry, tasks: ReadonlyMap<string, LabelTask>, missing: ReadonlySet<string>): Fault | undefined {
    const wrong = faultOfSender(entry);
    if (wrong !== undefined) return new Fault("label", wrong);
    if ("undoes" in entry) return undefined;
    const task = tasks.get(entry.task);
    if (!task) {
      try {
        return noTask(this.#survey, entry.task, [...tasks.values()]);
      } catch (fault) {
        return fault as Fault;
      }
    }
    if (missing.has(entry.id)) return new Fault("label", this.#noObjects(missing));
    const reason = faultOfValue(task, entry.value);
    return reason === undefined ? undefined : new Fault("label", `object "${entry.id}": ${reason}`);
  }

  #noObjects(missing: ReadonlySet<string>): string {
    const named = [...missing].slice(0, 5).map((id) => `"${id}"`);
    const more = missing.size > named.length ? ` and ${missing.size - named.length} more` : "";
    return `survey "${this.#survey}" has no object ${named.join(", ")}${more}: check the id_str`;
  }

  async #missing(ids: ReadonlySet<string>): Promise<Set<string>> {
    const card = await readCard(this.#workspace, this.#survey);
    if (card && card.importedAt !== this.#known.importedAt)
      this.#known = { importedAt: card.importedAt, ids: new Set() };
    const unknown = [...ids].filter((id) => !this.#known.ids.has(id));
    if (card && unknown.length === 0) return new Set();
    const survey = await openSurvey(this.#workspace, this.#survey);
    // A long list in an expression is slower than all ids.
    const where =
      unknown.length > 1000 ? undefined : `${columnSql(ownColumns.id)} IN (${unknown.map(textSql).join(", ")})`;
    if (unknown.length > 0)
      for (const row of await readColumns(survey, [], where)) this.#known.ids.add(String(row[ownColumns.id]));
    return new Set(unknown.filter((id) => !this.#known.ids.has(id)));
  }

  async #writeWaiting(): Promise<void> {
    let taken: Waiting[] = [];
    try {
      const folder = await labelsFolder(this.#workspace, this.#survey);
      await withLock(join(folder, "lock"), `the labels of survey "${this.#survey}"`, async ({ stillOurs }) => {
        taken = this.#waiting;
        this.#waiting = [];
        await this.#file.refresh();
        const answers = this.#toWrite(taken);
        const fresh = answers.flatMap(({ fresh: acts }) => acts);
        stillOurs();
        if (fresh.length > 0) await this.#file.append(fresh);
        taken = [];
        for (const { waiting, fresh: own } of answers)
          waiting.done({ keys: waiting.acts.map(({ key }) => key), written: own.length });
      });
    } catch (error) {
      // Who has not been taken yet waited for the lock, which could not be had either.
      const failed = taken.length > 0 ? taken : this.#waiting;
      if (taken.length === 0) this.#waiting = [];
      for (const waiting of failed) waiting.failed(error);
    }
  }

  /** Of each call the acts that are not there yet; calls that cannot be written fail here, alone. */
  #toWrite(calls: readonly Waiting[]): { waiting: Waiting; fresh: Act[] }[] {
    const writing = new Map<string, Act>();
    return calls.flatMap((waiting) => {
      const own = new Map<string, Act>();
      const find = (key: string) => own.get(key) ?? writing.get(key) ?? this.#file.index.find(key);
      for (const act of waiting.acts) {
        const fault = faultBeside(act, find);
        if (fault) {
          waiting.failed(fault);
          return [];
        }
        if (!find(act.key)) own.set(act.key, act);
      }
      for (const [key, act] of own) writing.set(key, act);
      return [{ waiting, fresh: [...own.values()] }];
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }
}

const longestName = 100;

function faultOfSender({ by, key, at }: Sent): string | undefined {
  const name = personName(by);
  if (name === "" || name.length > longestName || /\p{Cc}/u.test(name))
    return `${JSON.stringify(by)} cannot be a person's name: it has 1 to ${longestName} letters`;
  if (key !== undefined && (key === "" || key.length > 200))
    return `the key ${JSON.stringify(key)} of a label has 1 to 200 letters`;
  if (at !== undefined && Number.isNaN(Date.parse(at))) return `"${at}" is no time: write it as 2026-11-27T05:00:00Z`;
  return undefined;
}

function completed(entry: LabelEntry): Act {
  const now = Date.now();
  // A clock that is ahead must not make one label the last for ever.
  const at = new Date(Math.min(now, entry.at === undefined ? now : Date.parse(entry.at))).toISOString();
  const said = { at, by: personName(entry.by), key: entry.key ?? randomUUID() };
  return "undoes" in entry
    ? { ...said, undoes: entry.undoes }
    : { ...said, task: entry.task, id: entry.id, value: entry.value };
}

/** What is wrong with an act beside those that are there. */
function faultBeside(act: Act, find: (key: string) => Act | undefined): Fault | undefined {
  const same = find(act.key);
  if (same)
    return isSame(same, act)
      ? undefined
      : new Fault("key", `the key "${act.key}" belongs to another label of ${same.by}'s: give each label its own`);
  if (!("undoes" in act)) return undefined;
  const undone = find(act.undoes);
  if (!undone || "undoes" in undone)
    return new Fault("no-act", `there is no label with the key "${act.undoes}" that could be undone`);
  return undone.by === act.by
    ? undefined
    : new Fault("label", `${act.by} cannot undo what ${undone.by} said of object "${undone.id}"`);
}

/** The time may differ: it is filled in here where none was sent. */
function isSame(a: Act, b: Act): boolean {
  const content = (act: Act) =>
    JSON.stringify("undoes" in act ? [act.by, act.undoes] : [act.by, act.task, act.id, act.value]);
  return content(a) === content(b);
}
