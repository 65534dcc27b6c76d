/**
 * The table of a survey as a store with transactions.
 *
 * A write may take several steps of LanceDB, each a new version of the table. Readers look only at the version the card
 * names, and the card is replaced when all steps are done: a kill, a full disk or an error before that changes nothing.
 */

import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Table } from "@lancedb/lancedb";
import { Fault, fileFault } from "../fault.ts";
import { readCard, type SurveyCard, writeCard } from "./card.ts";
import { lance, lanceSession } from "./lance.ts";
import { withLock } from "./lock.ts";
import type { Workspace } from "./workspace.ts";

/** The table as the card has it. */
export async function openTable(workspace: Workspace, { name, tableVersion }: SurveyCard): Promise<Table> {
  try {
    const table = await (await connect(workspace)).openTable(name);
    await table.checkout(tableVersion);
    return table;
  } catch (error) {
    throw lostTable(workspace, name, error);
  }
}

/**
 * The Fault for an error of LanceDB's that means files of the table are gone or damaged; other errors come back as they
 * are. What the operating system refuses (rights, a full disk) is no damage.
 */
export function lostTable(workspace: Workspace, name: string, error: unknown): unknown {
  // Node's own errors have a system call: they are of other files.
  if (error instanceof Fault || (error as NodeJS.ErrnoException | null)?.syscall !== undefined) return error;
  const message = error instanceof Error ? error.message : "";
  const isLost = /not found|No such file/i.test(message);
  const isDamaged = /LanceError\((IO|CorruptFile)\)/.test(message) && !/os error \d|Resources exhausted/.test(message);
  if (!isLost && !isDamaged) return error;
  return new Fault(
    "damaged-survey",
    `survey "${name}" has ${isLost ? "lost" : "damaged"} files of its table (${tablePath(workspace, name)}): bring them ` +
      `back, or delete ${join(workspace.surveysPath, `${name}.json`)} and import the survey again`,
    { cause: error },
  );
}

export interface SurveyWrite {
  /** What stands now; undefined for a survey that is not there yet. */
  before: { card: SurveyCard; table: Table } | undefined;
  /** Makes the table of a survey that is not there yet. */
  create(data: Parameters<Awaited<ReturnType<typeof connect>>["createTable"]>[1]): Promise<Table>;
}

/**
 * Changes a survey, wholly or not at all, while no other process writes to it.
 * @param change works on the table and returns the card that goes with it
 * @returns the card as stored
 */
export async function writeSurvey(
  workspace: Workspace,
  name: string,
  change: (write: SurveyWrite) => Promise<SurveyCard>,
): Promise<SurveyCard> {
  return withLock(join(workspace.surveysPath, `${name}.lock`), `survey "${name}"`, async ({ stillOurs }) => {
    const database = await connect(workspace);
    const card = await readCard(workspace, name);
    try {
      const before = card && { card, table: await restoredTable(workspace, card) };
      // Without a card it is what a first import left that did not finish.
      if (!before) await rm(tablePath(workspace, name), { recursive: true, force: true });
      const create: SurveyWrite["create"] = (data) => database.createTable(name, data);
      const changed = await change({ before, create });

      const table = await database.openTable(name);
      // Many small steps leave many small fragments. Nothing is pruned yet: the old card still names its version.
      await table.optimize({ cleanupOlderThan: new Date(0) });
      stillOurs();
      const stored = { ...changed, tableVersion: await table.version() };
      await writeCard(workspace, stored);
      await forgetVersionsBefore(table, card?.tableVersion);
      return stored;
    } catch (error) {
      const fault = storeFault(error, tablePath(workspace, name));
      throw card ? lostTable(workspace, name, fault) : fault;
    }
  });
}

async function connect(workspace: Workspace) {
  return (await lance()).connect(workspace.surveysPath, {}, await lanceSession());
}

function tablePath(workspace: Workspace, name: string): string {
  return join(workspace.surveysPath, `${name}.lance`);
}

/** The table, brought back to the card's version if a write after it did not finish. */
async function restoredTable(workspace: Workspace, card: SurveyCard): Promise<Table> {
  const table = await (await connect(workspace)).openTable(card.name).catch((error: unknown) => {
    throw lostTable(workspace, card.name, error);
  });
  if ((await table.version()) !== card.tableVersion) {
    await table.checkout(card.tableVersion);
    await table.restore();
  }
  return table;
}

/** The version just replaced stays: a reader may be in the middle of it. */
async function forgetVersionsBefore(table: Table, replaced: number | undefined): Promise<void> {
  if (replaced === undefined) return;
  const kept = (await table.listVersions()).find(({ version }) => version === replaced);
  if (kept) await table.optimize({ cleanupOlderThan: kept.timestamp });
}

/** LanceDB reports the operating system's errors only as text. */
function storeFault(error: unknown, path: string): unknown {
  const message = error instanceof Error ? error.message : "";
  const errors: [RegExp, string][] = [
    [/os error 28\b|No space left/i, "ENOSPC"],
    [/os error 122\b|quota exceeded/i, "EDQUOT"],
    [/os error 13\b|Permission denied/i, "EACCES"],
    [/os error 30\b|Read-only file system/i, "EROFS"],
  ];
  const code = errors.find(([pattern]) => pattern.test(message))?.[1];
  return code === undefined ? error : fileFault(Object.assign(new Error(message), { code }), "write", path);
}
