/** What almagest train says while it works: the run it begins, steps, epochs and notes. */

import { counted } from "../counted.ts";
import type { TrainingMessage } from "../methods/zoobot/startTraining.ts";
import { numberText } from "../numberText.ts";
import { spelled } from "../spelled.ts";
import { indicesOf, readExamples } from "../training/examples.ts";
import { learns } from "../training/learns.ts";
import type { Run } from "../training/run.ts";
import { remark } from "./output.ts";
import type { Progress } from "./progress.ts";
import { stepText } from "./stepText.ts";

export function describe({ id, card }: Run, quiet: boolean): void {
  const { network, tune, imageSize, zoom, target, unknownClasses, hasTargetLabels } = card.configuration;
  const start = card.from === undefined ? "" : ` from ${card.from} (${tune})`;
  remark(
    `run ${id}: ${learns(card.task)}, ${network}${start}, ${imageSize} px, seeing ${Math.round(Number(zoom) * 100)} % of each image's side`,
    {
      quiet,
    },
  );
  if (card.method !== "sidda") return;
  remark(
    hasTargetLabels
      ? `adapting to ${target}: of its labels nothing is learnt or chosen, they test the finished run`
      : `adapting to ${target}, which has no labels of these classes: its accuracy will not be known`,
    { quiet },
  );
  if (Array.isArray(unknownClasses) && unknownClasses.length > 0)
    remark(
      `${target} has classes that ${card.survey} lacks (${unknownClasses.join(", ")}): their objects are drawn to the known classes too, and are left out of the test`,
      { quiet },
    );
}

/** A share of fewer than these is known to no better than a fifth. */
const fewestTried = 20;

/** What a run of a handful of labels measures is no measure: said before, for it trains to its end all the same. */
export async function remarkFewExamples(run: Run, quiet: boolean): Promise<void> {
  if (run.card.method !== "zoobot") return;
  const examples = await readExamples(run);
  const [learnt, tried] = [indicesOf(examples, "train").length, indicesOf(examples, "validation").length];
  if (tried < fewestTried)
    remark(
      `it learns from ${counted(learnt, "object")} and is tried on ${tried}: too few to tell what it has learnt, label more`,
      { quiet },
    );
}

/** Steps move the bar; epochs and notes are lines of their own. */
export function trainingShown(
  progress: Progress,
  quiet: boolean,
  allowedSeconds: number,
): (message: Exclude<TrainingMessage, { kind: "stopped" }>) => void {
  let validation = "";
  return (message) => {
    if (message.kind === "metric" && message.metric.kind === "step") {
      const { metric, epochs, steps } = message;
      progress.report(metric.step / steps, `${stepText(metric, { epochs, steps, allowedSeconds })}${validation}`);
      return;
    }
    progress.end();
    if (message.kind === "talk") remark(message.text, { quiet });
    else if (message.metric.kind === "note") remark(message.metric.text, { quiet });
    else if (message.metric.kind === "epoch") {
      const { epoch, loss, validation: measured } = message.metric;
      // What is no number comes as null from the process that trains.
      if (Number.isFinite(measured.loss)) validation = `  validation ${measured.loss?.toFixed(3)}`;
      const numbers = Object.entries(measured).filter(([, value]) => Number.isFinite(value));
      const measures = numbers.map(([name, value]) => `${spelled(name)} ${numberText(value)}`);
      const validated = measures.length > 0 ? `  validation: ${measures.join(", ")}` : "";
      remark(`epoch ${epoch}/${message.epochs}  loss ${loss.toFixed(3)}${validated}`, { quiet });
    }
  };
}
