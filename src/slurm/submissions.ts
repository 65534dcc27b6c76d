/** What was submitted to Slurm for one piece of work: slurm/<work>/ of the workspace has scripts, logs and this list. */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { Fault, fileFault } from "../fault.ts";
import { parseFormatted } from "../formattedJson.ts";
import { textIfThere } from "../textIfThere.ts";
import { writeWhole } from "../wholeFile.ts";
import { type Submission, submission } from "./queue.ts";

const listFormat = 1;
const list = z.object({ format: z.literal(listFormat), submissions: z.array(submission) });

export interface SlurmFolder {
  path: string;
  shardsScript: string;
  mergeScript: string;
  logs: string;
}

/** @param workspace its absolute path */
export function slurmFolder(workspace: string, work: string): SlurmFolder {
  const path = join(workspace, "slurm", work);
  return {
    path,
    shardsScript: join(path, "shards.sh"),
    mergeScript: join(path, "merge.sh"),
    logs: join(path, "logs"),
  };
}

export async function writeScripts(
  folder: SlurmFolder,
  { shards, merge }: { shards?: string; merge: string },
): Promise<void> {
  try {
    // sbatch makes no folder for its logs: the job would fail without a word.
    await mkdir(folder.logs, { recursive: true });
  } catch (error) {
    throw fileFault(error, "make", folder.logs);
  }
  if (shards !== undefined) await writeWhole(folder.shardsScript, shards);
  await writeWhole(folder.mergeScript, merge);
}

/** Oldest first. */
export async function readSubmissions(folder: SlurmFolder): Promise<Submission[]> {
  const file = submissionsPath(folder);
  const text = await textIfThere(file);
  if (text === undefined) return [];
  return parseFormatted(text, {
    schema: list,
    format: listFormat,
    newer: () => new Fault("newer-jobs", `${file} was written by a newer Almagest: update Almagest`),
    damaged: (cause) =>
      new Fault("damaged-jobs", `${file} is damaged: see squeue for what runs, then delete it`, { cause }),
  }).submissions;
}

export async function writeSubmissions(folder: SlurmFolder, submissions: readonly Submission[]): Promise<void> {
  const content: z.infer<typeof list> = { format: listFormat, submissions: [...submissions] };
  await writeWhole(submissionsPath(folder), `${JSON.stringify(content, null, 1)}\n`);
}

function submissionsPath({ path }: SlurmFolder): string {
  return join(path, "jobs.json");
}
