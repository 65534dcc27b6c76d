/** Parts of queries that several routes take. */

import { z } from "zod";
import { filter } from "../survey/galaxies.ts";

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
