/** The encoder that a training begins with, or that a survey is embedded with: of a run, imported, or to be imported. */

import { createHash } from "node:crypto";
import { exists } from "../../exists.ts";
import { Fault } from "../../fault.ts";
import { isHubName } from "../../nn/hubName.ts";
import type { Parameters } from "../../nn/parameters.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { openRun, type Run } from "../../training/run.ts";
import {
  hasImportedEncoder,
  type ImportRequest,
  importEncoder,
  importedCard,
  nameFor,
  openImportedEncoder,
} from "./importedEncoder.ts";
import { readModel } from "./model.ts";
import type { Encoder } from "./network.ts";
import { bestPath } from "./runFiles.ts";
import { readShippedModel, shippedRun } from "./shippedModel.ts";

export interface StartingEncoder extends Encoder {
  /** Side of what it learned on, pixels. */
  imageSize: number;
  /** Share of an image's side that it saw. */
  zoom: number;
  /** By names that begin with "encoder.". */
  parameters: Parameters;
}

/** Tells an encoder from another one that got its name later. */
export function digestOf({ parameters, ...sight }: StartingEncoder): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([sight.network, sight.graph, sight.normalization]));
  for (const [name, { data }] of Object.entries(parameters))
    hash.update(name).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return hash.digest("hex");
}

/**
 * The name under which the workspace has an encoder; one that lies elsewhere is imported first.
 * @param text a run, "shipped" for the model in the package, an imported model, a weights file, a folder, or hf-hub:owner/name
 * @throws Fault "no-encoder" where it is none of these
 */
export async function resolveEncoder(
  workspace: Workspace,
  text: string,
  request: Pick<ImportRequest, "architecture" | "onProgress" | "signal"> = {},
): Promise<string> {
  if (text === shippedRun || (await runNamed(workspace, text)) || (await hasImportedEncoder(workspace, text)))
    return text;
  if (!isHubName(text) && !(await exists(text)))
    throw new Fault(
      "no-encoder",
      `"${text}" is no run and no imported model of ${workspace.path}, no file and no folder: see almagest runs and almagest models list`,
    );
  const name = nameFor(text);
  if (await hasImportedEncoder(workspace, name)) {
    const from = (await importedCard(workspace, name))?.source.from ?? "a damaged file";
    if (from === text) return name;
    throw new Fault(
      "model-exists",
      `there is a model "${name}" already, from ${from}: import ${text} under another name with almagest models import`,
    );
  }
  await importEncoder(workspace, text, { ...request, name });
  return name;
}

/** @param name as `resolveEncoder` gives it */
export async function openStartingEncoder(workspace: Workspace, name: string): Promise<StartingEncoder> {
  const run = name === shippedRun ? undefined : await runNamed(workspace, name);
  if (!run && name !== shippedRun) return openImportedEncoder(workspace, name);
  const { parameters, ...model } = run ? await readModel(bestPath(run)) : await readShippedModel();
  const own = Object.entries(parameters).filter(([each]) => each.startsWith("encoder."));
  return { ...model, parameters: Object.fromEntries(own) };
}

async function runNamed(workspace: Workspace, id: string): Promise<Run | undefined> {
  return openRun(workspace, id).catch((error) => {
    if (error instanceof Fault && error.code === "no-run") return undefined;
    throw error;
  });
}
