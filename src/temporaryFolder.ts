/** For tests: a folder in the system's temporary one, which is removed when every test of the file is done. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const made = new Set<string>();

/** @param name what stands in the folder's name, for who finds it while the tests run */
export async function temporaryFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `almagest-${name}-`));
  made.add(folder);
  return folder;
}

/** Each of those that were made in this process, and nothing else. */
export async function removeTemporaryFolders(): Promise<void> {
  for (const folder of made) {
    made.delete(folder);
    await rm(folder, { recursive: true, force: true });
  }
}
