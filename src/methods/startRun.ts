/** Trains a run by the method it was begun with. */

import type { Workspace } from "../survey/workspace.ts";
import { type Job, moduleBeside } from "../training/job.ts";
import type { Run } from "../training/run.ts";
import { startTraining, type TrainingMessage } from "./zoobot/startTraining.ts";

/** Each method's entry of the process that trains, beside this; zoobot's own is where none is named. */
const entries: Readonly<Record<string, string>> = {
  sidda: "sidda/adaptationJob",
  bayesian: "bayesian/bayesianJob",
  fixmatch: "fixmatch/fixMatchJob",
};

/** Trains a prepared, stopped or failed run in a process of its own, from its last checkpoint if it has one. */
export function startRun(workspace: Workspace, run: Run, onMessage: (message: TrainingMessage) => void): Job {
  const entry = entries[run.card.method];
  return startTraining(
    workspace,
    run,
    onMessage,
    entry === undefined ? undefined : moduleBeside(import.meta.url, entry),
  );
}
