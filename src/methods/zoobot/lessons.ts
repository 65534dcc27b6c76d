/** What lessons on whole networks and on heads have in common: what they are made of, the order of examples, the weights of classes. */

import type { Parameters } from "../../nn/parameters.ts";
import { div, mul } from "../../tensor/operators/elementwise.ts";
import { mean, sum } from "../../tensor/operators/reduction.ts";
import { constant, type Tensor } from "../../tensor/tensor.ts";
import { type Examples, indicesOf } from "../../training/examples.ts";
import type { Lesson } from "../../training/lesson.ts";
import { balancedOrder, plainOrder } from "../../training/sampling.ts";
import type { Configuration } from "./configuration.ts";
import type { Evaluation } from "./evaluator.ts";
import type { Description } from "./model.ts";

/** What a lesson is made of. */
export interface Setting {
  description: Description;
  options: Configuration;
  examples: Examples;
  /** Parameters to begin with. */
  fresh: Parameters;
  cachePath: string;
  keepBest: Lesson["keepBest"];
  /** What an evaluation comes to, by name. */
  judged: (evaluation: Evaluation) => Record<string, number>;
}

export function orderOf({
  description,
  examples,
  options,
}: Pick<Setting, "description" | "examples" | "options">): Lesson["order"] {
  const { seed, balance } = options;
  const training = indicesOf(examples, "train");
  const classOf = (index: number) => examples.targets[index]?.indexOf(1) ?? 0;
  return (epoch) =>
    description.task.kind === "labels" && balance > 0
      ? balancedOrder(training, classOf, balance, seed, epoch)
      : plainOrder(training, seed, epoch);
}

/**
 * The mean of the objects' losses, each weighed by its class as in PyTorch's CrossEntropyLoss.
 * @param losses [batch]
 * @param targets [batch, answers]
 */
export function weighedMean(
  losses: Tensor,
  targets: Tensor,
  { description: { task }, options: { classWeights } }: Pick<Setting, "description" | "options">,
): Tensor {
  if (!classWeights || task.kind !== "labels") return mean(losses);
  const factors = constant(
    task.classes.map((name) => classWeights[name] ?? 1),
    [1, task.classes.length],
  );
  const weights = sum(mul(targets, factors), [1]);
  return div(sum(mul(losses, weights)), sum(weights));
}
