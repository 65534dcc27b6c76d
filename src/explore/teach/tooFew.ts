/** Whether a class was taught by so few examples that what was measured on them tells nothing, in words. */

import type { Measures } from "./measures.ts";

/** Of either kind: of nine that are all right, Wilson's interval still reaches down to 0.7. */
export const fewestExamples = 10;

/**
 * @param taught how many examples of either kind, and what was measured on them when held out
 * @returns a sentence for a person; null where there are enough, and the interval of the area under the curve is above chance
 */
export function tooFewText({
  positives,
  negatives,
  measures,
}: {
  positives: number;
  negatives: number;
  measures: Pick<Measures, "accuracy" | "rocAuc">;
}): string | null {
  const between = ({ interval: [low, high] }: Measures["accuracy"]) => `${low.toFixed(2)} to ${high.toFixed(2)}`;
  if (Math.min(positives, negatives) < fewestExamples)
    return (
      `Far too few to tell: ${positives} positives and ${negatives} negatives, where ${fewestExamples} of either are the least. ` +
      `The accuracy may be anything from ${between(measures.accuracy)}; take the figures and the curve for chance, and give more examples.`
    );
  if (measures.rocAuc.interval[0] <= 0.5)
    return (
      `Not told from chance: the ROC AUC may be anything from ${between(measures.rocAuc)}, and 0.5 is a coin's. ` +
      "Give more examples, or others."
    );
  return null;
}
