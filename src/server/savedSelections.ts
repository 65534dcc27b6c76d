/** Saved selections over HTTP: list, save, look into, rename, remove. */

import { Hono } from "hono";
import { z } from "zod";
import { classesTaughtBy } from "../explore/teach/rounds.ts";
import {
  findSelection,
  readSelections,
  removeSelection,
  renameSelection,
  resolveSelection,
  type SavedSelection,
  saveSelection,
} from "../survey/savedSelections.ts";
import { selectionParts } from "../survey/selection.ts";
import { selectionText } from "../survey/selectionText.ts";
import { openSurvey } from "../survey/survey.ts";
import type { Workspace } from "../survey/workspace.ts";
import { withSaved } from "./queries.ts";

const toSave = z.strictObject({
  name: z.string(),
  by: z.string().optional(),
  selection: selectionParts,
  /** A saved selection that the objects are in as well. */
  within: z.string().optional(),
  replaces: z.boolean().default(false),
});

const renamed = z.strictObject({ name: z.string() });

export function savedSelections(workspace: Workspace) {
  return new Hono()
    .get("/api/surveys/:name/selections", async (context) => {
      const { card } = await openSurvey(workspace, context.req.param("name"));
      return context.json({ selections: (await readSelections(workspace, card.name)).map(described) });
    })
    .post("/api/surveys/:name/selections", async (context) => {
      const { within, replaces, selection, ...rest } = toSave.parse(await context.req.json());
      const survey = await openSurvey(workspace, context.req.param("name"));
      const parts = await withSaved(survey, selection, within);
      const saved = await saveSelection(survey, { ...rest, selection: parts }, { replaces });
      return context.json({ saved: described(saved) });
    })
    .get("/api/surveys/:name/selections/:selection", async (context) => {
      const survey = await openSurvey(workspace, context.req.param("name"));
      const saved = await findSelection(workspace, survey.card.name, context.req.param("selection"));
      return context.json({ ...described(saved), ...(await resolveSelection(survey, saved.selection)) });
    })
    .get("/api/surveys/:name/selections/:selection/classes", async (context) => {
      const { card } = await openSurvey(workspace, context.req.param("name"));
      return context.json({ classes: await classesTaughtBy(workspace, card.name, context.req.param("selection")) });
    })
    .post("/api/surveys/:name/selections/:selection/rename", async (context) => {
      const { name } = renamed.parse(await context.req.json());
      const { name: survey, selection } = context.req.param();
      return context.json({ saved: described(await renameSelection(workspace, survey, selection, name)) });
    })
    .post("/api/surveys/:name/selections/:selection/remove", async (context) => {
      const { name: survey, selection } = context.req.param();
      await removeSelection(workspace, survey, selection);
      return context.json({ removed: selection });
    });
}

/** Without the ids, which may be many. */
function described({ selection: { ids, ...conditions }, ...saved }: SavedSelection) {
  return { ...saved, conditions, listed: ids?.length ?? null, what: selectionText({ ...conditions, ids }) };
}
