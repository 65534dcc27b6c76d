/** Rating on the page: what to look at next, and the scores people gave. */

import { Hono } from "hono";
import { z } from "zod";
import { acquisitions } from "../explore/anomalies/acquisition.ts";
import { foundSoFar } from "../explore/anomalies/foundSoFar.ts";
import { rate, readRatings, usualInterest } from "../explore/anomalies/ratings.ts";
import { openSurvey } from "../survey/survey.ts";
import type { Workspace } from "../survey/workspace.ts";
import { createAnomalies } from "./anomalies.ts";

const rater = { by: z.string().optional(), interest: z.string().default(usualInterest) };

const nextToRate = z.object({
  ...rater,
  run: z.string().optional(),
  batch: z.coerce.number().int().min(1).max(200).default(10),
  acquisition: z.enum(acquisitions).default("ei"),
  seed: z.coerce.number().int().min(0).default(0),
});

const newRatings = z
  .object({
    ...rater,
    by: z.string(),
    // A key makes a rating that is sent again the same rating. A score of null passes on.
    ratings: z
      .array(z.object({ id: z.string(), score: z.number().nullable(), key: z.string().optional() }).strict())
      .min(1)
      .max(200),
  })
  .strict();

export function rating(workspace: Workspace) {
  const anomalies = createAnomalies();
  return new Hono()
    .get("/api/surveys/:name/anomalies", async (context) => {
      const { batch, ...options } = nextToRate.parse(context.req.query());
      const survey = await openSurvey(workspace, context.req.param("name"));
      return context.json(await anomalies.propose(survey, { ...options, count: batch }));
    })
    .get("/api/surveys/:name/ratings", async (context) => {
      const { card } = await openSurvey(workspace, context.req.param("name"));
      const { scores, passed } = await readRatings(workspace, card.name, z.object(rater).parse(context.req.query()));
      return context.json({ ratings: [...scores].map(([id, score]) => ({ id, score })), passed: [...passed] });
    })
    .get("/api/surveys/:name/ratings/found", async (context) => {
      const { card } = await openSurvey(workspace, context.req.param("name"));
      const { interest, by } = z.object({ ...rater, by: z.string() }).parse(context.req.query());
      return context.json(await foundSoFar(workspace, card.name, { interest, by }));
    })
    .post("/api/surveys/:name/ratings", async (context) => {
      const sent = newRatings.parse(await context.req.json());
      return context.json(await rate(workspace, context.req.param("name"), sent));
    });
}
