/** A folder of cutouts as work for Slurm. */

import { resolve } from "node:path";
import { slurmFolder } from "../../slurm/submissions.ts";
import { removePlan } from "../shards/plan.ts";
import type { SlurmWork } from "../shards/slurmShards.ts";
import { defaultWorkspacePath } from "../workspace.ts";
import { readDone } from "./cutoutFolder.ts";
import { openCutoutPlan } from "./cutoutPlan.ts";
import { beginAgain, type CutoutsRequest, cutoutMergeCommand, cutoutShardCommand, plannedCutouts } from "./cutouts.ts";
import { missingCutouts } from "./mergeCutouts.ts";

export function slurmCutouts(request: CutoutsRequest, workspace: string | undefined): SlurmWork {
  const { folder, command } = request;
  const open = async () => {
    const planned = await openCutoutPlan(folder);
    if (!planned) throw new Error(`no plan in ${folder}`);
    return planned;
  };
  return {
    title: `cutout into ${folder}`,
    name: "cutout",
    command,
    workspace: resolve(workspace ?? defaultWorkspacePath()),
    isThreaded: false,
    folder: slurmFolder(folder, "cutout"),
    async begun() {
      const planned = await openCutoutPlan(folder);
      return planned && { plan: planned.plan, isMerged: (await readDone(folder))?.plan === planned.plan.id };
    },
    async planned(shards, { isAgain }) {
      if (isAgain) await beginAgain(folder);
      const found = await plannedCutouts(request, shards);
      return found.plan ? { plan: found.plan.plan } : { mergedAt: found.done.at };
    },
    isMerged: async (plan) => (await readDone(folder))?.plan === plan.id,
    incomplete: async () => missingCutouts(await open()),
    remove: removePlan,
    shardCommand: (plan, shard) => cutoutShardCommand(plan, shard),
    mergeCommand: (plan) => cutoutMergeCommand(plan),
  };
}
