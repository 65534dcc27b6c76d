/** How often each value of a column occurs, and sums over columns of numbers, row after row: no row is kept. */

import { storedName } from "./lance.ts";
import type { Survey } from "./survey.ts";
import { lostTable } from "./surveyTable.ts";

/** @returns by column the values that occur, as text, with their number; missing values are not counted */
export async function columnCounts(
  survey: Survey,
  columns: readonly string[],
): Promise<Map<string, Map<string, number>>> {
  const counts = new Map(columns.map((column) => [column, new Map<string, number>()]));
  await eachBatch(survey, columns, (values, rows) => {
    for (const [c, found] of [...counts.values()].entries())
      for (let row = 0; row < rows; row++) {
        const value = values[c]?.get(row) ?? null;
        if (value === null) continue;
        const text = String(value);
        found.set(text, (found.get(text) ?? 0) + 1);
      }
  });
  return counts;
}

/** @returns of each group of columns the sum of all its numbers, and how many rows have a sum above 0 */
export async function groupTotals(
  survey: Survey,
  groups: readonly (readonly string[])[],
): Promise<{ rows: number; sum: number }[]> {
  const totals = groups.map(() => ({ rows: 0, sum: 0 }));
  let first = 0;
  const places = groups.map(({ length }) => {
    first += length;
    return [first - length, first] as const;
  });
  await eachBatch(survey, groups.flat(), (values, rows) => {
    for (const [g, [from, to]] of places.entries()) {
      const total = totals[g] as { rows: number; sum: number };
      for (let row = 0; row < rows; row++) {
        let sum = 0;
        for (let c = from; c < to; c++) sum += Number(values[c]?.get(row) ?? 0);
        total.sum += sum;
        if (sum > 0) total.rows++;
      }
    }
  });
  return totals;
}

async function eachBatch(
  survey: Survey,
  columns: readonly string[],
  look: (values: ({ get(row: number): unknown } | null)[], rows: number) => void,
): Promise<void> {
  if (columns.length === 0) return;
  const stored = columns.map(storedName);
  try {
    for await (const batch of survey.table.query().select([...new Set(stored)]))
      look(
        stored.map((name) => batch.getChild(name)),
        batch.numRows,
      );
  } catch (error) {
    throw lostTable(survey.workspace, survey.card.name, error);
  }
}
