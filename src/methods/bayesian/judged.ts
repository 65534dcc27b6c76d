/** A Bayesian network tried on objects whose class is known: by networks drawn out of it. */

import { drawnNetwork } from "../../nn/normalWeights.ts";
import type { Parameters } from "../../nn/parameters.ts";
import { type Uncertainty, uncertaintySums } from "../../training/uncertainty.ts";
import { brierScore, expectedCalibrationError } from "../sidda/calibrationErrors.ts";
import type { Evaluation, Evaluator } from "../zoobot/evaluator.ts";
import { accuracy, balancedAccuracy, confusion, type Table } from "../zoobot/measures.ts";
import {
  negativeLogLikelihood,
  normalised,
  uncertaintyCalibrationError,
  uncertaintyCalibrationErrorOfRight,
  wrongs,
} from "./uncertaintyMeasures.ts";

export interface Judged {
  evaluation: Evaluation;
  uncertainty: Uncertainty;
  /** Errors of each network drawn by itself. */
  errors: number[];
  measures: Measures;
}

export type Measures = Record<
  | "loss"
  | "accuracy"
  | "balancedAccuracy"
  | "calibrationError"
  | "brierScore"
  | "uncertaintyCalibrationError"
  | "uncertaintyCalibrationErrorOfRightProbabilities"
  | "errorOfOneDraw",
  number
>;

/** @param parameters with deviations */
export async function judged(
  evaluator: Pick<Evaluator, "evaluate">,
  parameters: Parameters,
  indices: readonly number[],
  { seed, draws }: { seed: number; draws: number },
): Promise<Judged> {
  const tables: Table[] = [];
  let targets: Table = { answers: 1, values: [] };
  for (let draw = 0; draw < draws; draw++) {
    const one = await evaluator.evaluate(drawnNetwork(parameters, seed, draw), indices);
    tables.push(one.predicted);
    targets = one.targets;
  }
  return judgedTables(tables, targets);
}

/** @param tables what each network says of the same objects */
export function judgedTables(tables: readonly Table[], targets: Table): Judged {
  const { answers } = targets;
  const sums = uncertaintySums(targets.values.length / answers, answers);
  const errors = tables.map((table) => {
    sums.add(table.values);
    return 1 - accuracy(confusion(table, targets));
  });
  const uncertainty = sums.result();
  const predicted = { answers, values: uncertainty.mean };
  const loss = negativeLogLikelihood(predicted, targets);
  const counts = confusion(predicted, targets);
  const isWrong = wrongs(predicted, targets);
  const entropies = normalised(uncertainty.predictiveEntropy, answers);
  return {
    evaluation: { loss, predicted, targets },
    uncertainty,
    errors,
    measures: {
      loss,
      accuracy: accuracy(counts),
      balancedAccuracy: balancedAccuracy(counts),
      calibrationError: expectedCalibrationError(predicted, targets),
      brierScore: brierScore(predicted, targets),
      uncertaintyCalibrationError: uncertaintyCalibrationError(entropies, isWrong, { answers }),
      uncertaintyCalibrationErrorOfRightProbabilities: uncertaintyCalibrationErrorOfRight(entropies, predicted),
      errorOfOneDraw: errors.reduce((a, b) => a + b, 0) / errors.length,
    },
  };
}
