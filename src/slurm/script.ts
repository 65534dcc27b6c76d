/** The scripts that Slurm runs: one of an array of shards, one of the merge after them. */

import { shellWord } from "../shellWord.ts";

/** What a job asks the cluster for, as sbatch takes it; what is left out is the cluster's default. */
export interface Resources {
  time: string;
  memory: string;
  cpus: number;
  partition?: string;
  account?: string;
  /** Further options of sbatch, such as --gres=gpu:1. */
  options: readonly string[];
}

export interface Job {
  /** As squeue shows it. */
  name: string;
  /** Absolute paths of Node and of almagest's entry. */
  node: string;
  almagest: string;
  /** What almagest is to do, without --shard or --merge. */
  command: readonly string[];
  /** Absolute paths. */
  workspace: string;
  logs: string;
  shards: number;
  /** Whether the command takes --threads. */
  isThreaded?: boolean;
  resources: Resources;
  /** Folder of Slurm's own commands, which a node's PATH may lack. */
  slurmPath?: string;
  /** Commands of the shell that make a node ready, such as module load. */
  before: readonly string[];
}

/** Killed (a full memory, a failing node) or out of time, a job goes back into the queue so often. */
const restarts = 5;
/** Before its time is up, a job is told so: enough to end the batch it is in. */
const warningSeconds = 60;

/** @param wanted shards to compute, 1 or more; @param atOnce how many may run at the same time */
export function shardsScript(job: Job, wanted: readonly number[], atOnce?: number): string {
  const array = `${ranges(wanted.map((shard) => shard - 1))}${atOnce === undefined ? "" : `%${atOnce}`}`;
  return script(job, {
    title: `# Each task of this array computes one shard, and goes on where an earlier run of it ended.`,
    directives: [`--array=${array}`, `--cpus-per-task=${job.resources.cpus}`, ...job.resources.options],
    log: "%A_%a.log",
    // Slurm counts from 0, a person from 1.
    arguments: `--shard "$((SLURM_ARRAY_TASK_ID + 1))/${job.shards}"${job.isThreaded === false ? "" : ` --threads ${job.resources.cpus}`}`,
    itself: `"\${SLURM_ARRAY_JOB_ID}_\${SLURM_ARRAY_TASK_ID}"`,
  });
}

export function mergeScript(job: Job): string {
  return script(job, {
    title: "# Writes what all shards computed into the survey, once; submitted to run after them.",
    directives: ["--cpus-per-task=1"],
    log: "merge-%j.log",
    arguments: "--merge",
    itself: `"$SLURM_JOB_ID"`,
  });
}

interface Task {
  title: string;
  directives: readonly string[];
  log: string;
  arguments: string;
  itself: string;
}

function script(job: Job, task: Task): string {
  const { time, memory, partition, account } = job.resources;
  const directives = [
    `--job-name=${job.name}`,
    ...task.directives,
    `--time=${time}`,
    `--mem=${memory}`,
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    ...(account === undefined ? [] : [`--account=${account}`]),
    `--output=${directiveWord(`${job.logs.replaceAll("%", "%%")}/${task.log}`)}`,
    "--open-mode=append",
    "--requeue",
    `--signal=B:USR1@${warningSeconds}`,
    // Nothing of the shell that submits: what runs by hand runs here, and the other way round.
    "--export=NONE",
  ];
  return `#!/bin/bash
${task.title}
# Written by almagest slurm; by hand: sbatch <this file>
${directives.map((directive) => `#SBATCH ${directive}`).join("\n")}

node=${shellWord(job.node)}
almagest=${shellWord(job.almagest)}
workspace=${shellWord(job.workspace)}
${job.before.map((line) => `\n${line}`).join("")}
unset NODE_OPTIONS ALMAGEST_WORKSPACE${job.slurmPath === undefined ? "" : `\nPATH=${shellWord(job.slurmPath)}:"$PATH"`}

# Out of memory, on a failing node or out of time: back into the queue, but not for ever.
again() {
  restarts=\${SLURM_RESTART_COUNT:-0}
  if [ "$restarts" -ge ${restarts} ]; then
    echo "given up after $restarts restarts: $1"
  elif scontrol requeue ${task.itself}; then
    echo "back into the queue: $1"
  else
    echo "not back into the queue, which Slurm refused: $1"
  fi
  exit "$code"
}

process=
out_of_time=
ended=
end() { ended=yes; [ -z "$process" ] || kill -TERM "$process"; }
trap 'out_of_time=yes; end' USR1
trap end TERM
"$node" "$almagest" ${job.command.map(shellWord).join(" ")} ${task.arguments} --workspace "$workspace" &
process=$!
# By a signal that came before its number was known.
[ -z "$ended" ] || kill -TERM "$process"
# A signal ends a wait early.
while kill -0 "$process" 2>/dev/null; do wait "$process"; done
wait "$process"
code=$?
[ -n "$out_of_time" ] && [ "$code" -ne 0 ] && again "its time is up"
[ "$code" -eq 137 ] && again "it was killed"
exit "$code"
`;
}

/** A word in a line that sbatch reads: in quotes, and those in it behind a backslash. */
function directiveWord(word: string): string {
  return `"${word.replace(/["\\]/g, "\\$&")}"`;
}

/** 0, 1, 2, 5 as 0-2,5. */
export function ranges(indices: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const index of [...indices].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && index === last[1] + 1) last[1] = index;
    else runs.push([index, index]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(",");
}
