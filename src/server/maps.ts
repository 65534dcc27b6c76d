/** Maps of a survey for the page: which runs have one, the places of its objects, and what they are coloured by. */

import { Hono } from "hono";
import { z } from "zod";
import { mapColours, mappedRuns, storedMap } from "../explore/umap/storedMap.ts";
import { openSurvey } from "../survey/survey.ts";
import type { Workspace } from "../survey/workspace.ts";
import { mapBytes } from "./mapBytes.ts";

const ofRun = z.object({ run: z.string() });
const ofColumn = ofRun.extend({ column: z.string() });

export function mapRoutes(workspace: Workspace) {
  return new Hono()
    .get("/api/surveys/:name/maps", async (context) => {
      const survey = await openSurvey(workspace, context.req.param("name"));
      return context.json({
        runs: await mappedRuns(survey),
        representations: survey.card.representations.map(({ run }) => run),
      });
    })
    .get("/api/surveys/:name/map", async (context) => {
      const { run } = ofRun.parse(context.req.query());
      const survey = await openSurvey(workspace, context.req.param("name"));
      const bytes = mapBytes(await storedMap(survey, run));
      return context.body(bytes, 200, { "content-type": "application/octet-stream" });
    })
    .get("/api/surveys/:name/map/colours", async (context) => {
      const { run, column } = ofColumn.parse(context.req.query());
      const survey = await openSurvey(workspace, context.req.param("name"));
      return context.json(await mapColours(survey, run, column));
    });
}
