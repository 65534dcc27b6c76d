/** What a survey holds, counted. */

import { ownColumns } from "./catalogueRows.ts";
import { answerColumns, questionSlices } from "./decisionTree.ts";
import { storedName } from "./lance.ts";
import { splits } from "./split.ts";
import { columnsOf, readColumns, type Survey } from "./survey.ts";

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

export async function surveyInfo(survey: Survey): Promise<SurveyInfo> {
  const { card } = survey;
  const votes = card.tree ? answerColumns(card.tree) : [];
  const made = new Set<string>([...card.fractions, ...Object.values(ownColumns)]);
  const rows = await readColumns(survey, [ownColumns.split, ...card.labels, ...votes]);
  const count = (column: string) => {
    const counts = new Map<string, number>();
    for (const row of rows) {
      const value = row[storedName(column)];
      if (value !== null && value !== undefined) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
    }
    return counts;
  };
  const bySplit = count(ownColumns.split);
  return {
    name: card.name,
    galaxies: rows.length,
    catalogue: card.catalogue,
    importedAt: card.importedAt,
    splits: Object.fromEntries(splits.map((split) => [split, bySplit.get(split) ?? 0])),
    labels: Object.fromEntries(
      card.labels.map((label) => [label, Object.fromEntries([...count(label)].sort((a, b) => b[1] - a[1]))]),
    ),
    tree: card.tree?.name ?? null,
    questions: card.tree
      ? questionSlices(card.tree).map(({ question, first, last }) => {
          const columns = votes.slice(first, last + 1).map(storedName);
          const totals = rows.map((row) => columns.reduce((sum, column) => sum + Number(row[column] ?? 0), 0));
          return {
            question: question.name,
            galaxies: totals.filter((total) => total > 0).length,
            votes: totals.reduce((a, b) => a + b, 0),
          };
        })
      : [],
    columns: (await columnsOf(survey)).filter(
      (column) => !column.includes("@") && !votes.includes(column) && !made.has(column),
    ),
    representations: card.representations,
    predictions: card.predictions.map(({ run }) => run),
  };
}
