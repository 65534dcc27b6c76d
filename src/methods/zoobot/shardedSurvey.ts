/** A survey embedded or predicted in shards: which plan a shard belongs to, and what becomes of it. */

import { exitCodes, Fault } from "../../fault.ts";
import { type Merged, mergeShards } from "../../survey/shards/merge.ts";
import { lastMerge, makePlan, mergedAt, openPlan, removePlan, type ShardPlan } from "../../survey/shards/plan.ts";
import { shardCommand } from "../../survey/shards/shardCommand.ts";
import type { Survey } from "../../survey/survey.ts";
import type { PredictOptions } from "./predict.ts";
import { computeShard, type KindName, kinds, requireSameWork, type ShardedWork } from "./shardedWork.ts";

/** The plan of this work, or when it was merged. */
export type Planned = { plan: ShardPlan; mergedAt?: undefined } | { plan?: undefined; mergedAt: string };

/**
 * Opens the plan of this work, or makes it where there is none.
 * @param isAgain also where the same was merged before
 * @throws Fault "shards" where the plan is of another number of them; "other-work"
 */
export async function planned(
  survey: Survey,
  work: ShardedWork,
  shards: number,
  { isAgain = false } = {},
): Promise<Planned> {
  const { workspace, card } = survey;
  let there = await openPlan(workspace, card.name, work);
  if (there && lastMerge(card, work)?.plan === there.id) {
    // Its merge was killed before it had cleared away.
    await removePlan(there);
    there = undefined;
  }
  if (!there && !isAgain) {
    const at = await mergedAt(survey, work);
    if (at !== undefined) return { mergedAt: at };
  }
  const plan = there ?? (await makePlan(survey, work, shards, work.batchOf));
  if (plan.shards !== shards)
    throw new Fault(
      "shards",
      `${work.what} ${card.name} by ${work.by} was begun in ${plan.shards} shards, not ${shards}: go on with those, or ` +
        `begin again (almagest slurm ${work.what} --again)`,
      { exitCode: exitCodes.usage },
    );
  requireSameWork(plan, work);
  return { plan };
}

export interface ShardDone {
  objects: number;
  /** Objects of it that an earlier run of this shard had computed. */
  before: number;
  /** Set where all shards were merged before: then nothing was done. */
  mergedAt?: string;
}

/** Computes what is missing of one shard. @param shard 1 to `shards` */
export async function runShard(
  survey: Survey,
  work: ShardedWork,
  { shard, of }: { shard: number; of: number },
  options: Omit<PredictOptions, "views">,
): Promise<ShardDone> {
  const found = await planned(survey, work, of);
  if (!found.plan) return { objects: 0, before: 0, mergedAt: found.mergedAt };
  return computeShard(found.plan, work, shard, options);
}

/**
 * Merges all shards into the survey, or finds that they were.
 * @throws Fault "no-plan" where there is nothing to merge; "missing-shards"
 */
export async function mergeSurvey(
  survey: Survey,
  kind: KindName,
  by: string,
  options: { onProgress?: (done: number, total: number) => void } = {},
): Promise<Merged & { mergedAt?: string }> {
  const { workspace, card } = survey;
  const plan = await openPlan(workspace, card.name, { what: kind, by });
  if (plan) {
    const rerun = (shard: number) => shardCommand(plan, workspace, shard);
    return mergeShards(workspace, plan, kinds[kind].storing(plan), rerun, options);
  }
  const last = lastMerge(card, { what: kind, by });
  if (last) return { objects: 0, gone: 0, isNew: false, mergedAt: last.at };
  throw new Fault(
    "no-plan",
    `there are no shards of ${kind} ${card.name} by ${by} to merge: compute them with almagest ${kind} --shard 1/4 and so on, or with almagest slurm ${kind}`,
  );
}
