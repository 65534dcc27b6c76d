/** Temperature scaling (Guo+ 2017, arXiv 1706.04599): one number that makes a classifier less sure, or surer, of all it says. */

import { rowCount, rowOf, type Table } from "../zoobot/measures.ts";
import { negativeLogLikelihood } from "./uncertaintyMeasures.ts";

/** The highest temperature that is tried; the lowest is 1 / it. */
export const hottest = 20;

/**
 * The temperature under which validation labels are likeliest; above 1 where the classifier was too sure.
 * @param predicted class probabilities of objects that were not trained on
 */
export function bestTemperature(predicted: Table, targets: Table): number {
  const loss = (logT: number) => negativeLogLikelihood(scaled(predicted, Math.exp(logT)), targets);
  // Golden section: the loss has one valley in the logarithm of the temperature.
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [-Math.log(hottest), Math.log(hottest)];
  let [a, b] = [high - golden * (high - low), low + golden * (high - low)];
  let [lossA, lossB] = [loss(a), loss(b)];
  while (high - low > 1e-4) {
    if (lossA < lossB) {
      [high, b, lossB] = [b, a, lossA];
      a = high - golden * (high - low);
      lossA = loss(a);
    } else {
      [low, a, lossA] = [a, b, lossB];
      b = low + golden * (high - low);
      lossB = loss(b);
    }
  }
  return Math.exp((low + high) / 2);
}

/** Softmax of logits divided by the temperature, from the probabilities they gave: log p is a logit but for a constant. */
export function scaled(predicted: Table, temperature: number): Table {
  const { answers } = predicted;
  const values = new Float64Array(rowCount(predicted) * answers);
  for (let row = 0; row < rowCount(predicted); row++) {
    const logits = rowOf(predicted, row).map((p) => Math.log(Math.max(p, 1e-30)) / temperature);
    const most = Math.max(...logits);
    const weights = logits.map((logit) => Math.exp(logit - most));
    const total = weights.reduce((a, b) => a + b, 0);
    values.set(
      weights.map((weight) => weight / total),
      row * answers,
    );
  }
  return { answers, values };
}
