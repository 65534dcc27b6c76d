/** A label that was not imported but decided here: a column of classes, written for some of a survey's objects. */

import { exitCodes, Fault } from "../fault.ts";
import { columnKinds } from "./survey.ts";
import { writeSurvey } from "./surveyTable.ts";
import { upsertColumns } from "./upsertColumns.ts";
import type { Workspace } from "./workspace.ts";

/**
 * Writes a class for each of these objects, in place of what they had; all others keep theirs. A column that is not there
 * yet is made.
 * @param classes from id to class; null takes it away
 * @throws Fault "label-column" where the column holds something else than labels
 */
export async function writeLabelColumn(
  workspace: Workspace,
  name: string,
  column: string,
  classes: ReadonlyMap<string, string | null>,
): Promise<void> {
  if (!/^\S(?:.*\S)?$/.test(column) || column.includes("@"))
    throw new Fault(
      "label-column",
      `"${column}" cannot name a label: it needs a name without @, as predictions have it`,
      {
        exitCode: exitCodes.usage,
      },
    );
  await writeSurvey(workspace, name, async ({ before }) => {
    if (!before) throw new Fault("no-survey", `there is no survey "${name}" any more`);
    const { card, table } = before;
    const isThere = (await columnKinds({ table })).has(column);
    if (isThere && !card.labels.includes(column))
      throw new Fault(
        "label-column",
        `survey "${name}" has a column "${column}" that holds no labels: give another name`,
      );
    await upsertColumns(table, [...classes.keys()], [{ name: column, type: "string", values: [...classes.values()] }]);
    return { ...card, labels: isThere ? card.labels : [...card.labels, column] };
  });
}
