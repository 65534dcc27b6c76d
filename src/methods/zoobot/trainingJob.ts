/** The process that trains a run: see `startTraining`. */

import { openWorkspace } from "../../survey/workspace.ts";
import { runAsJob } from "../../training/job.ts";
import { openRun } from "../../training/run.ts";
import { train } from "./train.ts";

runAsJob<{ workspace: string; run: string }>(async ({ workspace: path, run: id }, send, stop) => {
  const workspace = await openWorkspace(path);
  await train(workspace, await openRun(workspace, id), send, stop);
});
