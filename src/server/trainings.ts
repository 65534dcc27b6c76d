/** Training that was started from the page: each in a process of its own, stopped with the server. */

import { Fault } from "../fault.ts";
import { startRun } from "../methods/startRun.ts";
import { prepareRun, runToResume, type TrainingRequest } from "../methods/zoobot/startTraining.ts";
import { openSurvey } from "../survey/survey.ts";
import type { Workspace } from "../survey/workspace.ts";
import type { Device } from "../tensor/device.ts";
import type { Job } from "../training/job.ts";
import { openRun, type Run } from "../training/run.ts";

export interface Trainings {
  start(survey: string, request: TrainingRequest): Promise<string>;
  resume(id: string): Promise<void>;
  /** Its checkpoint is written first. */
  stop(id: string): Promise<void>;
  stopAll(): Promise<void>;
}

/** @param device where the runs begun here are computed */
export function createTrainings(workspace: Workspace, device: Device = "cpu"): Trainings {
  const jobs = new Map<string, Job>();
  const begin = (run: Run) => {
    const job = startRun(workspace, run, () => {});
    jobs.set(run.id, job);
    // Its end, good or bad, stands on the run's card, where the page reads it.
    // It may be resumed before the process that wrote that has closed: then another's job stands here.
    job.done.catch(() => {}).finally(() => jobs.get(run.id) === job && jobs.delete(run.id));
  };
  return {
    async start(survey, request) {
      const options = { ...request.options, device };
      const run = await prepareRun(await openSurvey(workspace, survey), { ...request, options });
      begin(run);
      return run.id;
    },
    async resume(id) {
      // Its card says that it stopped a moment before the process that wrote that has let go of it.
      if ((await openRun(workspace, id)).card.status !== "running") await jobs.get(id)?.done.catch(() => {});
      begin(await runToResume(workspace, id));
    },
    async stop(id) {
      await openRun(workspace, id);
      const job = jobs.get(id);
      if (!job) throw new Fault("not-ours", `run "${id}" was not started from this page: stop it where it was started`);
      job.stop();
      await job.done.catch(() => {});
    },
    async stopAll() {
      const running = [...jobs.values()];
      for (const job of running) job.stop();
      await Promise.all(running.map((job) => job.done.catch(() => {})));
    },
  };
}
