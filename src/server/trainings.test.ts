import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { madeWorkspace } from "../methods/zoobot/madeSurvey.ts";
import { startJobsBy } from "../training/job.ts";
import { openRun, updateRun } from "../training/run.ts";
import { createTrainings } from "./trainings.ts";

test("a run that is resumed before its last process has closed waits for that, and can be stopped", async () => {
  const workspace = await madeWorkspace(30);
  const jobs: { stopped: boolean; close: () => void }[] = [];
  const before = startJobsBy(() => {
    const job = { stopped: false, close: () => {} };
    const done = new Promise<void>((resolve) => {
      job.close = resolve;
    });
    jobs.push(job);
    const stop = () => {
      job.stopped = true;
      job.close();
    };
    return { done, pid: undefined, stop };
  });
  try {
    const trainings = createTrainings(workspace);
    const id = await trainings.start("made", { label: "class", options: {} });
    // What the process writes before it closes.
    await updateRun(await openRun(workspace, id), { status: "stopped" });
    const resumed = trainings.resume(id);
    await new Promise((resolve) => setTimeout(resolve, 100));
    // Two processes would each hold the run: the second one would be refused.
    expect(jobs).toHaveLength(1);
    jobs[0]?.close();
    await resumed;
    await trainings.stop(id);
    expect(jobs.map(({ stopped }) => stopped)).toEqual([false, true]);
    await expect(trainings.stop(id)).rejects.toThrow(/was not started from this page/);
  } finally {
    startJobsBy(before);
    await rm(dirname(workspace.path), { recursive: true, force: true });
  }
});
