/** Columns of numbers that were computed here, kept beside what the catalogue brought. */

import type { Table } from "@lancedb/lancedb";
import { Fault } from "../fault.ts";
import type { Column } from "./arrowTable.ts";
import { storedName } from "./lance.ts";
import { writeSurvey } from "./surveyTable.ts";
import { upsertColumns } from "./upsertColumns.ts";
import type { Workspace } from "./workspace.ts";

/**
 * Writes numbers for some of a survey's objects, in place of what they had; the others keep theirs. Columns that are not
 * there yet are made.
 * @param columns by name, each [ids.length]
 */
export async function writeNumberColumns(
  workspace: Workspace,
  name: string,
  ids: readonly string[],
  columns: Readonly<Record<string, ArrayLike<number>>>,
): Promise<void> {
  await write(workspace, name, ids, columns, async () => {});
}

/**
 * The same, but the columns are made anew: objects that are not among `ids` have nothing in them any more. For numbers that
 * mean something only beside each other, as places on one map do.
 * @param columns by name, each [ids.length]
 */
export async function replaceNumberColumns(
  workspace: Workspace,
  name: string,
  ids: readonly string[],
  columns: Readonly<Record<string, ArrayLike<number>>>,
): Promise<void> {
  await write(workspace, name, ids, columns, async (table) => {
    const stored = new Set((await table.schema()).fields.map((field) => field.name));
    const old = Object.keys(columns)
      .map(storedName)
      .filter((column) => stored.has(column));
    if (old.length > 0) await table.dropColumns(old);
  });
}

async function write(
  workspace: Workspace,
  name: string,
  ids: readonly string[],
  columns: Readonly<Record<string, ArrayLike<number>>>,
  clear: (table: Table) => Promise<void>,
): Promise<void> {
  await writeSurvey(workspace, name, async ({ before }) => {
    if (!before) throw new Fault("no-survey", `there is no survey "${name}" any more`);
    const { card, table } = before;
    const numbers = Object.entries(columns).map(
      ([column, values]): Column => ({ name: column, type: "float32", values }),
    );
    await clear(table);
    await upsertColumns(table, ids, numbers);
    return card;
  });
}
