/** Shards of any work as jobs of Slurm: submitted, gone on with, followed to the merge. */

import { setTimeout as sleep } from "node:timers/promises";
import { counted } from "../../counted.ts";
import { exitCodes, Fault } from "../../fault.ts";
import { shellWord } from "../../shellWord.ts";
import { cancel, queued, queuedShards, slurmPath, submit } from "../../slurm/queue.ts";
import { type Job, mergeScript, shardsScript } from "../../slurm/script.ts";
import { readSubmissions, type SlurmFolder, writeScripts, writeSubmissions } from "../../slurm/submissions.ts";
import { shardStates } from "./part.ts";
import type { ShardPlan } from "./plan.ts";

/** What is to be computed in shards, and what has become of it. */
export interface SlurmWork {
  /** As messages call it: embed gz2 by gz2-4k2j9a. */
  title: string;
  /** Of the jobs, as squeue shows it. */
  name: string;
  /** Words of the command that every shard runs, without almagest before them. */
  command: readonly string[];
  /** Absolute path of the workspace. */
  workspace: string;
  /** Whether the command asks for --threads. */
  isThreaded: boolean;
  folder: SlurmFolder;
  /** Work that was begun, merged or not. */
  begun(): Promise<{ plan: ShardPlan; isMerged: boolean } | undefined>;
  /** Opens or makes the plan; or says when all of it was merged. */
  planned(
    shards: number,
    how: { isAgain: boolean },
  ): Promise<{ plan: ShardPlan } | { plan?: undefined; mergedAt: string }>;
  isMerged(plan: ShardPlan): Promise<boolean>;
  /** Shards that are missing, or damaged. */
  incomplete(plan: ShardPlan): Promise<number[]>;
  remove(plan: ShardPlan): Promise<void>;
  shardCommand(plan: ShardPlan, shard: number): string;
  mergeCommand(plan: ShardPlan): string;
}

export interface SlurmRequest {
  shards: number;
  /** Go on with what was begun. */
  isResumed: boolean;
  /** Drop what was begun or merged. */
  isAgain: boolean;
  /** How many shards may run at the same time. */
  atOnce?: number;
  job: Pick<Job, "node" | "almagest" | "resources" | "before">;
  /** Further words of the command that every shard runs. */
  words: readonly string[];
}

export interface Submitted {
  plan: ShardPlan;
  folder: SlurmFolder;
  /** Shards that were submitted now. */
  submitted: number[];
  /** Shards that an earlier submission still has in the queue. */
  waiting: number[];
  array?: string;
  merge?: string;
}

/** The scripts for these shards, as they would be submitted. */
export async function slurmScripts(
  work: SlurmWork,
  request: SlurmRequest,
  wanted: readonly number[] = Array.from({ length: request.shards }, (_, i) => i + 1),
): Promise<{ shards: string; merge: string }> {
  const job: Job = {
    ...request.job,
    name: work.name,
    command: work.command,
    workspace: work.workspace,
    logs: work.folder.logs,
    shards: request.shards,
    isThreaded: work.isThreaded,
    slurmPath: await slurmPath(),
  };
  return {
    shards: shardsScript({ ...job, command: [...work.command, ...request.words] }, wanted, request.atOnce),
    merge: mergeScript(job),
  };
}

/**
 * Submits the shards that are not complete and not in the queue, then the merge.
 * @returns when all of it had been merged before, instead
 * @throws Fault "begun" where shards were submitted or computed before and nobody said what to do with them; "no-slurm"
 * where there is no sbatch, "slurm-away" where it has no cluster: the scripts are written, and the message says how to go on without it
 */
export async function submitShards(work: SlurmWork, request: SlurmRequest): Promise<Submitted | { mergedAt: string }> {
  const { folder } = work;
  const { plan: begun, isMerged } = (await work.begun()) ?? {};
  const submissions = await readSubmissions(folder);
  const queue = begun && submissions.length > 0 ? await queued() : new Map<string, string>();
  const waiting = queuedShards(submissions, queue);
  if (begun && !isMerged && !request.isResumed && !request.isAgain) {
    // A plan alone, of a machine without Slurm or of a submission that was refused, is nothing to choose about.
    const isTouched = submissions.length > 0 || (await shardStates(begun)).some(({ written }) => written > 0);
    if (isTouched) throw alreadyBegun(work, begun, await work.incomplete(begun));
  }
  if (begun && request.isAgain) {
    if (waiting.size > 0)
      throw new Fault(
        "begun",
        `Slurm still has ${counted(waiting.size, "shard")} of ${work.title}: first scancel ${[...waiting.values()].join(" ")}`,
      );
    await work.remove(begun);
  }
  const found = await work.planned(request.shards, { isAgain: request.isAgain });
  if (!found.plan) return { mergedAt: found.mergedAt };
  const { plan } = found;

  const submitted = (await work.incomplete(plan)).filter((shard) => !waiting.has(shard));
  const earlier = submissions.flatMap(({ merge }) => (merge !== undefined && queue.has(merge) ? [merge] : []));
  const result = { plan, folder, submitted, waiting: [...waiting.keys()].sort((a, b) => a - b) };
  if (submitted.length === 0 && earlier[0] !== undefined) return { ...result, merge: earlier[0] };

  const scripts = await slurmScripts(work, request, submitted);
  await writeScripts(folder, submitted.length > 0 ? scripts : { merge: scripts.merge });
  // An earlier merge waits for shards of its own alone.
  for (const merge of earlier) await cancel(merge);
  let array: string | undefined;
  try {
    if (submitted.length > 0) {
      array = await submit(folder.shardsScript);
      submissions.push({ array, shards: submitted });
      await writeSubmissions(folder, submissions);
    }
    const merge = await submit(folder.mergeScript, { after: [...(array ? [array] : []), ...waiting.values()] });
    await writeSubmissions(folder, [
      ...submissions.slice(0, -1),
      ...submissions.slice(-1).map((last) => ({ ...last, merge })),
    ]);
    return { ...result, array, merge };
  } catch (error) {
    if (error instanceof Fault && ["no-slurm", "slurm-away"].includes(error.code))
      throw withoutSlurm(error, work, plan, submitted);
    throw error;
  }
}

function alreadyBegun({ title }: SlurmWork, { shards }: ShardPlan, incomplete: readonly number[]): Fault {
  return new Fault(
    "begun",
    `${title} was begun already, and ${shards - incomplete.length} of ${shards} shards are complete: ` +
      "go on with --resume, or drop them and begin anew with --again",
    { exitCode: exitCodes.usage },
  );
}

function withoutSlurm({ code, message }: Fault, work: SlurmWork, plan: ShardPlan, wanted: readonly number[]): Fault {
  const { folder } = work;
  const first = wanted[0];
  const arrayFirst = first === undefined ? "" : `sbatch ${folder.shardsScript}, and after it `;
  const byHand =
    first === undefined
      ? ""
      : `${work.shardCommand(plan, first)}${wanted.length > 1 ? ` and so on to ${wanted.at(-1)}/${plan.shards}` : ""}, then `;
  return new Fault(
    code,
    `${message}, so nothing was submitted. On the cluster: ${arrayFirst}sbatch ${folder.mergeScript}. ` +
      `Or without Slurm: ${byHand}${work.mergeCommand(plan)}. Kept: the plan (${plan.path}) and the scripts; the same command goes on with them`,
  );
}

const firstPollSeconds = 1;
const slowestPollSeconds = 15;
/** A shared file system may show what a job wrote some seconds after the job has left the queue. */
const patiencePolls = 5;

/**
 * Waits until the shards are merged.
 * @param onProgress parts written, of all; shards complete
 * @throws Fault "shards-failed" that names what ended without being complete; what `signal` was aborted with
 */
export async function followShards(
  work: SlurmWork,
  { plan, folder }: Pick<Submitted, "plan" | "folder">,
  { onProgress, signal }: { onProgress: (done: number, total: number, shards: number) => void; signal: AbortSignal },
): Promise<void> {
  const submissions = await readSubmissions(folder);
  let without = 0;
  for (let poll = 0; ; poll++) {
    if (await work.isMerged(plan)) return;
    const states = await shardStates(plan);
    const complete = states.filter(({ parts, written }) => written === parts).length;
    onProgress(
      states.reduce((sum, { written }) => sum + written, 0),
      states.reduce((sum, { parts }) => sum + parts, 0),
      complete,
    );
    // A controller that is away for a moment is no reason to give up.
    const queue = await queued().catch(() => undefined);
    const isQueued =
      !queue ||
      queuedShards(submissions, queue).size > 0 ||
      submissions.some(({ merge }) => merge !== undefined && queue.has(merge));
    without = isQueued ? 0 : without + 1;
    if (without > patiencePolls) throw await failed(work, plan);
    const seconds = isQueued ? Math.min(slowestPollSeconds, firstPollSeconds * 1.2 ** poll) : firstPollSeconds;
    await sleep(seconds * 1000, undefined, { signal });
  }
}

async function failed(work: SlurmWork, plan: ShardPlan): Promise<Fault> {
  const incomplete = await work.incomplete(plan);
  const { logs } = work.folder;
  const { shards, command } = plan;
  if (incomplete.length === 0)
    return new Fault(
      "shards-failed",
      `all ${shards} shards are complete, but the merge ended early (see merge-*.log in ${logs}): run ${work.mergeCommand(plan)}`,
    );
  const several = incomplete.length > 1;
  return new Fault(
    "shards-failed",
    `shard${several ? "s" : ""} ${incomplete.join(", ")} of ${shards} left the queue without being complete (see ${logs}): ` +
      `go on with almagest slurm ${command.map(shellWord).join(" ")} --shards ${shards} --resume`,
  );
}
