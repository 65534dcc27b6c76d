/** --shard and --merge of every command that works on a survey in shards. */

import { InvalidArgumentError, Option } from "commander";
import { counted } from "../counted.ts";
import { exitCodes, Fault } from "../fault.ts";
import { mergeSurvey, runShard } from "../methods/zoobot/shardedSurvey.ts";
import type { KindName, ShardedWork } from "../methods/zoobot/shardedWork.ts";
import type { Survey } from "../survey/survey.ts";
import type { Device } from "../tensor/device.ts";
import { interruptible } from "./interruption.ts";
import { printJson, printLine, remark } from "./output.ts";
import { startProgress } from "./progress.ts";

export interface ShardOptions {
  shard?: { shard: number; of: number };
  merge?: boolean;
}

export function shardOption(): Option {
  return new Option("--shard <k/n>", "only part k of n, kept beside the survey until --merge: see almagest slurm")
    .argParser(writtenShard)
    .conflicts("merge");
}

export function mergeOption(): Option {
  return new Option("--merge", "write what the shards computed into the survey, when all are complete");
}

function writtenShard(text: string): { shard: number; of: number } {
  const [, shard, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text)?.map(Number) ?? [];
  if (shard === undefined || of === undefined || shard < 1 || shard > of)
    throw new InvalidArgumentError("it must be a shard of several, such as 2/4: the second of four.");
  return { shard, of };
}

interface Talk {
  json: boolean;
  quiet: boolean;
}

export async function computeOneShard(
  survey: Survey,
  work: ShardedWork,
  wanted: { shard: number; of: number },
  { threads, device }: { threads: number; device?: Device },
  { json, quiet }: Talk,
): Promise<void> {
  const { name } = survey.card;
  const { shard, of } = wanted;
  const progress = startProgress({ quiet });
  const result = await interruptible((signal) =>
    runShard(survey, work, wanted, {
      threads,
      device,
      signal,
      onProgress: (done, total) =>
        progress.report(done / total, `${work.what}, shard ${shard}/${of}: ${done} of ${total}`),
    }).catch((error) => {
      if (!signal.aborted || error instanceof Fault) throw error;
      throw new Fault("interrupted", `interrupted: shard ${shard}/${of} keeps what it has, and goes on from there`, {
        exitCode: exitCodes.interrupted,
        cause: error,
      });
    }),
  ).finally(() => progress.end());
  const { objects, before, mergedAt } = result;
  if (json) printJson({ survey: name, by: work.by, shard, shards: of, objects, before, mergedAt });
  else if (mergedAt !== undefined) printLine(mergedBefore(name, work.what, work.by, mergedAt));
  else
    printLine(
      `${name}: shard ${shard}/${of} is complete: ${counted(objects, "object")}` +
        (before > 0 ? `, of which ${before} had been computed before` : ""),
    );
}

export async function mergeAll(survey: Survey, kind: KindName, by: string, { json, quiet }: Talk): Promise<void> {
  const { name } = survey.card;
  const progress = startProgress({ quiet });
  const { objects, isNew, gone, mergedAt } = await mergeSurvey(survey, kind, by, {
    onProgress: (done, total) => progress.report(done / total, `merging: ${done} of ${total}`),
  }).finally(() => progress.end());
  if (gone > 0)
    remark(`${counted(gone, "object")} of the shards ${gone === 1 ? "is" : "are"} no longer in the survey: left out`, {
      quiet,
    });
  if (json) printJson({ survey: name, by, merged: isNew, objects: objects - gone, gone, mergedAt });
  else if (isNew) printLine(`${name}: ${kind} of ${counted(objects - gone, "object")} by ${by} merged`);
  else printLine(mergedBefore(name, kind, by, mergedAt));
}

function mergedBefore(name: string, what: string, by: string, at: string | undefined): string {
  return `${name}: ${what} by ${by} was merged before${at === undefined ? "" : ` (${at})`}: nothing to do`;
}
