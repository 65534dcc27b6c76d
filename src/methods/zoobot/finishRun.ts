/** A run as it stands after its last step, whatever method it learns by. */

import { join } from "node:path";
import { type Run, updateRun } from "../../training/run.ts";
import type { Evaluation } from "./evaluator.ts";
import type { Table } from "./measures.ts";
import { writeReport } from "./report.ts";
import type { TrainingMessage } from "./startTraining.ts";

export interface Finish {
  /** What was reached on the objects held out, by name. */
  summary: Record<string, number>;
  /** For the card. */
  remark?: string;
  /** Undefined where nothing was held out. */
  evaluation: Evaluation | undefined;
  /** Votes that were learnt from: see `writeReport`. */
  votes?: Table;
  /** Writes what the method says beside the report. @returns words for the user, if any */
  beside?: (finished: Run) => Promise<string | undefined>;
}

/** Writes its report; only then does its card say that it is finished. */
export async function finishRun(
  run: Run,
  { summary, remark, evaluation, votes = { answers: 0, values: [] }, beside = async () => undefined }: Finish,
  send: (message: TrainingMessage) => void,
): Promise<void> {
  const finishedAt = new Date().toISOString();
  // Whatever it failed of before, it has not in the end.
  const end = { status: "finished", finishedAt, summary, remark, message: undefined, notResumable: undefined } as const;
  const finished: Run = { ...run, card: { ...run.card, ...end } };
  await writeReport(finished, evaluation, votes);
  const more = await beside(finished);
  await updateRun(run, end);
  send({ kind: "talk", text: `report: ${join(run.path, "report.html")}${more === undefined ? "" : `; ${more}`}` });
}
