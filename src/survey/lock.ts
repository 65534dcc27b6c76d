/** One writer at a time. A lock left by a killed process falls open by itself. */

import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import lockfile from "proper-lockfile";
import { Fault, fileFault } from "../fault.ts";

const staleSeconds = 5;
/** Longer than a dead lock lives, so that whoever still holds it then is alive. */
const patienceSeconds = 7;
const retrySeconds = 0.25;

/**
 * Runs `work` while this process alone holds the lock at `path`.
 * @param what is being written, for the message: `survey "gz1"`
 * @throws Fault "locked" when another process holds it for longer than a few seconds
 */
export async function withLock<T>(
  path: string,
  what: string,
  work: (held: { stillOurs(): void }) => Promise<T>,
): Promise<T> {
  let lost: Error | undefined;
  let release: () => Promise<void>;
  try {
    release = await lockfile.lock(path, {
      lockfilePath: path,
      realpath: false,
      stale: staleSeconds * 1000,
      update: (staleSeconds * 1000) / 4,
      retries: {
        retries: Math.ceil(patienceSeconds / retrySeconds),
        factor: 1,
        minTimeout: retrySeconds * 1000,
        maxTimeout: retrySeconds * 1000,
      },
      onCompromised: (error) => {
        lost = error;
      },
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw fileFault(error, "lock", path);
    throw new Fault(
      "locked",
      `${what} is being written by another process (waited ${patienceSeconds} s): run this again when it has finished`,
      { cause: error },
    );
  }
  const stillOurs = () => {
    // A process that slept (a closed laptop) may wake to find that another took over.
    if (lost !== undefined)
      throw new Fault("locked", `another process took over ${what} while this one slept: run this again`, {
        cause: lost,
      });
  };
  try {
    return await work({ stillOurs });
  } finally {
    if (lost === undefined) await release();
  }
}

/** Whether a living process holds the lock at `path`. */
export async function isLocked(path: string): Promise<boolean> {
  return lockfile.check(path, { lockfilePath: path, realpath: false, stale: staleSeconds * 1000 });
}

/**
 * Waits, for a few seconds at most, until the lock of a killed process falls open.
 * @returns false as soon as the holder of the lock at `path` shows that it lives
 */
export async function fallsOpen(path: string): Promise<boolean> {
  const touched = async () => (await stat(path).catch(() => undefined))?.mtimeMs;
  const before = await touched();
  while (await isLocked(path)) {
    if ((await touched()) !== before) return false;
    await sleep(retrySeconds * 1000);
  }
  return true;
}
