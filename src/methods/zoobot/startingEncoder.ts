/** The encoder that a training begins with, or that a survey is embedded with: of a run, imported, or to be imported. */

import { access } from "node:fs/promises";
import { Fault } from "../../fault.ts";
import { isHubName } from "../../nn/hubName.ts";
import type { Parameters } from "../../nn/parameters.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { openRun } from "../../training/run.ts";
import {
  hasImportedEncoder,
  type ImportRequest,
  importEncoder,
  nameFor,
  openImportedEncoder,
} from "./importedEncoder.ts";
import { readModel } from "./model.ts";
import type { Encoder } from "./network.ts";
import { bestPath } from "./runFiles.ts";

export interface StartingEncoder extends Encoder {
  /** Side of what it learned on, pixels. */
  imageSize: number;
  /** Share of an image's side that it saw. */
  zoom: number;
  /** By names that begin with "encoder.". */
  parameters: Parameters;
}

/**
 * The name under which the workspace has an encoder; one that lies elsewhere is imported first.
 * @param text a run, an imported model, a weights file, a folder, or hf-hub:owner/name
 * @throws Fault "no-encoder" where it is none of these
 */
export async function resolveEncoder(
  workspace: Workspace,
  text: string,
  request: Pick<ImportRequest, "architecture" | "onProgress" | "signal"> = {},
): Promise<string> {
  if ((await isRun(workspace, text)) || (await hasImportedEncoder(workspace, text))) return text;
  const isFile = await access(text).then(
    () => true,
    () => false,
  );
  if (!isHubName(text) && !isFile)
    throw new Fault(
      "no-encoder",
      `"${text}" is no run and no imported model of ${workspace.path}, no file and no folder: see almagest runs and almagest models list`,
    );
  const name = nameFor(text);
  if (await hasImportedEncoder(workspace, name)) {
    const { source } = await openImportedEncoder(workspace, name);
    if (source.from === text) return name;
    throw new Fault(
      "model-exists",
      `there is a model "${name}" already, from ${source.from}: import ${text} under another name with almagest models import`,
    );
  }
  await importEncoder(workspace, text, { ...request, name });
  return name;
}

/** @param name as `resolveEncoder` gives it */
export async function openStartingEncoder(workspace: Workspace, name: string): Promise<StartingEncoder> {
  if (!(await isRun(workspace, name))) return openImportedEncoder(workspace, name);
  const { parameters, ...model } = await readModel(bestPath(await openRun(workspace, name)));
  const own = Object.entries(parameters).filter(([each]) => each.startsWith("encoder."));
  return { ...model, parameters: Object.fromEntries(own) };
}

async function isRun(workspace: Workspace, id: string): Promise<boolean> {
  return openRun(workspace, id).then(
    () => true,
    (error) => {
      if (error instanceof Fault && error.code === "no-run") return false;
      throw error;
    },
  );
}
