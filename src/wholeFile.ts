/** Files written whole or not at all: temporary name, fsync, rename, fsync of the folder. */

import { randomBytes } from "node:crypto";
import { link, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Fault, fileFault } from "./fault.ts";

/**
 * Replaces `path` by `data`; a reader, or a machine that loses power, sees the old file or the new one.
 * @param isNew only where there is no such file, not even one that another process wrote a moment ago
 * @throws Fault naming the file when the disk is full, read-only or not permitted, "exists" where it is there already;
 * the old file stays
 */
export async function writeWhole(
  path: string,
  data: string | Uint8Array | readonly Uint8Array[],
  { isNew = false }: { isNew?: boolean } = {},
): Promise<void> {
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
    if (!isNew || !(await linked(temporary, path))) await rename(temporary, path);
    await syncFolder(folder);
  } catch (error) {
    await rm(temporary, { force: true });
    if (isNew && (error as NodeJS.ErrnoException).code === "EEXIST")
      throw new Fault("exists", `${path} is there already`, { cause: error });
    throw fileFault(error, "write", path);
  }
}

/** A rename would take the place of what is there. @returns false where the file system has no links */
async function linked(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
  } catch (error) {
    if (["EPERM", "ENOTSUP", "ENOSYS"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
  await rm(temporary);
  return true;
}

/** Takes away what killed processes had begun to write in `folder`. Only for whoever alone may write there. */
export async function removeUnfinished(folder: string): Promise<void> {
  const unfinished = (await readdir(folder)).filter((name) => /^\..+\.[0-9a-f]{12}\.part$/.test(name));
  await Promise.all(unfinished.map((name) => rm(join(folder, name), { force: true })));
}

/** Makes sure that a file which was made in `folder` is still there when the power returns. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; there the rename alone has to do.
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
