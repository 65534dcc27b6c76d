/** Factors on the loss of each class, as a person writes them. */

import { exitCodes, Fault } from "../../fault.ts";
import { type Examples, indicesOf } from "../../training/examples.ts";
import type { Task } from "../../training/run.ts";

/**
 * @param text "a=2,b=1": others count 1; or "balanced": every class counts as much in all, 1 on average (scikit-learn's rule)
 * @throws Fault "usage" that names what is wrong, and the classes
 */
export function classWeightsFrom(text: string, task: Task, examples: Examples): Record<string, number> {
  const usage = (problem: string) =>
    new Fault("usage", `--class-weights ${text}: ${problem}`, { exitCode: exitCodes.usage });
  if (task.kind !== "labels")
    throw usage(`${task.kind === "votes" ? "votes have" : "a number has"} no classes: leave it out`);
  const { classes } = task;
  if (text === "balanced") {
    const training = indicesOf(examples, "train");
    const counts = classes.map((_, c) => training.filter((index) => examples.targets[index]?.[c] === 1).length);
    return Object.fromEntries(
      classes.map((name, c) => [name, training.length / classes.length / Math.max(1, counts[c] ?? 1)]),
    );
  }
  const pairs = text.split(",").map((part): [string, number] => {
    const at = part.lastIndexOf("=");
    const [name, value] = [part.slice(0, at).trim(), Number(part.slice(at + 1) || Number.NaN)];
    if (at < 1 || !(value > 0 && Number.isFinite(value)))
      throw usage(`"${part}" is no class with a factor above 0, such as ${classes[0]}=2`);
    if (!classes.includes(name)) throw usage(`there is no class "${name}"; the label has ${classes.join(", ")}`);
    return [name, value];
  });
  return Object.fromEntries(pairs);
}
