/** A workspace: the folder that holds surveys, runs and a cache. */

import { mkdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Fault, fileFault } from "../fault.ts";
import { textIfThere } from "../textIfThere.ts";
import { writeWhole } from "../wholeFile.ts";

/** Absolute paths. */
export interface Workspace {
  path: string;
  surveysPath: string;
  runsPath: string;
  /** Encoders that were trained elsewhere. */
  modelsPath: string;
  /** May be deleted at any time. */
  cachePath: string;
}

/** Raised when an older Almagest could no longer read what a newer one wrote. */
const workspaceFormat = 1;

/** Where the workspace is when nobody says: `$ALMAGEST_WORKSPACE`, else `almagest-workspace` in the current folder. */
export function defaultWorkspacePath(): string {
  return process.env.ALMAGEST_WORKSPACE || "almagest-workspace";
}

/**
 * Opens a workspace.
 * @param create makes the folder where there is none
 * @throws Fault "no-workspace", "newer-workspace" (nothing in it is touched) or "damaged-workspace"
 */
export async function openWorkspace(
  path: string = defaultWorkspacePath(),
  { create = false } = {},
): Promise<Workspace> {
  const root = resolve(path);
  const workspace: Workspace = {
    path: root,
    surveysPath: join(root, "surveys"),
    runsPath: join(root, "runs"),
    modelsPath: join(root, "models"),
    cachePath: join(root, "cache"),
  };
  const description = await readDescription(join(root, "workspace.json"));
  if (description === undefined && !create) {
    throw new Fault(
      "no-workspace",
      `there is no workspace at ${path}: name one with --workspace, or make one by importing a survey into it`,
    );
  }
  if (description !== undefined) checkFormat(description, path);
  try {
    for (const folder of [workspace.surveysPath, workspace.runsPath, workspace.modelsPath, workspace.cachePath])
      await makeFolder(folder);
  } catch (error) {
    throw fileFault(error, "make the workspace", root);
  }
  if (description === undefined)
    await writeWhole(
      join(root, "workspace.json"),
      `${JSON.stringify({ format: workspaceFormat, almagest: "0.1.0" })}\n`,
    );
  return workspace;
}

/**
 * From the top down, as another process may make any of them at the same time. Not mkdir's `recursive`: in a folder that is there
 * but takes none, such as /proc/self, that tries for ever (Node 20).
 */
async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return;
  const above = dirname(path);
  if (above !== path) await makeFolder(above);
  await mkdir(path).catch(async (error) => {
    if (!(await isFolder(path))) throw error;
  });
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function readDescription(path: string): Promise<unknown> {
  const text = await textIfThere(path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Fault("damaged-workspace", `${path} is not JSON: restore it from a copy, or use another workspace`, {
      cause,
    });
  }
}

function checkFormat(description: unknown, path: string): void {
  const { format, almagest } = (description ?? {}) as { format?: unknown; almagest?: unknown };
  if (typeof format !== "number")
    throw new Fault("damaged-workspace", `${path}/workspace.json names no format: is this a workspace of Almagest?`);
  if (format > workspaceFormat)
    throw new Fault(
      "newer-workspace",
      `the workspace ${path} was written by a newer Almagest (${almagest ?? "version unknown"}, format ${format}; ` +
        `this one reads up to ${workspaceFormat}): update Almagest, or use another workspace`,
    );
}
