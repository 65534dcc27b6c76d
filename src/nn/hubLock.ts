/** One process downloads into a folder; others wait until it has finished or died. */

import { mkdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import lockfile from "proper-lockfile";
import { fileFault } from "../fault.ts";

const staleMs = 10_000;
const lookAgainMs = 250;

/**
 * Runs `work` while no other process downloads into `folder`, which is made where it is missing.
 * @throws Fault when the folder cannot be written; the signal's own reason when it is aborted while waiting
 */
export async function whileDownloadingAlone<T>(
  folder: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  let release: (() => Promise<void>) | undefined;
  try {
    await mkdir(folder, { recursive: true });
    while (!release) {
      signal?.throwIfAborted();
      release = await lockOf(folder);
      if (!release) await sleep(lookAgainMs);
    }
  } catch (error) {
    throw fileFault(error, "write into", folder);
  }
  try {
    return await work();
  } finally {
    // A lock that was lost (a closed laptop) is another's now, and cannot be given back.
    await release().catch(() => {});
  }
}

async function lockOf(folder: string): Promise<(() => Promise<void>) | undefined> {
  try {
    // A lost lock is no harm: files have their names only when their checksum was right.
    return await lockfile.lock(folder, { stale: staleMs, realpath: false, onCompromised: () => {} });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ELOCKED") return undefined;
    throw error;
  }
}
