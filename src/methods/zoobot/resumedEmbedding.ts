/** A survey embedded by one process that may be killed at any moment: run again it goes on with the parts that are there. */

import { storeRepresentations } from "../../explore/storedComponents.ts";
import { exitCodes, Fault } from "../../fault.ts";
import { endToEnd, partsOf, readPart } from "../../survey/shards/part.ts";
import {
  isPlanOf,
  lastMerge,
  makePlan,
  openPlan,
  readShardObjects,
  removePlan,
  type ShardPlan,
} from "../../survey/shards/plan.ts";
import type { Survey } from "../../survey/survey.ts";
import type { PredictOptions } from "./predict.ts";
import { computeShard, requireSameWork, type ShardedWork } from "./shardedWork.ts";

export interface ResumeOptions extends Omit<PredictOptions, "views"> {
  /** What an earlier run computed is dropped. */
  isAgain?: boolean;
  /** Of an earlier run's objects, computed since `since` (ISO 8601). */
  onResumed?: (before: number, objects: number, since: string) => void;
}

export interface ResumedEmbedding {
  objects: number;
  dimension: number;
  /** Objects that an earlier run had computed. */
  before: number;
}

/**
 * Stores the representation of every object; until all are there, the survey is as it was.
 * @param work as `kinds.embed.prepare` gives it
 * @throws Fault "other-work" where shards of other weights, or of the survey as it was, wait to be merged; "image"; what
 * `signal` was aborted with: what was computed stays
 */
export async function embedResumed(
  survey: Survey,
  work: ShardedWork,
  { isAgain = false, onResumed = () => {}, onProgress = () => {}, ...options }: ResumeOptions = {},
): Promise<ResumedEmbedding> {
  const { workspace, card } = survey;
  const plan = (await begun(survey, work, isAgain)) ?? (await makePlan(survey, work, 1, work.batchOf));
  let [before, done] = [0, 0];
  const shards = Array.from({ length: plan.shards }, (_, i) => i + 1);
  for (const shard of shards) for (const { to, from } of await writtenParts(plan, shard)) before += to - from;
  if (before > 0) onResumed(before, plan.objects, plan.createdAt);
  for (const shard of shards) {
    const from = done;
    const { objects } = await computeShard(plan, work, shard, {
      ...options,
      onProgress: (of) => onProgress(from + of, plan.objects),
    });
    done += objects;
  }
  const ids: string[] = [];
  const pieces = [];
  for (const shard of shards) {
    ids.push(...(await readShardObjects(plan, shard)).ids);
    for (const part of partsOf(plan, shard)) pieces.push((await readPart(plan, part)) ?? lost(plan));
  }
  const { data, shape } = endToEnd(pieces).view0 ?? lost(plan);
  const dimension = shape[1] as number;
  await storeRepresentations(workspace, card.name, work.by, ids, data, dimension);
  await removePlan(plan);
  return { objects: ids.length, dimension, before };
}

/** What an earlier run left, where it is of the same work. */
async function begun(survey: Survey, work: ShardedWork, isAgain: boolean): Promise<ShardPlan | undefined> {
  const { workspace, card } = survey;
  const plan = await openPlan(workspace, card.name, work);
  if (!plan || (!isAgain && lastMerge(card, work)?.plan !== plan.id && (await isPlanOf(plan, survey, work))))
    return plan;
  if (!isAgain && plan.shards > 1 && lastMerge(card, work)?.plan !== plan.id) {
    requireSameWork(plan, work);
    throw new Fault(
      "other-work",
      `${plan.shards} shards of ${plan.what} ${plan.survey} by ${plan.by} were begun before the survey changed: merge those ` +
        "first (--merge), or drop them and begin anew (--again)",
      { exitCode: exitCodes.usage },
    );
  }
  await removePlan(plan);
  return undefined;
}

async function writtenParts(plan: ShardPlan, shard: number) {
  const parts = [];
  for (const part of partsOf(plan, shard)) if (await readPart(plan, part)) parts.push(part);
  return parts;
}

function lost({ path }: ShardPlan): never {
  throw new Fault("no-plan", `what was computed at ${path} was removed meanwhile: run the same command again`);
}
