/** A file of papers into the library: streamed, without doubles, and the same again changes nothing. */

import type { Table } from "@lancedb/lancedb";
import { exitCodes, Fault } from "../fault.ts";
import type { Workspace } from "../survey/workspace.ts";
import { indexTexts, replaceTexts } from "./fullTexts.ts";
import { markBehind } from "./index/indexFolder.ts";
import { type KnownWorks, knownWorks } from "./knownWorks.ts";
import { addPapers, openLibrary, papersById, replacePapers, withLibraryLock } from "./libraryTable.ts";
import { type Paper, paperHash } from "./paper.ts";
import type { Passage } from "./pdf/passages.ts";
import type { Reader } from "./readers/reader.ts";
import { isSameWork, merged, workKeys } from "./sameWork.ts";

export interface PaperFault {
  /** Where the record begins; the first line is 1. */
  line: number;
  reason: string;
}

export interface PaperImport {
  records: number;
  added: number;
  changed: number;
  unchanged: number;
  /** Of a work that another record had already brought, and with nothing new about it. */
  skipped: number;
  bad: number;
  /** The first ones: a broken file may have a million. */
  faults: PaperFault[];
  /** How the file was read, where that was a guess. */
  remarks: string[];
}

const faultsKept = 1000;
const bodiesAtOnce = 40;

/**
 * Each batch is stored as it is read: stopped or killed, the library holds what went in, and the same command goes on. So it does
 * where the file breaks off: what stood before is stored first.
 * @param options.signal stops after the batch
 * @param options.batchSize papers that are stored at once
 * @param options.onBroken takes why the file could not be read, or not to its end, in place of a throw
 * @param options.onStored after each batch, with how many records were read until then
 */
export function importPapers(
  workspace: Workspace,
  path: string,
  read: Reader,
  options: {
    onProgress?: (records: number) => void;
    signal?: AbortSignal;
    batchSize?: number;
    onStored?: (records: number) => Promise<void>;
    onBroken?: (fault: Fault) => void;
  } = {},
): Promise<PaperImport> {
  const { batchSize = 2000 } = options;
  return withLibraryLock(workspace, async () => {
    const report: PaperImport = {
      records: 0,
      added: 0,
      changed: 0,
      unchanged: 0,
      skipped: 0,
      bad: 0,
      faults: [],
      remarks: [],
    };
    let table = await openLibrary(workspace);
    const known = await knownWorks(table);
    let batch: Paper[] = [];
    let hasTexts = false;
    const bodies = new Map<Paper, readonly Passage[]>();
    const flush = async () => {
      const stored = await storeBatch(workspace, table, known, batch, report);
      table = stored.table;
      await storeBodies(workspace, bodies, stored.ids);
      hasTexts ||= bodies.size > 0;
      batch = [];
      bodies.clear();
      await options.onStored?.(report.records);
      options.onProgress?.(report.records);
      if (options.signal?.aborted) throw interrupted(report);
    };
    let broken: { error: unknown } | undefined;
    const records = untilBroken(
      read(path, (text) => report.remarks.push(text)),
      (error) => {
        broken = { error };
      },
    );
    for await (const record of records) {
      report.records++;
      if ("fault" in record) {
        report.bad++;
        if (report.faults.length < faultsKept) report.faults.push({ line: record.line, reason: record.fault });
      } else {
        if (record.passages) bodies.set(record.paper, record.passages);
        // A body is a hundred times an abstract.
        if (batch.push(record.paper) === batchSize || bodies.size === bodiesAtOnce) await flush();
      }
    }
    if (batch.length > 0) await flush();
    if (hasTexts) await indexTexts(workspace);
    // Many batches leave many small files, and every search would open them all.
    if (report.added + report.changed > 0) await table?.optimize({ cleanupOlderThan: new Date(0) });
    if (broken) {
      if (!(broken.error instanceof Fault) || broken.error.exitCode === exitCodes.interrupted || !options.onBroken)
        throw broken.error;
      options.onBroken(broken.error);
    }
    return report;
  });
}

/** A file that breaks off gives what it had before. */
async function* untilBroken<T>(items: AsyncIterable<T>, onBroken: (error: unknown) => void): AsyncGenerator<T> {
  try {
    yield* items;
  } catch (error) {
    onBroken(error);
  }
}

function interrupted({ added, changed }: PaperImport): Fault {
  return new Fault(
    "interrupted",
    `interrupted: ${added} papers added and ${changed} changed are kept; the same command goes on from there`,
    { exitCode: 130 },
  );
}

async function storeBatch(
  workspace: Workspace,
  table: Table | undefined,
  known: KnownWorks,
  batch: readonly Paper[],
  report: PaperImport,
): Promise<{ table: Table | undefined; ids: Map<Paper, string> }> {
  const ids = new Map<Paper, string>();
  const found = batch.map((paper) => known.find(paper));
  const looked = new Set(found.flatMap(({ isThere, alike }) => (isThere ? [] : alike)));
  const stored = table ? await papersById(table, [...looked]) : new Map<string, Paper>();

  // Within the batch, what an earlier record brought counts as stored.
  const fresh = new Map<string, Paper>();
  const renewed = new Map<string, Paper>();
  const pending = new Map<string, Paper[]>();
  const current = (id: string) => fresh.get(id) ?? renewed.get(id) ?? stored.get(id);
  batch.forEach((paper, i) => {
    ids.set(paper, paper.id);
    const { isThere = false, alike = [] } = found[i] ?? {};
    if (isThere && !renewed.has(paper.id)) {
      report.unchanged++;
      return;
    }
    const besides = workKeys(paper).flatMap((key) => (pending.get(key) ?? []).map(({ id }) => id));
    const same = [...alike, ...besides].map(current).find((each) => each !== undefined && isSameWork(paper, each));
    if (!same) {
      fresh.set(paper.id, paper);
      for (const key of workKeys(paper)) pending.set(key, [...(pending.get(key) ?? []), paper]);
      report.added++;
      return;
    }
    ids.set(paper, same.id);
    const now = merged(same, paper);
    if (paperHash(now) === paperHash(same)) {
      if (same.id === paper.id) report.unchanged++;
      else report.skipped++;
      return;
    }
    report.changed++;
    if (fresh.has(same.id)) fresh.set(same.id, now);
    else renewed.set(same.id, now);
    for (const key of workKeys(now)) pending.set(key, [...(pending.get(key) ?? []), now]);
  });

  if (fresh.size + renewed.size > 0) await markBehind(workspace);
  if (table) await replacePapers(table, [...renewed.values()]);
  const after = fresh.size > 0 ? await addPapers(workspace, table, [...fresh.values()]) : table;
  for (const paper of fresh.values()) known.add(paper);
  for (const paper of renewed.values()) known.renew(paper);
  return { table: after, ids };
}

/** Under the ids that their papers have in the library. */
async function storeBodies(
  workspace: Workspace,
  bodies: ReadonlyMap<Paper, readonly Passage[]>,
  ids: ReadonlyMap<Paper, string>,
): Promise<void> {
  if (bodies.size === 0) return;
  await replaceTexts(
    workspace,
    new Map([...bodies].map(([paper, passages]) => [ids.get(paper) ?? paper.id, passages])),
  );
}
