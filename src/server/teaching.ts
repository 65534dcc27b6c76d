/** Learning from examples over HTTP: what is like several, classes that are taught in rounds, and their full fine-tuning. */

import { Hono } from "hono";
import { z } from "zod";
import { carriersOf, knownTags } from "../explore/tags.ts";
import { exampleSource, voicesOf } from "../explore/teach/examples.ts";
import { readRounds, taughtClasses } from "../explore/teach/rounds.ts";
import { writeExamplesColumn } from "../explore/teach/teach.ts";
import { Fault } from "../fault.ts";
import { personName } from "../survey/personName.ts";
import { openSurvey } from "../survey/survey.ts";
import type { Workspace } from "../survey/workspace.ts";
import { createExampleQuestions } from "./exampleQuestions.ts";
import { jsonText, whereText } from "./queries.ts";
import type { Trainings } from "./trainings.ts";

const sources = z.array(exampleSource).max(20);

const newRound = z.strictObject({
  by: z.string().transform(personName).pipe(z.string().min(1).max(100)),
  run: z.string().optional(),
  positive: sources.optional(),
  negative: sources.optional(),
  seed: z.number().int().min(0).default(0),
});

const fineTuning = z.strictObject({
  tune: z
    .string()
    .regex(/^(linear|all|blocks:\d{1,3})$/, "is linear, blocks:N or all")
    .default("all"),
  maxMinutes: z.number().positive().max(10_000).default(15),
});

const idList = (name: string) =>
  jsonText(name, z.array(z.string()).max(500), "a list of ids")
    .optional()
    .transform((ids) => ids ?? []);

const likeness = z.object({
  run: z.string().optional(),
  like: idList("like"),
  unlike: idList("like"),
  tag: z.string().optional(),
  position: z.string().max(100).optional(),
  where: whereText,
  limit: z.coerce.number().int().min(1).max(500).default(60),
});

export function teaching(workspace: Workspace, trainings: Trainings) {
  const questions = createExampleQuestions();
  return new Hono()
    .get("/api/surveys/:name/teach", async (context) => {
      const { card } = await openSurvey(workspace, context.req.param("name"));
      return context.json({
        classes: await taughtClasses(workspace, card.name),
        representations: card.representations.map(({ run }) => run),
      });
    })
    .get("/api/surveys/:name/alike", async (context) => {
      const { run, ...request } = likeness.parse(context.req.query());
      const survey = await openSurvey(workspace, context.req.param("name"));
      return context.json(await questions.alike(survey, run, request));
    })
    .get("/api/surveys/:name/tags", async (context) => {
      const survey = await openSurvey(workspace, context.req.param("name"));
      const found = await Promise.all(
        (await knownTags(survey)).map(async (tag) => ({
          name: tag.name,
          objects: (await carriersOf(survey, tag)).length,
        })),
      );
      return context.json({ tags: found.filter(({ objects }) => objects > 0) });
    })
    .get("/api/surveys/:name/teach/:class", async (context) => {
      const survey = await openSurvey(workspace, context.req.param("name"));
      const name = context.req.param("class");
      const rounds = await readRounds(workspace, survey.card.name, name);
      // Of everyone: a round learns from what most say, and not from what one person sees.
      const voices = [...(await voicesOf(survey, name))].map(([id, said]) => ({ id, said }));
      return context.json({ rounds, voices });
    })
    .post("/api/surveys/:name/teach/:class", async (context) => {
      const { run, ...asked } = newRound.parse(await context.req.json());
      const survey = await openSurvey(workspace, context.req.param("name"));
      return context.json(await questions.teach(survey, run, { ...asked, name: context.req.param("class") }));
    })
    .post("/api/surveys/:name/teach/:class/fine-tune", async (context) => {
      const options = fineTuning.parse(await context.req.json());
      const survey = await openSurvey(workspace, context.req.param("name"));
      const round = (await readRounds(workspace, survey.card.name, context.req.param("class"))).at(-1);
      if (!round)
        throw new Fault(
          "no-round",
          `the class "${context.req.param("class")}" has not been taught yet: train it first`,
        );
      const label = await writeExamplesColumn(survey, round);
      return context.json({ run: await trainings.start(survey.card.name, { label, from: round.run, options }), label });
    });
}
