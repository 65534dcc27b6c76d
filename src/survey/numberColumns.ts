/** Columns of numbers that were computed here, kept beside what the catalogue brought. */

import { Fault } from "../fault.ts";
import { arrowTable } from "./arrowTable.ts";
import { ownColumns } from "./catalogueRows.ts";
import { storedName } from "./lance.ts";
import { writeSurvey } from "./surveyTable.ts";
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
    const stored = new Set((await table.schema()).fields.map((field) => field.name));
    const fresh = Object.keys(columns).filter((column) => !stored.has(storedName(column)));
    if (fresh.length > 0)
      await table.addColumns(fresh.map((column) => ({ name: storedName(column), valueSql: "CAST(NULL AS float)" })));
    await table
      .mergeInsert(ownColumns.id)
      .whenMatchedUpdateAll()
      .execute(
        arrowTable(ids.length, [
          { name: ownColumns.id, type: "string", values: ids },
          ...Object.entries(columns).map(([column, values]) => ({ name: column, type: "float32" as const, values })),
        ]),
      );
    return card;
  });
}
