/** How often each value of a column occurs, and sums over columns of numbers, row after row: no row is kept. */

import { storedName } from "./lance.ts";
import type { Survey } from "./survey.ts";
import { lostTable } from "./surveyTable.ts";
import { TextCounts } from "./textCounts.ts";

/** @returns by column the values that occur, as text, with their number; missing values are not counted */
export async function columnCounts(
  survey: Survey,
  columns: readonly string[],
): Promise<Map<string, Map<string, number>>> {
  const counts = new Map(columns.map((column) => [column, new Map<string, number>()]));
  const texts = columns.map(() => new TextCounts());
  await eachBatch(survey, columns, (values, rows) => {
    for (const [c, found] of [...counts.values()].entries()) {
      const column = values[c];
      const batch = column && textBytes(column);
      for (let row = 0; row < rows; row++) {
        if (batch) texts[c]?.add(batch.bytes, batch.offsets[row] as number, batch.offsets[row + 1] as number);
        else add(found, column?.get(row) ?? null, 1);
      }
    }
  });
  for (const [c, found] of [...counts.values()].entries())
    for (const [text, count] of texts[c] ?? []) add(found, text, count);
  return counts;
}

function add(counts: Map<string, number>, value: unknown, count: number): void {
  if (value !== null) counts.set(String(value), (counts.get(String(value)) ?? 0) + count);
}

/** A batch's texts end to end, without a missing one among them: text `row` is at bytes offsets[row] to offsets[row + 1]. */
interface TextBytes {
  offsets: Int32Array;
  bytes: Uint8Array;
}

/** @returns undefined where the column is no such texts: then its values are asked for one by one */
function textBytes({ type, data }: BatchColumn): TextBytes | undefined {
  const [chunk, ...others] = data ?? [];
  if (String(type) !== "Utf8" || !chunk || others.length > 0 || chunk.nullCount > 0) return undefined;
  const { valueOffsets, values } = chunk;
  if (!(valueOffsets instanceof Int32Array) || !(values instanceof Uint8Array)) return undefined;
  return { offsets: valueOffsets, bytes: values };
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

/** Of Arrow's vectors what is used here. */
interface BatchColumn {
  get(row: number): unknown;
  type: unknown;
  data?: readonly { nullCount: number; valueOffsets?: unknown; values?: unknown }[];
}

async function eachBatch(
  survey: Survey,
  columns: readonly string[],
  look: (values: (BatchColumn | null)[], rows: number) => void,
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
