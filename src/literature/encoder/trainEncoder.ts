/** A text encoder of the library's own papers, trained in a process of its own and kept in the workspace. */

import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { exitCodes, Fault } from "../../fault.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { endOf, moduleBeside, startJob } from "../../training/job.ts";
import { shippedEncoder, trainedEncoderPath } from "./findEncoder.ts";

export interface EncoderTraining {
  workspacePath: string;
  name: string;
  path: string;
  seed: number;
  epochs?: number | undefined;
}

export interface TrainingProgress {
  step: number;
  steps: number;
  loss: number;
}

/**
 * Five minutes for 36,000 papers; stopped or killed, it leaves nothing.
 * @param name letters, digits, "-", "_" and "."
 * @throws Fault "encoder-name", "few-papers"
 */
export async function trainEncoder(
  workspace: Workspace,
  name: string,
  options: {
    seed?: number;
    epochs?: number;
    onProgress?: (progress: TrainingProgress) => void;
    signal?: AbortSignal;
  } = {},
): Promise<void> {
  if (!/^[\w-][\w.-]{0,63}$/.test(name) || name === shippedEncoder)
    throw new Fault(
      "encoder-name",
      `"${name}" cannot be the name of an encoder: ${name === shippedEncoder ? "so is the one that ships called" : "use letters, digits, - and _"}`,
      { exitCode: exitCodes.usage },
    );
  const { seed = 1, epochs, onProgress = () => {}, signal } = options;
  const path = trainedEncoderPath(workspace, name);
  await mkdir(dirname(path), { recursive: true });
  const argument: EncoderTraining = { workspacePath: workspace.path, name, path, seed, epochs };
  const job = startJob(moduleBeside(import.meta.url, "trainEncoderJob"), argument, (content) =>
    onProgress(content as TrainingProgress),
  );
  await endOf(job, signal);
}
