/** Rounds of teaching a class, as they are kept: surveys/<name>.teach/<class>/<round>.json, each written whole and never changed. */

import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { Fault, fileFault } from "../../fault.ts";
import { parseFormatted } from "../../formattedJson.ts";
import { checkSurveyName } from "../../survey/card.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { writeWhole } from "../../wholeFile.ts";
import { checkClassName, exampleSource, isClassName } from "./examples.ts";

const roundFormat = 1;

const interval = z.tuple([z.number(), z.number()]);
const measure = z.object({ value: z.number(), interval });
const measures = z.object({
  accuracy: measure,
  balancedAccuracy: measure,
  rocAuc: measure,
  averagePrecision: measure,
});

const round = z.object({
  format: z.literal(roundFormat),
  survey: z.string(),
  name: z.string(),
  /** 1, 2, 3, ... */
  round: z.number().int(),
  /** When, ISO 8601. */
  at: z.string(),
  /** Who asked for it; null where they did not say. */
  by: z.string().nullable(),
  run: z.string(),
  seed: z.number(),
  positive: z.array(exampleSource),
  negative: z.array(exampleSource),
  positives: z.number(),
  negatives: z.number(),
  said: z.number(),
  disputed: z.number(),
  unseen: z.number(),
  /** Objects that got a probability. */
  objects: z.number(),
  /** Of them, those above a half. */
  found: z.number(),
  components: z.number(),
  penalty: z.number(),
  folds: z.number(),
  measures: measures.extend({
    reliability: z.array(
      z.object({
        from: z.number(),
        to: z.number(),
        count: z.number(),
        expected: z.number().nullable(),
        positive: z.number().nullable(),
        interval,
      }),
    ),
  }),
  curve: z.array(z.object({ examples: z.number(), measures })),
});

export type Round = Omit<z.infer<typeof round>, "format">;

/** Stores a round after the last there is. */
export async function storeRound(workspace: Workspace, content: Omit<Round, "round" | "at">): Promise<Round> {
  const folder = folderOf(workspace, content.survey, content.name);
  await mkdir(folder, { recursive: true }).catch((error) => {
    throw fileFault(error, "make", folder);
  });
  for (;;) {
    const number = ((await numbersIn(folder)).at(-1) ?? 0) + 1;
    const stored: Round = { ...content, round: number, at: new Date().toISOString() };
    try {
      const text = `${JSON.stringify({ format: roundFormat, ...stored })}\n`;
      await writeWhole(join(folder, `${number}.json`), text, { isNew: true });
      return stored;
    } catch (error) {
      // Another process was sooner: this is the next one.
      if (!(error instanceof Fault && error.code === "exists")) throw error;
    }
  }
}

/** Rounds of a class, the first first; none where it was never taught. @throws Fault "damaged-round" that names the file */
export async function readRounds(workspace: Workspace, survey: string, name: string): Promise<Round[]> {
  const folder = folderOf(workspace, survey, name);
  const rounds: Round[] = [];
  for (const number of await numbersIn(folder)) {
    const path = join(folder, `${number}.json`);
    const text = await readFile(path, "utf8").catch((error) => {
      throw fileFault(error, "read", path);
    });
    const { format: _, ...found } = parseFormatted(text, {
      schema: round,
      format: roundFormat,
      newer: () => new Fault("newer-round", `${path} was written by a newer Almagest: update Almagest`),
      damaged: (cause) =>
        new Fault("damaged-round", `${path} is damaged: delete it, and teach the class again`, { cause }),
    });
    rounds.push(found);
  }
  return rounds;
}

/** Names of the classes that were taught. */
export async function taughtClasses(workspace: Workspace, survey: string): Promise<string[]> {
  const folder = join(workspace.surveysPath, `${survey}.teach`);
  return (await namesIn(folder)).filter((name) => isClassName(name)).sort();
}

/** The classes whose last round was taught by a saved selection. */
export async function classesTaughtBy(workspace: Workspace, survey: string, selection: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await taughtClasses(workspace, survey)) {
    const last = (await readRounds(workspace, survey, name)).at(-1);
    const sources = [...(last?.positive ?? []), ...(last?.negative ?? [])];
    if (sources.some((source) => "selection" in source && source.selection === selection)) found.push(name);
  }
  return found;
}

async function numbersIn(folder: string): Promise<number[]> {
  const names = await namesIn(folder);
  return names.flatMap((file) => (/^\d+\.json$/.test(file) ? [Number.parseInt(file, 10)] : [])).sort((a, b) => a - b);
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw fileFault(error, "read", folder);
  });
}

function folderOf(workspace: Workspace, survey: string, name: string): string {
  checkSurveyName(survey);
  // It comes from addresses too, and must not lead elsewhere.
  checkClassName(name);
  return join(workspace.surveysPath, `${survey}.teach`, name);
}
