/** A survey that a network embeds or predicts, as work for Slurm. */

import { slurmFolder } from "../../slurm/submissions.ts";
import { readCard } from "../../survey/card.ts";
import { incompleteShards } from "../../survey/shards/merge.ts";
import { lastMerge, openPlan, removePlan, workName } from "../../survey/shards/plan.ts";
import { mergeCommand, shardCommand } from "../../survey/shards/shardCommand.ts";
import type { SlurmWork } from "../../survey/shards/slurmShards.ts";
import type { Survey } from "../../survey/survey.ts";
import { planned } from "./shardedSurvey.ts";
import type { ShardedWork } from "./shardedWork.ts";

export function slurmSurvey(survey: Survey, work: ShardedWork): SlurmWork {
  const { workspace, card } = survey;
  return {
    title: `${work.what} ${card.name} by ${work.by}`,
    name: `${work.what}-${card.name}`,
    command: work.command,
    workspace: workspace.path,
    isThreaded: true,
    folder: slurmFolder(workspace.path, workName(card.name, work)),
    async begun() {
      const plan = await openPlan(workspace, card.name, work);
      return plan && { plan, isMerged: lastMerge(card, work)?.plan === plan.id };
    },
    planned: (shards, how) => planned(survey, work, shards, how),
    async isMerged(plan) {
      const now = await readCard(workspace, card.name);
      return now !== undefined && lastMerge(now, plan)?.plan === plan.id;
    },
    incomplete: incompleteShards,
    remove: removePlan,
    shardCommand: (plan, shard) => shardCommand(plan, workspace, shard),
    mergeCommand: (plan) => mergeCommand(plan, workspace),
  };
}
