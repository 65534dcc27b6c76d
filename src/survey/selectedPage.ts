/** A page of a selection, found by the store. */

import { ownColumns } from "./catalogueRows.ts";
import { conditions, kindOf } from "./galaxies.ts";
import { storedName } from "./lance.ts";
import type { Selection } from "./selection.ts";
import { columnKinds, type Survey } from "./survey.ts";
import { lostTable } from "./surveyTable.ts";

/** Further into a list the store would sort all that stands before as well: whoever scrolls so far keeps a list of ids. */
export const deepestPage = 5000;

/**
 * A page of what `selectedIds` lists, without listing it: the store finds the first of a million in a tenth of a second.
 * @param offset with `limit` at most `deepestPage`
 * @throws Fault "no-column", "filter"
 */
export async function selectedPage(
  survey: Survey,
  { filters = [], order }: Pick<Selection, "filters" | "order">,
  { offset, limit }: { offset: number; limit: number },
): Promise<{ total: number; ids: string[] }> {
  const where = (await conditions(survey, filters)).join(" AND ");
  const column = order?.replace(/^-/, "");
  if (column !== undefined) kindOf(survey, await columnKinds(survey), column);
  const by = [...new Set([...(column === undefined ? [] : [storedName(column)]), ownColumns.id])];
  let query = survey.table.query().select(by);
  if (where !== "") query = query.where(where);
  const orderings = by.map((columnName) => ({
    columnName,
    ascending: columnName !== storedName(column ?? "") || !order?.startsWith("-"),
    nullsFirst: false,
  }));
  try {
    const [total, rows] = await Promise.all([
      survey.table.countRows(where || undefined),
      query
        .orderBy(orderings)
        .limit(offset + limit)
        .toArray(),
    ]);
    return { total, ids: rows.slice(offset).map((row) => String(row[ownColumns.id])) };
  } catch (error) {
    throw lostTable(survey.workspace, survey.card.name, error);
  }
}
