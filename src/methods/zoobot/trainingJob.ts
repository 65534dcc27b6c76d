/** The process that trains a run: see `startTraining`. */

import { openWorkspace } from "../../survey/workspace.ts";
import { runAsJob } from "../../training/job.ts";
import { openRun } from "../../training/run.ts";
import { onDevice, type TrainingJob } from "./startTraining.ts";
import { train } from "./train.ts";

runAsJob<TrainingJob>(async ({ workspace: path, run: id, device }, send, stop) => {
  const workspace = await openWorkspace(path);
  await train(workspace, onDevice(await openRun(workspace, id), device), send, stop);
});
