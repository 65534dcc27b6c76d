/** A table before and at its first commit. */

import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Table } from "@lancedb/lancedb";
import type { Table as ArrowTable } from "apache-arrow";
import { fileFault } from "../fault.ts";
import { lance } from "../survey/lance.ts";
import type { Workspace } from "../survey/workspace.ts";

const pathOf = ({ path }: Workspace, name: string) => join(path, `${name}.lance`);

/** Not so where there is no table, nor where what made it was killed before anything was committed. */
export async function hasCommit(workspace: Workspace, name: string): Promise<boolean> {
  const path = pathOf(workspace, name);
  if ((await namesIn(path)).length === 0) return false;
  if ((await namesIn(join(path, "_versions"))).length > 0) return true;
  // A first commit is one transaction. A table of several that has no versions has lost them, and is not to be written over.
  return (await namesIn(join(path, "_transactions"))).length > 1;
}

async function namesIn(path: string): Promise<string[]> {
  return readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw fileFault(error, "read", path);
  });
}

/** Made of its first rows, over what a process left that was killed at the same. Call it while holding the library's lock. */
export async function makeTable(workspace: Workspace, name: string, rows: ArrowTable): Promise<Table> {
  if (!(await hasCommit(workspace, name))) await rm(pathOf(workspace, name), { recursive: true, force: true });
  return (await (await lance()).connect(workspace.path)).createTable(name, rows);
}
