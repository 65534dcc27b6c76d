/** Zoobot's network: an encoder, dropout, and one linear head over all answers. */

import { dropout } from "../../nn/dropout.ts";
import { linear, linearParameters } from "../../nn/linear.ts";
import { crossEntropy } from "../../nn/losses.ts";
import { type Parameters, type ParameterTensors, prefixed, under } from "../../nn/parameters.ts";
import type { Phase } from "../../nn/phase.ts";
import { smallResnet, smallResnetParameters, smallResnetWidth } from "../../nn/smallResnet.ts";
import type { RandomStream } from "../../random.ts";
import { answerColumns } from "../../survey/decisionTree.ts";
import { cast, log, max, mul, neg } from "../../tensor/operators/elementwise.ts";
import { softmax, sum } from "../../tensor/operators/reduction.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Task } from "../../training/run.ts";
import { concentrations, dirichletMultinomialLoss, expectedFractions } from "./dirichletMultinomial.ts";

/** Length of a representation. */
export const representationWidth = smallResnetWidth;

const dropoutRate = 0.2;

/** What the task predicts: classes, or vote columns. */
export function answersOf(task: Task): string[] {
  return task.kind === "labels" ? task.classes : answerColumns(task.tree);
}

export function encoderParameters(stream: RandomStream): Parameters {
  return prefixed("encoder", smallResnetParameters(stream));
}

export function headParameters(task: Task, stream: RandomStream): Parameters {
  const outputs = answersOf(task).length;
  const { weight, bias } = linearParameters(stream, { inputs: representationWidth, outputs });
  if (task.kind === "votes") {
    // Concentrations begin small, near 2.8: nothing is known yet (Zoobot's initialisation).
    const bound = Math.sqrt(6 / (representationWidth + outputs)) / 10;
    weight?.data.forEach((_, i, data) => {
      data[i] = bound * (2 * stream.uniform() - 1);
    });
    bias?.data.forEach((_, i, data) => {
      data[i] = -4 + (stream.uniform() - 0.5);
    });
  }
  return prefixed("head", { ...(weight ? { weight } : {}), ...(bias ? { bias } : {}) });
}

/** @param x [batch, 3, size, size], 0 to 1. @returns [batch, 256] */
export function represent(parameters: ParameterTensors, x: Tensor, phase: Phase): Tensor {
  return smallResnet(under("encoder", parameters), "encoder", x, phase);
}

function headOutputs(parameters: ParameterTensors, representation: Tensor, phase: Phase): Tensor {
  return linear(under("head", parameters), dropout("head", representation, dropoutRate, phase));
}

/**
 * One value an object.
 * @param targets [batch, answers]: class probabilities, or vote counts
 */
export function lossOf(
  task: Task,
  parameters: ParameterTensors,
  x: Tensor,
  targets: Tensor,
  phase: Phase,
  labelSmoothing: number,
): Tensor {
  const outputs = headOutputs(parameters, represent(parameters, x, phase), phase);
  if (task.kind === "labels") return crossEntropy(outputs, targets, labelSmoothing);
  return cast(dirichletMultinomialLoss(task.tree, concentrations(outputs), targets), "float32");
}

/**
 * How improbable `targets` are under a prediction: one value an object.
 * @param targets [batch, answers]: class probabilities, or vote counts
 */
export function predictionLoss(
  task: Task,
  { mean, concentration }: { mean: Tensor; concentration?: Tensor },
  targets: Tensor,
): Tensor {
  if (task.kind === "votes" && concentration)
    return cast(dirichletMultinomialLoss(task.tree, concentration, targets), "float32");
  return neg(sum(mul(targets, log(max(mean, 1e-12))), [-1]));
}

/**
 * What is predicted of each object: class probabilities or expected vote fractions, [batch, answers]; for votes the
 * concentrations too. A label is one vote: its likelihood tells the concentrations' ratios only, so it has none.
 */
export function predictionOf(
  task: Task,
  parameters: ParameterTensors,
  representation: Tensor,
): { mean: Tensor; concentration?: Tensor } {
  const outputs = headOutputs(parameters, representation, "predicting");
  if (task.kind === "labels") return { mean: softmax(outputs, -1) };
  const concentration = concentrations(outputs);
  return { mean: expectedFractions(task.tree, concentration), concentration };
}
