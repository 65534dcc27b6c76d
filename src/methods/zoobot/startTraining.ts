/** Begins, or goes on with, a run that learns from a survey's labels or votes; the work is done in another process. */

import { join } from "node:path";
import { counted } from "../../counted.ts";
import { exitCodes, Fault } from "../../fault.ts";
import { type Survey, surveyLabels, surveyObjects, surveyVotes } from "../../survey/survey.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { type Examples, writeExamples } from "../../training/examples.ts";
import { type Job, startJob } from "../../training/job.ts";
import type { Metric } from "../../training/metrics.ts";
import { createRun, openRun, type Run, type Task } from "../../training/run.ts";
import { type Configuration, configuration, defaults } from "./configuration.ts";
import { zoomFor } from "./galaxySize.ts";
import { readModel } from "./model.ts";

export interface TrainingRequest {
  /** Exactly one of label column and decision tree. */
  label?: string;
  votes?: string;
  /** Run whose encoder to begin with. */
  from?: string;
  options: Partial<Configuration>;
}

/** What the training process tells while it works. */
export type TrainingMessage =
  | { kind: "metric"; metric: Metric; epochs: number; steps: number }
  | { kind: "talk"; text: string }
  | { kind: "stopped" };

/** @throws Fault where the survey lacks what is asked for, or the run to begin with */
export async function prepareRun(survey: Survey, { label, votes, from, options }: TrainingRequest): Promise<Run> {
  if ((label === undefined) === (votes === undefined))
    throw new Fault("usage", "name what to learn: either --label <column> or --votes <tree>", {
      exitCode: exitCodes.usage,
    });
  const source = from === undefined ? undefined : await openRun(survey.workspace, from);
  const model = source && (await readModel(bestPath(source)));
  const { task, examples } =
    label === undefined ? await voteExamples(survey, votes) : await labelExamples(survey, label);
  const count = examples.splits.filter((split) => split === "train").length;
  if (count < 2)
    throw new Fault(
      "too-few-examples",
      `survey "${survey.card.name}" has ${counted(count, "training example")} ${label ? `with label "${label}"` : "with votes"}: at least 2 are needed`,
    );
  const trainImages = examples.images.filter((_, i) => examples.splits[i] === "train");
  const asked: Configuration = {
    seed: defaults.seed,
    epochs: options.maxMinutes === undefined ? defaults.epochs : defaults.mostEpochs,
    batchSize: Math.min(defaults.batchSize, count),
    imageSize: model?.imageSize ?? defaults.imageSize,
    zoom: options.zoom ?? (await zoomFor(trainImages)),
    learningRate: model ? defaults.fineTuningRate : defaults.learningRate,
    patience: defaults.patience,
    balance: defaults.balance,
    flips: true,
    frozen: false,
    threads: defaults.threads,
    checkpointSeconds: defaults.checkpointSeconds,
    ...defined(options),
  };
  checkConfiguration(asked, from);
  const run = await createRun(survey.workspace, {
    survey: survey.card.name,
    method: "zoobot",
    status: "stopped",
    createdAt: new Date().toISOString(),
    configuration: asked,
    task,
    from,
  });
  await writeExamples(run, examples);
  return run;
}

function checkConfiguration(asked: Configuration, from: string | undefined): void {
  const usage = (message: string) => new Fault("usage", message, { exitCode: exitCodes.usage });
  if (asked.frozen && from === undefined)
    throw usage("--frozen leaves an encoder as it is: name the run it comes from with --from");
  const parsed = configuration.safeParse(asked);
  const [issue] = parsed.error?.issues ?? [];
  if (issue)
    throw usage(`${issue.path.join(".")} cannot be ${asked[issue.path[0] as keyof Configuration]}: ${issue.message}`);
}

function defined<T extends object>(options: T): T {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as T;
}

async function labelExamples(survey: Survey, column: string): Promise<{ task: Task; examples: Examples }> {
  const [objects, labels] = [await surveyObjects(survey), await surveyLabels(survey, column)];
  const classes = [...new Set(labels.filter((label) => label !== null))].sort();
  if (classes.length < 2 || classes.length > 100)
    throw new Fault(
      "classes",
      `label "${column}" of survey "${survey.card.name}" has ${counted(classes.length, "class", "classes")}: 2 to 100 can be learnt`,
    );
  const kept = labels.flatMap((label, i) => (label === null ? [] : [i]));
  const targets = kept.map((i) => classes.map((name) => (name === labels[i] ? 1 : 0)));
  return { task: { kind: "labels", column, classes }, examples: pinned(objects, kept, targets) };
}

async function voteExamples(survey: Survey, treeName?: string): Promise<{ task: Task; examples: Examples }> {
  const objects = await surveyObjects(survey);
  const { tree, counts } = await surveyVotes(survey, treeName);
  const answers = counts.length / Math.max(1, objects.ids.length);
  const rows = objects.ids.map((_, i) => Array.from(counts.subarray(i * answers, (i + 1) * answers)));
  const kept = rows.flatMap((row, i) => (row.some((count) => count > 0) ? [i] : []));
  return {
    task: { kind: "votes", tree },
    examples: pinned(
      objects,
      kept,
      kept.map((i) => rows[i] ?? []),
    ),
  };
}

function pinned(
  { ids, images, splits }: Awaited<ReturnType<typeof surveyObjects>>,
  kept: readonly number[],
  targets: number[][],
): Examples {
  return {
    ids: kept.map((i) => ids[i] ?? ""),
    images: kept.map((i) => images[i] ?? ""),
    splits: kept.map((i) => splits[i] ?? "train"),
    targets,
  };
}

/** The parameters that did best in validation: what predicts. */
export function bestPath(run: Pick<Run, "path">): string {
  return join(run.path, "best.safetensors");
}

/** Trains a prepared, stopped or failed run in a process of its own, from its last checkpoint if it has one. */
export function startTraining(workspace: Workspace, run: Run, onMessage: (message: TrainingMessage) => void): Job {
  const entry = new URL(import.meta.url.endsWith(".ts") ? "./trainingJob.ts" : "./trainingJob.js", import.meta.url);
  return startJob(entry, { workspace: workspace.path, run: run.id }, (content) =>
    onMessage(content as TrainingMessage),
  );
}

/** @throws Fault where the run has finished already */
export async function runToResume(workspace: Workspace, id: string): Promise<Run> {
  const run = await openRun(workspace, id);
  if (run.card.status === "finished")
    throw new Fault("finished", `run "${id}" has finished: there is nothing to resume (see almagest runs ${id})`);
  if (run.card.status === "running")
    throw new Fault("locked", `run "${id}" is being trained by another process: wait for it, or stop that one`);
  return run;
}
