/** Parts of queries that several routes take. */

import { z } from "zod";
import { filter } from "../survey/galaxies.ts";
import { findSelection } from "../survey/savedSelections.ts";
import { type SelectionParts, selectedIds, selectionParts } from "../survey/selection.ts";
import type { Survey } from "../survey/survey.ts";

/** Filters, as a JSON list in one parameter. */
export const whereText = z
  .string()
  .default("[]")
  .transform((text, context) => {
    try {
      return z.array(filter).max(20).parse(JSON.parse(text));
    } catch {
      context.addIssue('where must be a JSON list of {"column", "operator", "value"}');
      return z.NEVER;
    }
  });

/** A JSON value in one parameter. */
export function jsonText<Schema extends z.ZodType>(name: string, schema: Schema, shape: string) {
  return z.string().transform((text, context): z.output<Schema> => {
    try {
      return schema.parse(JSON.parse(text));
    } catch {
      context.addIssue(`${name} must be ${shape}, as JSON`);
      return z.NEVER;
    }
  });
}

/** Which objects: all of these hold. */
export const selectionQuery = {
  where: whereText,
  lasso: jsonText("lasso", selectionParts.shape.lasso, '{"run", "corners": [[x, y], ...]}').optional(),
  sky: jsonText("sky", selectionParts.shape.sky, '{"ra": [from, to], "dec": [from, to]}').optional(),
  /** The name of a saved selection that they are in as well. */
  saved: z.string().optional(),
};

export type SelectionQuery = z.output<z.ZodObject<typeof selectionQuery>>;

export async function askedSelection(
  survey: Survey,
  { where, lasso, sky, saved }: SelectionQuery,
): Promise<SelectionParts> {
  return withSaved(survey, { filters: where, lasso, sky }, saved);
}

/** A selection within a saved one. @throws Fault "no-selection" */
export async function withSaved(
  survey: Survey,
  parts: SelectionParts,
  saved: string | undefined,
): Promise<SelectionParts> {
  if (saved === undefined) return parts;
  const { selection } = await findSelection(survey.workspace, survey.card.name, saved);
  // Two lines, or two lists, do not make one: what lies in the saved one is listed.
  if ((["lasso", "sky", "ids"] as const).some((part) => parts[part] && selection[part])) {
    const own = parts.ids && new Set(parts.ids);
    const ids = await selectedIds(survey, selection);
    return { ...parts, ids: own ? ids.filter((id) => own.has(id)) : ids };
  }
  const given = Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
  return { ...selection, ...given, filters: [...(selection.filters ?? []), ...(parts.filters ?? [])] };
}
