/** Papers from a server that one asks for them, stored as they come; stopped, the same query goes on where it was. */

import { createHash } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Fault } from "../../fault.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { writeWhole } from "../../wholeFile.ts";
import { importPapers, type PaperImport } from "../importPapers.ts";
import type { ReadRecord } from "../readers/reader.ts";
import type { Manners } from "./politely.ts";

export interface LiveQuery {
  /** In the server's own syntax. */
  text: string;
  /** At most so many, from the first on. */
  rows: number;
  /** How many are there already. */
  from: number;
  baseUrl?: string;
  manners?: Partial<Manners>;
}

/** One interface for all: what the server has for the query, past the first `from`. */
export type LiveSource = (query: Pick<LiveQuery, "from" | "manners">) => AsyncIterable<ReadRecord>;

/** Papers that are stored together: what a kill can cost is asked for again. */
const storedAtOnce = 200;

/**
 * @param name of source and query together: two that share it go on from each other
 * @throws Fault "live-source"; what was stored stays
 */
export async function importLive(
  workspace: Workspace,
  name: string,
  source: LiveSource,
  options: {
    onProgress?: (records: number) => void;
    signal?: AbortSignal;
    /** Takes why the source broke off, in place of a throw. */
    onBroken?: (fault: Fault) => void;
  } = {},
): Promise<PaperImport & { from: number }> {
  const folder = join(workspace.path, "live-imports");
  const position = join(folder, `${createHash("sha1").update(name).digest("hex").slice(0, 16)}.json`);
  const from = await readPosition(position);
  await mkdir(folder, { recursive: true });
  let isBroken = false;
  const onBroken = options.onBroken;
  const report = await importPapers(workspace, name, () => source({ from, manners: { signal: options.signal } }), {
    ...options,
    onBroken:
      onBroken &&
      ((fault) => {
        isBroken = true;
        onBroken(fault);
      }),
    batchSize: storedAtOnce,
    onStored: (records) => writeWhole(position, `${JSON.stringify({ name, stored: from + records })}\n`),
  });
  if (!isBroken) await rm(position, { force: true });
  return { ...report, from };
}

async function readPosition(path: string): Promise<number> {
  try {
    const { stored } = JSON.parse(await readFile(path, "utf8"));
    return Number.isInteger(stored) && stored > 0 ? stored : 0;
  } catch {
    // None, or damaged: from the first on, which changes nothing that is stored.
    return 0;
  }
}
