/** Between a survey's galaxies and the literature: papers about a galaxy, and the galaxies that a paper speaks of. */

import { Hono } from "hono";
import { z } from "zod";
import { Fault } from "../fault.ts";
import { papersAboutGalaxy } from "../literature/galaxies/aboutGalaxies.ts";
import { galaxiesOfPaper } from "../literature/galaxies/galaxiesOfPaper.ts";
import { needLibrary, papersById } from "../literature/libraryTable.ts";
import type { Library } from "../literature/search.ts";
import { openSurvey } from "../survey/survey.ts";
import type { Workspace } from "../survey/workspace.ts";

const ofPaper = z.object({ id: z.string().min(1).max(2000), survey: z.string() });
const papersShown = 8;
const galaxiesShown = 12;

/** @param library the one that is open for searching */
export function paperLinkRoutes(workspace: Workspace, library: () => Promise<Library>) {
  return new Hono()
    .get("/api/surveys/:name/galaxies/:id/papers", async (context) => {
      const { name, id } = context.req.param();
      const survey = await openSurvey(workspace, name);
      const table = await needLibrary(workspace);
      return context.json(await papersAboutGalaxy(await library(), table, survey, id, papersShown));
    })
    .get("/api/papers/galaxies", async (context) => {
      const { id, survey: name } = ofPaper.parse(context.req.query());
      const survey = await openSurvey(workspace, name);
      const paper = (await papersById(await needLibrary(workspace), [id])).get(id);
      if (!paper) throw new Fault("no-paper", `the library has no paper "${id}"`);
      return context.json(await galaxiesOfPaper(survey, paper, galaxiesShown));
    });
}
