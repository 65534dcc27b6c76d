/** For tests: a folder in the system's temporary one, which is removed when every test of the file is done. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atEndOfFile } from "./endOfFile.ts";

/** @param name what stands in the folder's name, for who finds it while the tests run */
export async function temporaryFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `almagest-${name}-`));
  atEndOfFile(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
