/** What a selection is, in words, for people who did not make it. */

import { counted } from "../counted.ts";
import type { SelectionParts } from "./selection.ts";

/** "class = spiral and 3 listed ids", say. */
export function selectionText({ filters = [], lasso, sky, ids }: SelectionParts): string {
  const parts = filters.map(({ column, operator, value }) => `${column} ${operator} ${value}`);
  if (lasso) parts.push(`inside a line of ${counted(lasso.corners.length, "corner")} on the map of ${lasso.run}`);
  if (sky) parts.push(`ra ${sky.ra.join(" to ")} and dec ${sky.dec.join(" to ")} degrees`);
  if (ids) parts.push(counted(ids.length, "listed id"));
  return parts.join(" and ") || "every object";
}
