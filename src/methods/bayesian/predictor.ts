/** What is asked for the class of an object: a run, or several networks that may disagree. */

import { hasNormalWeights } from "../../nn/normalWeights.ts";
import type { Run, Task } from "../../training/run.ts";
import type { Model } from "../zoobot/model.ts";
import { type PredictedImages, type PredictOptions, predictImages } from "../zoobot/predict.ts";

export interface Predictor {
  /** Under which its predictions are kept. */
  name: string;
  /** What it is, for a person. */
  words: string;
  task: Task;
  /** Whether it is several networks, whose doubt comes with what they predict. */
  isDoubtful: boolean;
  runs: readonly [Run, ...Run[]];
  /** @throws as `predictImages` does */
  predict(images: readonly string[], options: PredictOptions): Promise<PredictedImages>;
}

export interface RunModel {
  run: Run;
  model: Model;
}

/** One run as it is. */
export function aloneOf({ run, model }: RunModel): Predictor {
  return {
    name: run.id,
    words: run.id,
    task: model.task,
    isDoubtful: hasNormalWeights(model.parameters),
    runs: [run],
    predict: (images, options) => predictImages(model, images, options),
  };
}
