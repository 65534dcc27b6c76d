/** Columns of numbers that were computed here, kept beside what the catalogue brought. */

import { Fault } from "../fault.ts";
import type { Column } from "./arrowTable.ts";
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
  await writeSurvey(workspace, name, async ({ before }) => {
    if (!before) throw new Fault("no-survey", `there is no survey "${name}" any more`);
    const { card, table } = before;
    const numbers = Object.entries(columns).map(
      ([column, values]): Column => ({ name: column, type: "float32", values }),
    );
    await upsertColumns(table, ids, numbers);
    return card;
  });
}
