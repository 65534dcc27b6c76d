/** What a picture can be looked at with: the networks of finished runs, and the one in the package. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "../../fault.ts";
import { listSurveys } from "../../survey/survey.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { listRuns, openRun, type Task } from "../../training/run.ts";
import { type Model, onnxOf } from "./model.ts";
import { readShippedModel, shippedRun } from "./shippedModel.ts";
import { modelOf } from "./surveyPredictions.ts";

export interface EncoderSummary {
  /** The run's id. */
  name: string;
  task: Task;
  /** Surveys that have its representations: a picture's neighbours can be found there. */
  surveys: string[];
}

/** Newest first, the package's own last. */
export async function listEncoders(workspace: Workspace): Promise<EncoderSummary[]> {
  const surveys = await listSurveys(workspace);
  const finished = (await listRuns(workspace)).filter(({ status }) => status === "finished");
  return [...finished, { id: shippedRun, task: (await readShippedModel()).task }].map(({ id, task }) => ({
    name: id,
    task,
    surveys: surveys.flatMap(({ name, representations }) => (representations.includes(id) ? [name] : [])),
  }));
}

/** @throws Fault "no-run", "unfinished" */
export async function openEncoder(workspace: Workspace, name: string): Promise<Model> {
  return name === shippedRun ? readShippedModel() : modelOf(await openRun(workspace, name));
}

/** The bytes of its .onnx file. */
export async function encoderFile(workspace: Workspace, name: string): Promise<Uint8Array> {
  if (name === shippedRun) return onnxOf(await readShippedModel());
  const run = await openRun(workspace, name);
  return readFile(join(run.path, "model.onnx")).catch(() => {
    throw new Fault("no-model", `run "${run.id}" has no exported model: it is ${run.card.status}`);
  });
}
