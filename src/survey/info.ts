/** What a survey holds, counted. */

import { ownColumns } from "./catalogueRows.ts";
import { columnCounts, groupTotals } from "./columnCounts.ts";
import { answerColumns, questionSlices } from "./decisionTree.ts";
import { splits } from "./split.ts";
import { columnsOf, type Survey } from "./survey.ts";

export interface SurveyInfo {
  name: string;
  galaxies: number;
  catalogue: string;
  importedAt: string;
  splits: Record<string, number>;
  /** By label column: how many objects have each class, most frequent first. */
  labels: Record<string, Record<string, number>>;
  tree: string | null;
  questions: { question: string; galaxies: number; votes: number }[];
  /** Of the catalogue; votes, fractions made of them and predictions are not among them. */
  columns: string[];
  representations: { run: string; dimension: number }[];
  predictions: string[];
}

/** How often each split and each class of the label columns occurs. */
export function listedCounts(survey: Survey): Promise<Map<string, Map<string, number>>> {
  return columnCounts(survey, [ownColumns.split, ...survey.card.labels]);
}

/** @param counts those of `listedCounts`, where they are known: counting takes the most time */
export async function surveyInfo(
  survey: Survey,
  counts?: ReadonlyMap<string, Map<string, number>>,
): Promise<SurveyInfo> {
  const { card } = survey;
  const votes = card.tree ? answerColumns(card.tree) : [];
  const made = new Set<string>([...card.fractions, ...Object.values(ownColumns)]);
  const known = counts ?? (await listedCounts(survey));
  const count = (column: string) => known.get(column) ?? new Map<string, number>();
  const bySplit = count(ownColumns.split);
  const questions = card.tree ? questionSlices(card.tree) : [];
  const totals = await groupTotals(
    survey,
    questions.map(({ first, last }) => votes.slice(first, last + 1)),
  );
  return {
    name: card.name,
    galaxies: await survey.table.countRows(),
    catalogue: card.catalogue,
    importedAt: card.importedAt,
    splits: Object.fromEntries(splits.map((split) => [split, bySplit.get(split) ?? 0])),
    labels: Object.fromEntries(
      card.labels.map((label) => [label, Object.fromEntries([...count(label)].sort((a, b) => b[1] - a[1]))]),
    ),
    tree: card.tree?.name ?? null,
    questions: questions.map(({ question }, q) => ({
      question: question.name,
      galaxies: totals[q]?.rows ?? 0,
      votes: totals[q]?.sum ?? 0,
    })),
    columns: (await columnsOf(survey)).filter(
      (column) => !column.includes("@") && !votes.includes(column) && !made.has(column),
    ),
    representations: card.representations,
    predictions: card.predictions.map(({ run }) => run),
  };
}
