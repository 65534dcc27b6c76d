/** Tags from people's words over HTTP: which sets there are, one set with its words, and a person's change to it. */

import { Hono } from "hono";
import { z } from "zod";
import { shownTaxonomy } from "../methods/semantics/shown.ts";
import { changeTaxonomy, listTaxonomies, readTaxonomy } from "../methods/semantics/storedTaxonomy.ts";
import { edit } from "../methods/semantics/taxonomy.ts";
import type { Workspace } from "../survey/workspace.ts";

const change = z.strictObject({ by: z.string(), acts: z.number().int().min(0), edit });

export function wordRoutes(workspace: Workspace) {
  return new Hono()
    .get("/api/words", async (context) => context.json({ sets: await listTaxonomies(workspace) }))
    .get("/api/words/:set", async (context) =>
      context.json(shownTaxonomy(await readTaxonomy(workspace, context.req.param("set")))),
    )
    .post("/api/words/:set", async (context) => {
      const asked = change.parse(await context.req.json());
      return context.json(shownTaxonomy(await changeTaxonomy(workspace, context.req.param("set"), asked)));
    });
}
