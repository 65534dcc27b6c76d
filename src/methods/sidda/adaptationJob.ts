/** The process that trains a SIDDA run: see `startRun`. */

import { openWorkspace } from "../../survey/workspace.ts";
import { runAsJob } from "../../training/job.ts";
import { openRun } from "../../training/run.ts";
import { onDevice, type TrainingJob } from "../zoobot/startTraining.ts";
import { adapt } from "./train.ts";

runAsJob<TrainingJob>(async ({ workspace: path, run: id, device }, send, stop) => {
  const workspace = await openWorkspace(path);
  await adapt(workspace, onDevice(await openRun(workspace, id), device), send, stop);
});
