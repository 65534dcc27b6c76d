/** The process that trains a FixMatch run: see `startRun`. */

import { openWorkspace } from "../../survey/workspace.ts";
import { runAsJob } from "../../training/job.ts";
import { openRun } from "../../training/run.ts";
import { onDevice, type TrainingJob } from "../zoobot/startTraining.ts";
import { trainFixMatch } from "./train.ts";

runAsJob<TrainingJob>(async ({ workspace: path, run: id, device }, send, stop) => {
  const workspace = await openWorkspace(path);
  await trainFixMatch(workspace, onDevice(await openRun(workspace, id), device), send, stop);
});
