/** What lessons on whole networks and on heads have in common: the order of examples, and the weights of classes. */

import { div, mul } from "../../tensor/operators/elementwise.ts";
import { mean, sum } from "../../tensor/operators/reduction.ts";
import { constant, type Tensor } from "../../tensor/tensor.ts";
import { indicesOf } from "../../training/examples.ts";
import type { Lesson } from "../../training/loop.ts";
import { balancedOrder, plainOrder } from "../../training/sampling.ts";
import type { Setting } from "./train.ts";

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
