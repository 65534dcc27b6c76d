/** What is asked for the class of an object: a run, or several networks that may disagree. */

import type { Run, Task } from "../../training/run.ts";
import type { Model } from "../zoobot/model.ts";
import { type PredictedImages, type PredictOptions, predictImages } from "../zoobot/predict.ts";
import { modelOf } from "../zoobot/surveyPredictions.ts";

export interface Predictor {
  /** Under which its predictions are kept. */
  name: string;
  /** What it is, in words. */
  words: string;
  task: Task;
  runs: [Run, ...Run[]];
  /** @throws as `predictImages` does */
  predict(images: readonly string[], options: PredictOptions): Promise<PredictedImages>;
}

export interface RunModel {
  run: Run;
  model: Model;
}

/** @throws Fault "unfinished" */
export async function runModel(run: Run): Promise<RunModel> {
  return { run, model: await modelOf(run) };
}

/** One run as it is. */
export function aloneOf({ run, model }: RunModel): Predictor {
  return {
    name: run.id,
    words: run.id,
    task: model.task,
    runs: [run],
    predict: (images, options) => predictImages(model, images, options),
  };
}
