/** Teaching a class over HTTP: rounds, a new one (worked out by a process that stands by), and a full fine-tuning. */

import { Hono } from "hono";
import { z } from "zod";
import { exampleSource } from "../explore/teach/examples.ts";
import { readRounds, taughtClasses } from "../explore/teach/rounds.ts";
import { type Taught, type TeachRequest, writeExamplesColumn } from "../explore/teach/teach.ts";
import { Fault } from "../fault.ts";
import { openSurvey } from "../survey/survey.ts";
import type { Workspace } from "../survey/workspace.ts";
import { moduleBeside } from "../training/job.ts";
import { standby } from "../training/standby.ts";
import type { Trainings } from "./trainings.ts";

const sources = z.array(exampleSource).max(20);

const newRound = z.strictObject({
  by: z.string().min(1).max(100),
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

export interface TeachQuestion {
  workspace: string;
  survey: string;
  run: string | undefined;
  request: TeachRequest;
}

export function teaching(workspace: Workspace, trainings: Trainings) {
  const process = standby(moduleBeside(import.meta.url, "teachProcess"));
  return new Hono()
    .get("/api/surveys/:name/teach", async (context) => {
      const { card } = await openSurvey(workspace, context.req.param("name"));
      return context.json({
        classes: await taughtClasses(workspace, card.name),
        representations: card.representations.map(({ run }) => run),
      });
    })
    .get("/api/surveys/:name/teach/:class", async (context) => {
      const { card } = await openSurvey(workspace, context.req.param("name"));
      return context.json({ rounds: await readRounds(workspace, card.name, context.req.param("class")) });
    })
    .post("/api/surveys/:name/teach/:class", async (context) => {
      const { run, ...asked } = newRound.parse(await context.req.json());
      const { card } = await openSurvey(workspace, context.req.param("name"));
      const request = { ...asked, name: context.req.param("class") };
      const question: TeachQuestion = { workspace: workspace.path, survey: card.name, run, request };
      return context.json(await process.ask<Taught>(question));
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
