import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSafetensors } from "../../nn/safetensors.ts";
import { randomStream } from "../../random.ts";
import { nearest } from "../../survey/nearest.ts";
import { openSurvey } from "../../survey/survey.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { withJobsHere } from "../../training/jobsHere.ts";
import { readMetrics } from "../../training/metrics.ts";
import { listRuns, openRun, type Run, updateRun } from "../../training/run.ts";
import { madeWorkspace } from "./madeSurvey.ts";
import { prepareRun, runToResume, startTraining, type TrainingRequest } from "./startTraining.ts";
import { embedSurvey, modelOf, predictSurvey } from "./surveyPredictions.ts";

/** One thread: two of each of two trainings on two cores would wait for each other more than they work. */
const quick = { imageSize: 16, epochs: 2, batchSize: 8, seed: 7, threads: 1 };
/** A network that is compiled in an instant, where it does not matter which one learns. */
const small = { ...quick, network: "lenet", imageSize: 32 };

let workspace: Workspace;
beforeAll(async () => {
  workspace = await madeWorkspace(60);
});
afterAll(() => rm(dirname(workspace.path), { recursive: true, force: true }));

async function prepare(request: TrainingRequest): Promise<Run> {
  return prepareRun(await openSurvey(workspace, "made"), request);
}

async function trainToEnd(run: Run): Promise<void> {
  await withJobsHere(() => startTraining(workspace, run, () => {}).done);
}

let whole: Promise<Run> | undefined;

/** One that was trained without a stop, for every test that needs one. */
function wholeRun(): Promise<Run> {
  whole ??= prepare({ label: "class", options: small }).then(async (run) => {
    await trainToEnd(run);
    return run;
  });
  return whole;
}

/** Every array of a run: parameters, optimiser state, averages. */
async function arraysOf(run: Run): Promise<Record<string, string>> {
  const { parameters } = await readSafetensors(join(run.path, "last.safetensors"));
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { data }]) => [name, Buffer.from(data.buffer).toString("base64")]),
  );
}

describe("training", () => {
  test("gives the same arrays, byte for byte, from the same seed", async () => {
    const [one, two, other] = [
      await prepare({ label: "class", options: { ...quick, threads: 2 } }),
      await prepare({ label: "class", options: { ...quick, threads: 2 } }),
      await prepare({ label: "class", options: { ...quick, threads: 2, seed: 8 } }),
    ];
    for (const run of [one, other]) await trainToEnd(run);
    // In a process of its own, as a person's is: what tests train in theirs is the same.
    await startTraining(workspace, two, () => {}).done;
    expect(await arraysOf(one)).toEqual(await arraysOf(two));
    expect(await arraysOf(other)).not.toEqual(await arraysOf(one));
  });

  test("whose loss is no number any more ends, says that nothing was kept, and is not offered to be resumed", async () => {
    const run = await prepare({ label: "class", options: { ...small, learningRate: 1e38 } });
    await expect(trainToEnd(run)).rejects.toThrow(
      /the loss became \S+ in step \d+; no checkpoint had been written yet: begin again with a lower/,
    );
    const failed = await openRun(workspace, run.id);
    expect(failed.card.status).toBe("failed");
    await expect(runToResume(workspace, run.id)).rejects.toThrow(
      /cannot be resumed: its training diverged.*begin again/,
    );
    await expect(modelOf(failed)).rejects.toThrow(/is failed: its training diverged/);
  });

  test("ends within an epoch where its minutes are over, with a network that predicts", async () => {
    const run = await prepare({ label: "class", options: { ...small, maxMinutes: 1e-5 } });
    await trainToEnd(run);
    const { card } = await openRun(workspace, run.id);
    expect([card.status, Object.keys(card.summary ?? {})]).toEqual([
      "finished",
      ["loss", "accuracy", "balancedAccuracy"],
    ]);
    const metrics = await readMetrics(run);
    expect(metrics.at(-1)).toMatchObject({ kind: "note", step: 1, text: expect.stringContaining("over in epoch 1") });

    // As if it had been killed between its last checkpoint and its report.
    const before = await arraysOf(run);
    await updateRun(await openRun(workspace, run.id), { status: "stopped" });
    await trainToEnd(await runToResume(workspace, run.id));
    expect((await openRun(workspace, run.id)).card.status).toBe("finished");
    expect([await readMetrics(run), await arraysOf(run)]).toEqual([metrics, before]);
  });

  test.each([
    [{ batchSize: 1_000_000 }, /batchSize cannot be 1000000/],
    [{ imageSize: 8 }, /imageSize cannot be 8/],
    [{ zoom: 0 }, /zoom cannot be 0/],
    [{ threads: 0 }, /threads cannot be 0/],
    [{ epochs: 0 }, /epochs cannot be 0/],
    [{ tune: "linear" }, /--tune linear .*--from/],
    [{ tune: "half" }, /tune half|--tune half/],
    [{ network: "resnet19" }, /no network "resnet19"/],
  ])("with %j is refused before there is a run", async (options, message) => {
    const before = (await listRuns(workspace)).length;
    await expect(prepare({ label: "class", options })).rejects.toThrow(message);
    expect(await listRuns(workspace)).toHaveLength(before);
  });

  test("killed at random moments and resumed, ends with the arrays of a run that was never killed", async () => {
    // What is killed is mostly the writing, not the beginning.
    const options = { ...small, epochs: 8, checkpointSeconds: 0 };
    const whole = await prepare({ label: "class", options });
    await trainToEnd(whole);
    const expected = await arraysOf(whole);
    const moments = randomStream(Date.now(), "kill");
    const run = await prepare({ label: "class", options });
    const timers: NodeJS.Timeout[] = [];
    let kills = 0;
    for (;;) {
      const job = startTraining(workspace, kills === 0 ? run : await runToResume(workspace, run.id), () => {
        // Somewhere in the steps, checkpoints and validations that follow a report.
        if (kills < 4)
          timers.push(setTimeout(() => job.pid && process.kill(job.pid, "SIGKILL"), 250 * moments.uniform()));
      });
      const isDone = await job.done.then(
        () => true,
        () => false,
      );
      for (const timer of timers.splice(0)) clearTimeout(timer);
      if (isDone) break;
      kills++;
    }
    expect(kills).toBeGreaterThanOrEqual(3);
    expect(await arraysOf(run)).toEqual(expected);
    expect((await readdir(run.path)).filter((name) => name.endsWith(".part"))).toEqual([]);
    const steps = (await readMetrics(run)).flatMap((metric) => (metric.kind === "step" ? [metric.step] : []));
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
  }, 600_000);

  test("learns votes from another run's encoder, predicts, embeds and finds like objects", async () => {
    const first = await wholeRun();
    const second = await prepare({
      votes: "gz-decals",
      from: first.id,
      options: { epochs: 2, batchSize: 8, threads: 1 },
    });
    await trainToEnd(second);
    const { card } = await openRun(workspace, second.id);
    expect(card.status).toBe("finished");
    expect(card.summary?.meanAbsoluteError).toBeGreaterThan(0);
    expect(await readFile(join(second.path, "report.html"), "utf8")).toContain(second.id);

    // A table that cannot be written, found out late: nothing is stored then.
    const folder = join(workspace.path, "folder.csv");
    await mkdir(folder);
    await expect(
      predictSurvey(await openSurvey(workspace, "made"), await openRun(workspace, second.id), { out: folder }),
    ).rejects.toThrow(/folder\.csv/);
    expect((await openSurvey(workspace, "made")).card.predictions).toEqual([]);

    const out = join(workspace.path, "predictions.csv");
    await predictSurvey(await openSurvey(workspace, "made"), await openRun(workspace, second.id), { out, threads: 1 });
    const [header = "", row = ""] = (await readFile(out, "utf8")).split("\n");
    expect(header.split(",").slice(0, 2)).toEqual(["id_str", "smooth-or-featured-dr5_smooth"]);
    expect(header).toContain("smooth-or-featured-dr5_smooth_concentration");
    expect(row).toMatch(/^587722953303910000,0\./);

    await embedSurvey(await openSurvey(workspace, "made"), await openRun(workspace, first.id), { threads: 1 });
    const found = await nearest(await openSurvey(workspace, "made"), first.id, "587722953303910000", 5);
    expect(found).toHaveLength(5);
    expect(found.map(({ id }) => id)).not.toContain("587722953303910000");
    expect(found.map(({ distance }) => distance)).toEqual(found.map(({ distance }) => distance).sort((a, b) => a - b));
  }, 120_000);

  test("a second process on the same run is refused", async () => {
    const run = await prepare({ label: "class", options: { ...small, epochs: 5000, patience: 5000 } });
    const job = startTraining(workspace, run, () => {});
    await expect.poll(async () => (await openRun(workspace, run.id)).card.status, { timeout: 20_000 }).toBe("running");
    await expect(startTraining(workspace, run, () => {}).done).rejects.toThrow(/run "made-\w+" is being written/);
    await expect(runToResume(workspace, run.id)).rejects.toThrow(/is being trained by another process/);
    job.stop();
    await job.done;
    expect((await openRun(workspace, run.id)).card.status).toBe("stopped");
  }, 60_000);
});
