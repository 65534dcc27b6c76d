import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isRho } from "../../nn/normalWeights.ts";
import { readSafetensors } from "../../nn/safetensors.ts";
import { spelled } from "../../spelled.ts";
import { galaxy, openSurvey, surveyObjects } from "../../survey/survey.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { withJobsHere } from "../../training/jobsHere.ts";
import { openRun, type Run } from "../../training/run.ts";
import { startRun } from "../startRun.ts";
import { madeWorkspace } from "../zoobot/madeSurvey.ts";
import { runToResume, type TrainingMessage } from "../zoobot/startTraining.ts";
import { embedSurvey, predictSurvey } from "../zoobot/surveyPredictions.ts";
import { type BayesianRequest, prepareBayesian } from "./prepareBayesian.ts";

/** Of tests that train more than once: processes begin slowly on a machine that is at work. */
const patience = 180_000;

const quick = {
  network: "lenet",
  imageSize: 16,
  zoom: 0.5,
  epochs: 4,
  batchSize: 8,
  checkpointSeconds: 0,
  threads: 1,
  seed: 7,
};

let workspace: Workspace;
beforeAll(async () => {
  workspace = await madeWorkspace(60);
});
afterAll(() => rm(dirname(workspace.path), { recursive: true, force: true }));

async function prepare(options: BayesianRequest["options"] = {}): Promise<Run> {
  return prepareBayesian(await openSurvey(workspace, "made"), { label: "class", options: { ...quick, ...options } });
}

async function trainToEnd(run: Run, onMessage: (message: TrainingMessage) => void = () => {}): Promise<Run> {
  await withJobsHere(() => startRun(workspace, run, onMessage).done);
  return openRun(workspace, run.id);
}

async function arraysOf(run: Run): Promise<Record<string, string>> {
  const { parameters } = await readSafetensors(join(run.path, "last.safetensors"));
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { data }]) => [name, Buffer.from(data.buffer).toString("base64")]),
  );
}

test(
  "a run that was stopped goes on to the same arrays, byte for byte",
  async () => {
    const validated: number[] = [];
    const whole = await trainToEnd(await prepare(), (message) => {
      if (message.kind !== "metric" || message.metric.kind !== "epoch") return;
      if (message.metric.validation.loss !== undefined) validated.push(message.metric.epoch);
    });
    // Epochs of a few steps: many networks look at the validation objects, so not after each.
    expect(validated).toEqual([1, 4]);
    const stopped = await prepare();
    const job = startRun(workspace, stopped, (message) => {
      if (message.kind === "metric" && message.metric.kind === "epoch" && message.metric.epoch === 2) job.stop();
    });
    await job.done;
    expect((await openRun(workspace, stopped.id)).card.status).toBe("stopped");
    await trainToEnd(await runToResume(workspace, stopped.id));
    expect(await arraysOf(stopped)).toEqual(await arraysOf(whole));
    expect(Object.keys(whole.card.summary ?? {}).map(spelled)).toEqual(
      expect.arrayContaining(["uncertainty calibration error", "uncertainty calibration error of right probabilities"]),
    );
    expect(whole.card.summary?.meanDeviation).toBeCloseTo(0.011, 2);
  },
  patience,
);

test.each([
  { prior: "gaussian", local: true },
  { prior: "laplace-mixture", cost: "pac", temperature: 1 },
  { cost: "likelihood", dropout: 0.2, augment: "turns" },
] as const)("trains with %o", async (options) => {
  const { card } = await trainToEnd(await prepare({ ...options, epochs: 2 }));
  expect(card.status).toBe("finished");
  expect(card.summary?.loss).toBeGreaterThan(0);
});

test(
  "deviations learn as many times faster than the means as was asked for",
  async () => {
    const endOf = async (deviationRate: number) => {
      const { path } = await trainToEnd(await prepare({ deviationRate, epochs: 2 }));
      const { parameters } = await readSafetensors(join(path, "best.safetensors"));
      const rhos = Object.entries(parameters).flatMap(([name, { data }]) => (isRho(name) ? Array.from(data) : []));
      return rhos.reduce((sum, rho) => sum + rho, 0) / rhos.length;
    };
    const start = await endOf(1e-9);
    const [once, tenfold] = [(await endOf(1)) - start, (await endOf(10)) - start];
    expect(once).not.toBe(0);
    expect(tenfold / once).toBeGreaterThan(5);
  },
  patience,
);

test(
  "predictions carry how unsure they are, as columns beside the mean; embeddings are by the mean weights",
  async () => {
    const run = await trainToEnd(await prepare());
    const survey = await openSurvey(workspace, "made");
    await predictSurvey(survey, run, { draws: 20 });
    await embedSurvey(survey, run, {});
    const stored = await openSurvey(workspace, "made");
    const names = ["predictive_entropy", "mutual_information", "logit_std"].map((name) => `${name}@${run.id}`);
    const { ids } = await surveyObjects(stored);
    expect(ids).toHaveLength(60);
    for (const id of ids.slice(0, 10)) {
      const { columns: row } = await galaxy(stored, id);
      const [entropy, mutual, std] = names.map((name) => Number(row[name]));
      expect(Number(row[`bar@${run.id}`]) + Number(row[`disc@${run.id}`])).toBeCloseTo(1, 4);
      expect(entropy).toBeLessThanOrEqual(Math.log(2) + 1e-5);
      expect(mutual).toBeLessThanOrEqual(entropy as number);
      expect(std).toBeGreaterThan(0);
    }
  },
  patience,
);

describe("refuses", () => {
  test.each([
    [{ temperature: 0 }, /--temperature 0: at 0 the prior counts for nothing.*leave out --method bayesian/],
    [{ temperature: -1 }, /must be above 0/],
    [{ priorWidth: 0 }, /priorWidth/],
  ])("%o, with a word why", async (options, words) => {
    await expect(prepare(options)).rejects.toThrow(words);
  });
});

test("a training without numbers ends, says the step and the layer, and keeps the checkpoint before it", async () => {
  const run = await prepare({ learningRate: 1e38 });
  await expect(trainToEnd(run)).rejects.toThrow(/step \d+.*(?:--learning-rate|layer)/);
  const { card } = await openRun(workspace, run.id);
  expect(card.status).toBe("failed");
  const stored = await readSafetensors(join(run.path, "last.safetensors")).catch(() => undefined);
  for (const { data } of Object.values(stored?.parameters ?? {})) expect(data.every(Number.isFinite)).toBe(true);
});
