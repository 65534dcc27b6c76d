/** Predictions of a network with normal weights: many networks drawn out of it look at each batch, and what they say is put together. */

import { drawnNetwork, meansOf } from "../../nn/normalWeights.ts";
import { asInputs, type Parameters } from "../../nn/parameters.ts";
import type { Program } from "../../tensor/program.ts";
import type { TypedArray } from "../../tensor/shape.ts";
import { input, type Tensor } from "../../tensor/tensor.ts";
import { type Uncertainty, uncertaintySums } from "../../training/uncertainty.ts";
import { planes } from "../../training/views.ts";
import { averagedOutputs, type Model } from "./model.ts";
import { answersOf, seesGrey } from "./network.ts";

/** Networks drawn where nothing else is asked for. */
export const usualDraws = 100;

/** What is kept of each object beside its mean prediction, by the name of its column. */
export const doubtNames = ["predictive_entropy", "mutual_information", "logit_std", "disagreement"] as const;
export type DoubtName = (typeof doubtNames)[number];

/** Networks that stay in memory between batches take no more bytes than this. */
const largestKept = 400e6;

export interface DrawnPredictions {
  /** `mean`, and `representation` by the mean weights; the weights are inputs. */
  outputs: Readonly<Record<string, Tensor>>;
  /** @param pixels of a batch. @returns `mean` [batch x answers], `representation`, and each of `doubtNames` [batch] */
  see: (program: Program, pixels: Uint8Array) => Promise<Record<string, TypedArray>>;
}

/** Each object is seen as it is: turned views would look like doubt of the weights. */
export function drawnPredictions(model: Model, batch: number, draws: number, seed = 0): DrawnPredictions {
  const { imageSize: size, task } = model;
  const answers = answersOf(task).length;
  const image = planes(input("pixels", [batch, size, size, 3], "uint8"), seesGrey(model));
  const means = meansOf(model.parameters);
  const { mean, representation } = averagedOutputs(model, task, asInputs(means), image, 1);
  const bytes = Object.values(means).reduce((sum, { data }) => sum + data.byteLength, 0);
  const kept: Parameters[] = [];
  const networkOf = (draw: number) => {
    const network = kept[draw] ?? drawnNetwork(model.parameters, seed, draw);
    if (kept.length === draw && (draw + 1) * bytes <= largestKept) kept.push(network);
    return network;
  };
  return {
    outputs: { mean, representation },
    async see(program, pixels) {
      const run = (parameters: Parameters) => program.run({ ...arraysOf(parameters), pixels });
      const sums = uncertaintySums(batch, answers);
      for (let draw = 0; draw < draws; draw++) sums.add((await run(networkOf(draw))).mean as Float32Array);
      const found = sums.result();
      const central = await run(means);
      return { mean: found.mean, representation: central.representation as Float32Array, ...doubtColumns(found) };
    },
  };
}

/** As they are kept, each [objects]. */
export function doubtColumns(found: Uncertainty): Record<DoubtName, Float32Array> {
  return {
    predictive_entropy: found.predictiveEntropy,
    mutual_information: found.mutualInformation,
    logit_std: found.logitStd,
    disagreement: found.disagreement,
  };
}

function arraysOf(parameters: Parameters): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(parameters).map(([name, { data }]) => [name, data]));
}
