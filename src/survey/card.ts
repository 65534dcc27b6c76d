/**
 * A survey's card, surveys/<name>.json: what is known of the survey, and which version of its table is the survey.
 * It is replaced whole, so card and table change together however a write ends.
 */

import { join } from "node:path";
import { z } from "zod";
import { Fault } from "../fault.ts";
import { parseFormatted } from "../formattedJson.ts";
import { textIfThere } from "../textIfThere.ts";
import { writeWhole } from "../wholeFile.ts";
import { vectorIndexCard } from "./vectorIndex.ts";
import type { Workspace } from "./workspace.ts";

const cardFormat = 1;

const question = z.object({ name: z.string(), answers: z.array(z.string()), askedAfter: z.array(z.string()) });

/** The vectors' leading principal components, kept in a second column. */
const componentsCard = z.object({
  count: z.number(),
  /** Share of the whole variance along each, [count]. */
  shares: z.array(z.number()),
  /** [count]; the column's numbers are scaled to variance 1, and these are what they were. */
  variances: z.array(z.number()),
  /** Vectors they were made from. */
  rows: z.number(),
  /** Mean and axes, in the survey's folder of files: `surveys/<file>`. */
  file: z.string(),
});

const card = z.object({
  format: z.literal(cardFormat),
  name: z.string(),
  /** Version of surveys/<name>.lance that readers check out. Later ones are a write that did not finish. */
  tableVersion: z.number(),
  /** The file that was imported last. */
  catalogue: z.string(),
  importedAt: z.string(),
  /** The reproduction of a paper that made it for itself: no survey of the user's own. */
  reproduction: z.string().optional(),
  /** Folders that hold the images. */
  imageRoots: z.array(z.string()),
  /** Columns imported as labels. */
  labels: z.array(z.string()),
  tree: z.object({ name: z.string(), questions: z.array(question) }).nullable(),
  /** Columns made here from vote counts; left out of exports. */
  fractions: z.array(z.string()),
  representations: z.array(
    z.object({
      run: z.string(),
      dimension: z.number(),
      /** When its vectors were last written: what was made of others does not hold any more. */
      writtenAt: z.string().default(""),
      index: vectorIndexCard.optional(),
      components: componentsCard.optional(),
    }),
  ),
  predictions: z.array(
    z.object({ run: z.string(), answers: z.array(z.string()), kind: z.enum(["shares", "numbers"]).default("shares") }),
  ),
  /** Columns made here of what people labelled; made anew each time. */
  consensus: z.array(z.object({ name: z.string(), task: z.string(), columns: z.array(z.string()) })).default([]),
  /** Work that came in shards, the latest of its kind and name: by its plan it is known not to be merged twice. */
  merged: z
    .array(z.object({ what: z.string(), by: z.string(), plan: z.string(), work: z.string(), at: z.string() }))
    .default([]),
});

export type SurveyCard = z.infer<typeof card>;

export function newCard(name: string): SurveyCard {
  return {
    format: cardFormat,
    name,
    tableVersion: 0,
    catalogue: "",
    importedAt: "",
    imageRoots: [],
    labels: [],
    tree: null,
    fractions: [],
    representations: [],
    predictions: [],
    consensus: [],
    merged: [],
  };
}

/** @throws Fault "survey-name" for one that could not be a file name everywhere */
export function checkSurveyName(name: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name))
    throw new Fault(
      "survey-name",
      `"${name}" cannot name a survey: use letters, digits, - and _ (at most 64, the first a letter or digit)`,
    );
}

/** Words of `almagest clusters`, which would be taken for a command and not for the survey. */
export const takenNames: readonly string[] = ["show", "name", "label", "select", "help"];

/** Of a survey to be made; those that are there keep their names. @throws Fault "survey-name" */
export async function checkNewSurveyName(workspace: Workspace, name: string): Promise<void> {
  checkSurveyName(name);
  if (takenNames.includes(name) && !(await readCard(workspace, name)))
    throw new Fault(
      "survey-name",
      `"${name}" cannot name a survey: "almagest clusters ${name}" is a command of its own; take another name, such as "${name}-1"`,
    );
}

/** @returns undefined where there is no such survey */
export async function readCard(workspace: Workspace, name: string): Promise<SurveyCard | undefined> {
  checkSurveyName(name);
  const path = cardPath(workspace, name);
  const text = await textIfThere(path);
  if (text === undefined) return undefined;
  return parseFormatted(text, {
    schema: card,
    format: cardFormat,
    newer: () =>
      new Fault("newer-survey", `survey "${name}" was written by a newer Almagest (${path}): update Almagest`),
    damaged: (cause) =>
      new Fault(
        "damaged-survey",
        `the card of survey "${name}" is damaged: delete ${path}, then import the survey again`,
        { cause },
      ),
  });
}

export async function writeCard(workspace: Workspace, content: SurveyCard): Promise<void> {
  await writeWhole(cardPath(workspace, content.name), `${JSON.stringify(content, null, 1)}\n`);
}

function cardPath(workspace: Workspace, name: string): string {
  return join(workspace.surveysPath, `${name}.json`);
}
