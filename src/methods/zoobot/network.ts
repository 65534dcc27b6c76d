/** Zoobot's network: an encoder, dropout, and one linear head over all answers. */

import { z } from "zod";
import { dropout } from "../../nn/dropout.ts";
import { linear, linearParameters } from "../../nn/linear.ts";
import { crossEntropy, squaredError } from "../../nn/losses.ts";
import type { Network } from "../../nn/network.ts";
import { networkNamed } from "../../nn/networks.ts";
import { onnxNetwork } from "../../nn/onnxNetwork.ts";
import { type Parameters, type ParameterTensors, prefixed, under } from "../../nn/parameters.ts";
import type { Phase } from "../../nn/phase.ts";
import type { RandomStream } from "../../random.ts";
import { answerColumns } from "../../survey/decisionTree.ts";
import { channelAffine } from "../../tensor/operators/channels.ts";
import { add, cast, div, log, max, mul, neg, sub } from "../../tensor/operators/elementwise.ts";
import { softmax, sum } from "../../tensor/operators/reduction.ts";
import { constant, type Tensor } from "../../tensor/tensor.ts";
import { circularMask } from "../../training/circularMask.ts";
import type { Task } from "../../training/run.ts";
import { concentrations, dirichletMultinomialLoss, expectedFractions } from "./dirichletMultinomial.ts";

/** What makes representations of images. */
export const encoder = z.object({
  /** See `networkNamed`; "onnx" for one that came as a graph. */
  network: z.string().default("smallResnet"),
  /** See `onnxNetwork`. */
  graph: z.string().optional(),
  /** Of each band, as fractions of white: what the network sees is (image - mean) / std. */
  normalization: z
    .object({ mean: z.array(z.number()).length(3), std: z.array(z.number().positive()).length(3) })
    .optional(),
  /** All is black outside a disc of this radius, in halves of the side seen: see `circularMask`. */
  discRadius: z.number().positive().optional(),
});

export type Encoder = z.infer<typeof encoder>;

/** What is left to chance while a network learns: rates of dropout before the head, and of skipped branches at most. */
export interface Chances {
  dropout: number;
  dropPath: number;
}

const noChances: Chances = { dropout: 0, dropPath: 0 };

export function networkOf({ network, graph }: Pick<Encoder, "network" | "graph">): Network {
  return graph === undefined ? networkNamed(network) : onnxNetwork(graph);
}

/** Length of a representation. */
export function representationWidth(encoder: Encoder): number {
  return networkOf(encoder).width;
}

/** What the task predicts: classes, vote columns, or the column of a number. */
export function answersOf(task: Task): string[] {
  if (task.kind === "regression") return [task.column];
  return task.kind === "labels" ? task.classes : answerColumns(task.tree);
}

/** Whether the mean of an image's bands can stand for them: the network sees no more, and each band is scaled alike. */
export function seesGrey(encoder: Encoder): boolean {
  const { mean, std } = encoder.normalization ?? { mean: [0], std: [1] };
  const isAlike = [mean, std].every((values) => values.every((value) => value === values[0]));
  return isAlike && networkOf(encoder).isGrey === true;
}

/** @param imageSize side of what the network sees, on which some networks' parameters depend */
export function encoderParameters(encoder: Encoder, imageSize: number, stream: RandomStream): Parameters {
  return prefixed("encoder", networkOf(encoder).parameters(stream, { imageSize }));
}

export function headParameters(encoder: Encoder, task: Task, stream: RandomStream): Parameters {
  const outputs = answersOf(task).length;
  const inputs = representationWidth(encoder);
  const { weight, bias } = linearParameters(stream, { inputs, outputs });
  if (task.kind === "votes") {
    // Concentrations begin small, near 2.8: nothing is known yet (Zoobot's initialisation).
    const bound = Math.sqrt(6 / (inputs + outputs)) / 10;
    weight?.data.forEach((_, i, data) => {
      data[i] = bound * (2 * stream.uniform() - 1);
    });
    bias?.data.forEach((_, i, data) => {
      data[i] = -4 + (stream.uniform() - 0.5);
    });
  }
  return prefixed("head", { ...(weight ? { weight } : {}), ...(bias ? { bias } : {}) });
}

/** @param x [batch, 3, size, size], 0 to 1; of one band where `seesGrey`. @returns [batch, width] */
export function represent(
  encoder: Encoder,
  parameters: ParameterTensors,
  x: Tensor,
  phase: Phase,
  { dropPath }: Pick<Chances, "dropPath"> = noChances,
): Tensor {
  const seen = normalized(withinDisc(x, encoder.discRadius), encoder.normalization);
  return networkOf(encoder).features(under("encoder", parameters), "encoder", seen, phase, { dropPath });
}

function withinDisc(x: Tensor, radius: number | undefined): Tensor {
  if (radius === undefined) return x;
  const side = x.shape[2] as number;
  return mul(x, constant(Array.from(circularMask(side, radius)), [1, 1, side, side]));
}

function normalized(x: Tensor, normalization: Encoder["normalization"]): Tensor {
  if (!normalization) return x;
  const { mean, std } = normalization;
  const bands = x.shape[1];
  const scale = std.slice(0, bands).map((each) => 1 / each);
  const shift = mean.slice(0, bands).map((each, band) => -each / (std[band] as number));
  return channelAffine(x, constant(scale), constant(shift));
}

/** @param rate of dropout before the head */
export function headOutputs(parameters: ParameterTensors, representation: Tensor, phase: Phase, rate: number): Tensor {
  return linear(under("head", parameters), dropout("head", representation, rate, phase));
}

/** In units of the training objects' standard deviation, from their mean. */
function standardised({ mean, std }: Extract<Task, { kind: "regression" }>, values: Tensor): Tensor {
  return div(sub(values, mean), std);
}

/**
 * One value an object.
 * @param representation [batch, width]
 * @param targets [batch, answers]: class probabilities, vote counts, or a number in its column's unit
 */
export function lossOf(
  task: Task,
  parameters: ParameterTensors,
  representation: Tensor,
  targets: Tensor,
  phase: Phase,
  { dropout: rate, labelSmoothing }: { dropout: number; labelSmoothing: number },
): Tensor {
  const outputs = headOutputs(parameters, representation, phase, rate);
  if (task.kind === "labels") return crossEntropy(outputs, targets, labelSmoothing);
  if (task.kind === "regression") return squaredError(outputs, standardised(task, targets));
  return cast(dirichletMultinomialLoss(task.tree, concentrations(outputs), targets), "float32");
}

/**
 * How improbable `targets` are under a prediction, or how far from it: one value an object.
 * @param targets as `lossOf` has them
 */
export function predictionLoss(
  task: Task,
  { mean, concentration }: { mean: Tensor; concentration?: Tensor },
  targets: Tensor,
): Tensor {
  if (task.kind === "regression") return squaredError(standardised(task, mean), standardised(task, targets));
  if (task.kind === "votes" && concentration)
    return cast(dirichletMultinomialLoss(task.tree, concentration, targets), "float32");
  return neg(sum(mul(targets, log(max(mean, 1e-12))), [-1]));
}

/**
 * What is predicted of each object: class probabilities, expected vote fractions or a number, [batch, answers]; for votes
 * the concentrations too. A label is one vote: its likelihood tells the concentrations' ratios only, so it has none.
 */
export function predictionOf(
  task: Task,
  parameters: ParameterTensors,
  representation: Tensor,
): { mean: Tensor; concentration?: Tensor } {
  const outputs = headOutputs(parameters, representation, "predicting", 0);
  if (task.kind === "labels") return { mean: softmax(outputs, -1) };
  if (task.kind === "regression") return { mean: add(mul(outputs, task.std), task.mean) };
  const concentration = concentrations(outputs);
  return { mean: expectedFractions(task.tree, concentration), concentration };
}
