/** What a run predicts of a survey's objects, kept beside what people said of them. */

import type { Table } from "@lancedb/lancedb";
import { Fault } from "../fault.ts";
import type { Column } from "./arrowTable.ts";
import type { SurveyCard } from "./card.ts";
import { storedName } from "./lance.ts";
import { writeSurvey } from "./surveyTable.ts";
import { upsertColumns } from "./upsertColumns.ts";
import type { Workspace } from "./workspace.ts";

export interface Predictions {
  ids: readonly string[];
  answers: readonly string[];
  /** Shares: class probabilities or expected vote fractions. Numbers: in a unit of their own. */
  kind: SurveyCard["predictions"][number]["kind"];
  /** [objects x answers] */
  means: Float32Array;
  /** Of the Dirichlet distribution over each question's fractions, [objects x answers]; none but for votes. */
  concentrations?: Float32Array;
  /** How unsure each prediction is, by name, each [objects]. */
  doubts?: Readonly<Record<string, Float32Array>>;
  /** What else is said of each in words, by name, each [objects]. */
  texts?: Readonly<Record<string, readonly string[]>>;
}

/** The column that holds a run's prediction of an answer. */
export function predictionColumn(run: string, answer: string): string {
  return `${answer}@${run}`;
}

export async function writePredictions(
  workspace: Workspace,
  name: string,
  run: string,
  predictions: Predictions,
): Promise<void> {
  await writeSurvey(workspace, name, async ({ before }) => {
    if (!before) throw new Fault("no-survey", `there is no survey "${name}"`);
    await upsertPredictions(before.table, run, predictions);
    return withPredictions(before.card, run, predictions);
  });
}

/** For inside of `writeSurvey`; then the card comes from `withPredictions`. */
export async function upsertPredictions(
  table: Table,
  run: string,
  { ids, answers, means, concentrations, doubts = {}, texts = {} }: Omit<Predictions, "kind">,
): Promise<void> {
  const columnOf = (values: Float32Array, a: number, suffix: string): Column => ({
    name: `${predictionColumn(run, answers[a] ?? "")}${suffix}`,
    type: "float32",
    values: ids.map((_, i) => values[i * answers.length + a] ?? null),
  });
  const columns = [
    ...answers.map((_, a) => columnOf(means, a, "")),
    ...(concentrations ? answers.map((_, a) => columnOf(concentrations, a, "#concentration")) : []),
    ...Object.entries(doubts).map(
      ([name, values]): Column => ({ name: predictionColumn(run, name), type: "float32", values }),
    ),
    ...Object.entries(texts).map(
      ([name, values]): Column => ({ name: predictionColumn(run, name), type: "string", values }),
    ),
  ];
  await upsertColumns(table, ids, [...columns, ...(await outdated(table, run, ids, columns))]);
}

/** What may stand beside a run's answers, by name: how unsure they are, and which answers are possible. */
const beside: Readonly<Record<string, Column["type"]>> = {
  predictive_entropy: "float32",
  mutual_information: "float32",
  logit_std: "float32",
  disagreement: "float32",
  prediction_std: "float32",
  prediction_low: "float32",
  prediction_high: "float32",
  set_size: "float32",
  prediction_set: "string",
};

/** Nothing in place of what stands beside the answers that are replaced: it is not of the new ones. */
async function outdated(
  table: Table,
  run: string,
  ids: readonly string[],
  fresh: readonly Column[],
): Promise<Column[]> {
  const stored = new Set((await table.schema()).fields.map((field) => field.name));
  const written = new Set(fresh.map(({ name }) => name));
  return Object.entries(beside).flatMap(([name, type]): Column[] => {
    const column = predictionColumn(run, name);
    if (!stored.has(storedName(column)) || written.has(column)) return [];
    return [{ name: column, type, values: ids.map(() => null) }];
  });
}

export function withPredictions(
  card: SurveyCard,
  run: string,
  { answers, kind }: Pick<Predictions, "answers" | "kind">,
): SurveyCard {
  const others = card.predictions.filter((each) => each.run !== run);
  return { ...card, predictions: [...others, { run, answers: [...answers], kind }] };
}
