/** Predictions and representations of a survey's objects, into the store and into tables. */

import { storeRepresentations } from "../../explore/storedComponents.ts";
import { Fault } from "../../fault.ts";
import type { Parameters } from "../../nn/parameters.ts";
import type { Column } from "../../survey/arrowTable.ts";
import { writePredictions } from "../../survey/predictions.ts";
import { type Survey, surveyObjects } from "../../survey/survey.ts";
import { writeTable } from "../../survey/tableFile.ts";
import type { Workspace } from "../../survey/workspace.ts";
import type { Run, Task } from "../../training/run.ts";
import { decodedSizeFor, type Model, readModel, type Sight } from "./model.ts";
import { representationWidth } from "./network.ts";
import { type PredictedImages, type PredictOptions, predictImages, representImages } from "./predict.ts";
import { bestPath } from "./runFiles.ts";
import { openStartingEncoder, type StartingEncoder } from "./startingEncoder.ts";

/** @throws Fault "unfinished" */
export async function modelOf(run: Run): Promise<Model> {
  const { id, card } = run;
  if (card.status !== "finished") {
    const goOn = card.notResumable ?? `go on with almagest train --resume ${id}`;
    const advice = card.status === "running" ? "wait for it" : goOn;
    throw new Fault("unfinished", `run "${id}" is ${card.status}: ${advice}`);
  }
  return readModel(bestPath(run));
}

/**
 * Predicts every object and keeps the result in the survey.
 * @param out a table to write too: id_str, one column an answer, then for votes one column an answer's concentration; what is said of doubt
 */
export async function predictSurvey(
  survey: Survey,
  run: Run,
  { out, ...options }: PredictOptions & { out?: string },
): Promise<{ objects: number; answers: string[] }> {
  const model = await modelOf(run);
  const { ids, images } = await surveyObjects(survey);
  const predicted = await predictImages(model, images, options);
  await keepPredictions(survey, { name: run.id, task: model.task, out }, ids, predicted);
  return { objects: ids.length, answers: predicted.answers };
}

/** Keeps what was predicted of these objects under a name, and writes the table that was asked for. */
export async function keepPredictions(
  { workspace, card }: Survey,
  { name, task, out }: { name: string; task: Task; out?: string },
  ids: readonly string[],
  predicted: PredictedImages,
): Promise<void> {
  // The table first: where it cannot be written, nothing stored has changed.
  if (out !== undefined) await writeTable(out, predictionTable(ids, predicted));
  const kind = task.kind === "regression" ? "numbers" : "shares";
  await writePredictions(workspace, card.name, name, { ids, kind, ...predicted });
}

function predictionTable(
  ids: readonly string[],
  { answers, means, concentrations, doubts = {}, texts = {} }: PredictedImages,
): Column[] {
  const columnOf = (name: string, values: Float32Array, a: number): Column => ({
    name,
    type: "float32",
    values: ids.map((_, i) => values[i * answers.length + a] ?? null),
  });
  return [
    { name: "id_str", type: "string", values: ids },
    ...answers.map((answer, a) => columnOf(answer, means, a)),
    ...(concentrations ? answers.map((answer, a) => columnOf(`${answer}_concentration`, concentrations, a)) : []),
    ...Object.entries(doubts).map(([name, values]): Column => ({ name, type: "float32", values })),
    ...Object.entries(texts).map(([name, values]): Column => ({ name, type: "string", values })),
  ];
}

/** Stores the representation of every object under the run's name. @throws Fault "unfinished" */
export async function embedSurvey(survey: Survey, run: Run, options: EmbedOptions): Promise<Embedded> {
  return embedded(survey, run.id, await modelOf(run), options);
}

/**
 * The same under the name of an encoder that is no run of this workspace.
 * @param name as `resolveEncoder` gives it
 */
export async function embedSurveyWith(survey: Survey, name: string, options: EmbedOptions): Promise<Embedded> {
  return embedded(survey, name, await sightedEncoder(survey.workspace, name), options);
}

/** An encoder that is no run of this workspace, and how large the images are decoded that it looks at. */
export async function sightedEncoder(workspace: Workspace, name: string): Promise<StartingEncoder & Sight> {
  const encoder = await openStartingEncoder(workspace, name);
  return { ...encoder, decodedSize: decodedSizeFor(encoder.imageSize, encoder.zoom) };
}

type EmbedOptions = Omit<PredictOptions, "views">;

interface Embedded {
  objects: number;
  dimension: number;
}

async function embedded(
  survey: Survey,
  name: string,
  encoder: Sight & { parameters: Parameters },
  options: EmbedOptions,
): Promise<Embedded> {
  const { ids, images } = await surveyObjects(survey);
  const representations = await representImages(encoder, images, options);
  const dimension = representationWidth(encoder);
  await storeRepresentations(survey.workspace, survey.card.name, name, ids, representations, dimension);
  return { objects: ids.length, dimension };
}
