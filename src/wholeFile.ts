/** Files written whole or not at all: temporary name, fsync, rename, fsync of the folder. */

import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileFault } from "./fault.ts";

/**
 * Replaces `path` by `data`; a reader, or a machine that loses power, sees the old file or the new one.
 * @throws Fault naming the file when the disk is full, read-only or not permitted; the old file stays
 */
export async function writeWhole(path: string, data: string | Uint8Array | readonly Uint8Array[]): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString("hex")}.part`);
  try {
    const file = await open(temporary, "wx");
    try {
      if (typeof data === "string") await file.writeFile(data);
      else for (const part of Array.isArray(data) ? data : [data as Uint8Array]) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(folder);
  } catch (error) {
    await rm(temporary, { force: true });
    throw fileFault(error, "write", path);
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; there the rename alone has to do.
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
