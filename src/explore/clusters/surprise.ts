/** How far a cluster's vote fractions lie from what its neighbours would have predicted. */

import { ownColumns } from "../../survey/catalogueRows.ts";
import { storedName } from "../../survey/lance.ts";
import { predictionColumn } from "../../survey/predictions.ts";
import { readColumns, type Survey } from "../../survey/survey.ts";
import type { Surprise } from "./clustering.ts";
import type { ClusterShape } from "./clusterShape.ts";

/**
 * A member's predicted fractions are the mean of its nearest strangers'. Of each answer the mean difference over members,
 * squared, less what so few members would show by chance; the square root of its mean over answers, 0 to 1.
 * @param run whose predicted fractions stand in where nobody voted
 * @returns of each cluster; null where too little is known of it
 */
export async function surprises(
  survey: Survey,
  run: string,
  ids: readonly string[],
  shapes: readonly Pick<ClusterShape, "neighbours">[],
): Promise<(Surprise | null)[]> {
  const { fractions, predictions } = survey.card;
  const predicted = predictions.find((each) => each.run === run && each.kind === "shares")?.answers ?? [];
  const columns = fractions.length > 0 ? fractions : predicted.map((answer) => predictionColumn(run, answer));
  if (columns.length === 0) return shapes.map(() => null);
  const rows = new Map((await readColumns(survey, columns)).map((row) => [String(row[ownColumns.id]), row]));
  const known = columns.map((column) => {
    const stored = storedName(column);
    return { column, of: Float64Array.from(ids, (id) => Number(rows.get(id)?.[stored] ?? Number.NaN)) };
  });
  return shapes.map(({ neighbours }) => surpriseOf(neighbours, known));
}

function surpriseOf(
  neighbours: ClusterShape["neighbours"],
  known: readonly { column: string; of: Float64Array }[],
): Surprise | null {
  const answers = known.flatMap(({ column, of }) => {
    const pairs = neighbours.flatMap(({ member, strangers }) => {
      const own = of[member] as number;
      const theirs = strangers.map((each) => of[each] as number).filter(Number.isFinite);
      return Number.isFinite(own) && theirs.length > 0 ? [{ own, predicted: mean(theirs) }] : [];
    });
    if (pairs.length < 2) return [];
    const differences = pairs.map(({ own, predicted }) => own - predicted);
    const difference = mean(differences);
    const variance = mean(differences.map((each) => (each - difference) ** 2)) * (pairs.length / (pairs.length - 1));
    return [
      {
        answer: column,
        members: mean(pairs.map(({ own }) => own)),
        predicted: mean(pairs.map((each) => each.predicted)),
        squared: difference ** 2 - variance / pairs.length,
      },
    ];
  });
  const [first] = answers;
  if (!first) return null;
  const { answer, members, predicted } = answers.reduce((a, b) => (b.squared > a.squared ? b : a), first);
  return { distance: Math.sqrt(Math.max(0, mean(answers.map(({ squared }) => squared)))), answer, members, predicted };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
