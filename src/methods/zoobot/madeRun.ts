/** A finished run for tests, without training: the package's own network under a run's name. */

import type { Workspace } from "../../survey/workspace.ts";
import { createRun, type Run } from "../../training/run.ts";
import { writeModel } from "./model.ts";
import { bestPath } from "./runFiles.ts";
import { readShippedModel } from "./shippedModel.ts";

export async function madeRun(workspace: Workspace, survey: string): Promise<Run> {
  const model = await readShippedModel();
  const now = new Date(0).toISOString();
  const run = await createRun(workspace, {
    survey,
    method: "zoobot",
    status: "finished",
    createdAt: now,
    finishedAt: now,
    configuration: {},
    task: model.task,
  });
  await writeModel(bestPath(run), model);
  return run;
}
