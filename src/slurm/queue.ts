/** sbatch, squeue and scancel: what Slurm is asked, and what it says. */

import { execFile } from "node:child_process";
import { delimiter, isAbsolute, join } from "node:path";
import { z } from "zod";
import { exists } from "../exists.ts";
import { Fault } from "../fault.ts";

/** What Slurm's programs say where they have no cluster to talk to: nothing is set up, or its controller does not answer. */
const noCluster = /configuration source|DNS SRV|slurm\.conf|contact slurm controller|slurm_ctl_conf|resolve/i;

/**
 * @throws Fault "no-slurm" where there is no such program, "slurm-away" where it has no cluster to talk to, "slurm" with what
 * it said where it failed
 */
async function slurm(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: 120_000, maxBuffer: 64e6 }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOENT") return reject(new Fault("no-slurm", `there is no ${program} on this machine`));
      const lines = stderr.trim().split("\n");
      const said = (text: string) => text.replace(/^\w+: (error|fatal): /, "");
      if (noCluster.test(stderr))
        return reject(
          new Fault(
            "slurm-away",
            `${program} finds no Slurm cluster from this machine ("${said(lines.at(-1) ?? "")}")`,
            {
              cause: error,
            },
          ),
        );
      reject(new Fault("slurm", `${program} failed: ${said(lines[0] || error.message)}`, { cause: error }));
    });
  });
}

/**
 * Submits a script.
 * @param after jobs, or tasks of arrays, that must have ended well before
 * @returns the job's id
 */
export async function submit(script: string, { after = [] }: { after?: readonly string[] } = {}): Promise<string> {
  const dependency = after.length === 0 ? [] : [`--dependency=afterok:${after.join(":")}`, "--kill-on-invalid-dep=yes"];
  const said = await slurm("sbatch", ["--parsable", ...dependency, script]);
  // "12", or "12;cluster" where there are several clusters; a site's own remarks may stand before it.
  const id = /^(\d+)(?:;.*)?$/m.exec(said.trim().split("\n").at(-1) ?? "")?.[1];
  if (id === undefined) throw new Fault("slurm", `sbatch gave no job id: it said "${said.trim()}"`);
  return id;
}

/** Jobs of this user that have not ended: their state by id, tasks of an array as 12_0, 12_1, ... */
export async function queued(): Promise<Map<string, string>> {
  const user = process.getuid?.();
  const said = await slurm("squeue", [
    "--noheader",
    "--array",
    "--format=%i %T",
    ...(user === undefined ? [] : [`--user=${user}`]),
  ]);
  return new Map(
    said
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter((words): words is [string, string] => words.length === 2),
  );
}

export async function cancel(id: string): Promise<void> {
  await slurm("scancel", [id]);
}

/** The folder of sbatch. @returns undefined where it is nowhere on PATH */
export async function slurmPath(): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? "").split(delimiter))
    if (isAbsolute(folder) && (await exists(join(folder, "sbatch")))) return folder;
  return undefined;
}

/** One submission of shards and the merge after them. */
export const submission = z.object({ array: z.string(), merge: z.string().optional(), shards: z.array(z.number()) });

export type Submission = z.infer<typeof submission>;

/** Of the shards that were submitted, those that Slurm still has: the id of each one's task. */
export function queuedShards(
  submissions: readonly Submission[],
  queue: ReadonlyMap<string, string>,
): Map<number, string> {
  const tasks = submissions.flatMap(({ array, shards }) =>
    shards.map((shard): [number, string] => [shard, `${array}_${shard - 1}`]),
  );
  return new Map(tasks.filter(([, task]) => queue.has(task)));
}
