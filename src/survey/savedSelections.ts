/** Selections of a survey that people gave a name: surveys/<name>.selections/<selection>.json, each written whole. */

import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { exitCodes, Fault, fileFault } from "../fault.ts";
import { parseFormatted } from "../formattedJson.ts";
import { textIfThere } from "../textIfThere.ts";
import { syncFolder, writeWhole } from "../wholeFile.ts";
import { checkSurveyName, readCard } from "./card.ts";
import { withLock } from "./lock.ts";
import { personName } from "./personName.ts";
import { isEverything, type SelectionParts, selectedIds, selectionParts } from "./selection.ts";
import { openSurvey, type Survey } from "./survey.ts";
import { unheldValues } from "./unheldValues.ts";
import type { Workspace } from "./workspace.ts";

const selectionFormat = 1;
const longestPerson = 100;

const savedSelection = z.object({
  format: z.literal(selectionFormat),
  name: z.string(),
  /** Who saved it; null where they did not say. */
  by: z.string().nullable(),
  /** When, ISO 8601. */
  at: z.string(),
  /** How many objects it had then. */
  objects: z.number().int(),
  selection: selectionParts,
});

export type SavedSelection = Omit<z.infer<typeof savedSelection>, "format">;

/** What a saved selection is now. */
export interface ResolvedSelection {
  /** Of the objects that are in the survey, in order. */
  ids: string[];
  /** Listed ids that the survey does not have any more. */
  gone: number;
}

/** In the order of their names. @throws Fault "damaged-selection" that names the file */
export async function readSelections(workspace: Workspace, survey: string): Promise<SavedSelection[]> {
  const folder = folderOf(workspace, survey);
  const files = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw fileFault(error, "read", folder);
  });
  const names = files.flatMap((file) => (/^[A-Za-z0-9].*\.json$/.test(file) ? [file.slice(0, -5)] : [])).sort();
  const found = await Promise.all(names.map((name) => readIfThere(workspace, survey, name)));
  return found.filter((each) => each !== undefined);
}

/**
 * @param name or the words that it was saved under
 * @throws Fault "no-selection" that lists those there are
 */
export async function findSelection(workspace: Workspace, survey: string, name: string): Promise<SavedSelection> {
  const plain = selectionNameFrom(name, "");
  const found = plain === "" ? undefined : await readIfThere(workspace, survey, plain);
  if (found) return found;
  const others = await readSelections(workspace, survey);
  throw new Fault(
    "no-selection",
    `survey "${survey}" has no saved selection "${name}": ${
      others.length > 0
        ? `it has ${others.map((each) => each.name).join(", ")}`
        : `save one with almagest selections save ${survey} ${name}`
    }`,
    { exitCode: exitCodes.usage },
  );
}

/**
 * Saves a selection under a name, or under the nearest to it that can be one.
 * @param replaces whether it may take the place of another of that name
 * @throws Fault "exists" where there is one of that name; "selection" where it would be everything, nothing, or names what
 * the survey does not have; "selection-name"
 */
export async function saveSelection(
  survey: Survey,
  { name: words, by, selection }: { name: string; by?: string; selection: SelectionParts },
  { replaces = false }: { replaces?: boolean } = {},
): Promise<SavedSelection> {
  const { workspace, card } = survey;
  const name = checkedName(words);
  const person = checkedPerson(by);
  if (isEverything(selection))
    throw fault(
      "selection",
      "nothing is selected: say which objects, by filters, ids, or a part of the map or the sky",
    );
  const { ids, gone } = await resolveSelection(survey, selection);
  if (gone > 0) throw await unknownIds(survey, selection.ids ?? []);
  if (ids.length === 0) {
    const unheld = (await unheldValues(survey, selection.filters ?? [])).map((each) => `; ${each}`).join("");
    throw new Fault("selection", `no object of survey "${card.name}" is in this selection: nothing was saved${unheld}`);
  }
  const saved: SavedSelection = {
    name,
    by: person,
    at: new Date().toISOString(),
    objects: ids.length,
    selection: selection.ids ? { ...selection, ids: [...new Set(selection.ids)] } : selection,
  };
  await whileLocked(workspace, card.name, async (stillOurs) => {
    if (!replaces && (await readIfThere(workspace, card.name, name))) throw isThere(card.name, name);
    stillOurs();
    await write(workspace, card.name, saved);
  });
  return saved;
}

/** @throws Fault "no-selection", "exists" where another has that name, "selection-name" */
export async function renameSelection(
  workspace: Workspace,
  survey: string,
  name: string,
  words: string,
): Promise<SavedSelection> {
  const newName = checkedName(words);
  return whileLocked(workspace, survey, async (stillOurs) => {
    const before = await findSelection(workspace, survey, name);
    if (newName === before.name) return before;
    if (await readIfThere(workspace, survey, newName)) throw isThere(survey, newName);
    const after = { ...before, name: newName };
    stillOurs();
    // In this order: a kill between leaves two, not none.
    await write(workspace, survey, after);
    await rm(pathOf(workspace, survey, before.name));
    await syncFolder(folderOf(workspace, survey));
    return after;
  });
}

/** @throws Fault "no-selection" */
export async function removeSelection(workspace: Workspace, survey: string, name: string): Promise<void> {
  await whileLocked(workspace, survey, async (stillOurs) => {
    const found = await findSelection(workspace, survey, name);
    stillOurs();
    await rm(pathOf(workspace, survey, found.name));
    await syncFolder(folderOf(workspace, survey));
  });
}

/** @throws Fault "no-column" or "no-map" where the survey has lost what the selection is made of */
export async function resolveSelection(survey: Survey, selection: SelectionParts): Promise<ResolvedSelection> {
  const ids = await selectedIds(survey, selection);
  if (!selection.ids) return { ids, gone: 0 };
  const known = new Set(await selectedIds(survey, {}));
  return { ids, gone: [...new Set(selection.ids)].filter((id) => !known.has(id)).length };
}

/** The objects of a saved selection, as they are now. @throws Fault "no-survey", "no-selection" or as `resolveSelection` */
export async function savedIds(workspace: Workspace, survey: string, name: string): Promise<ResolvedSelection> {
  const opened = await openSurvey(workspace, survey);
  return resolveSelection(opened, (await findSelection(workspace, survey, name)).selection);
}

async function unknownIds(survey: Survey, ids: readonly string[]): Promise<Fault> {
  const known = new Set(await selectedIds(survey, {}));
  const unknown = ids.filter((id) => !known.has(id));
  const more = unknown.length > 1 ? `, nor ${unknown.length - 1} others of the list` : "";
  return fault("selection", `survey "${survey.card.name}" has no object "${unknown[0]}"${more}`);
}

async function readIfThere(workspace: Workspace, survey: string, name: string): Promise<SavedSelection | undefined> {
  const path = pathOf(workspace, survey, name);
  const text = await textIfThere(path);
  if (text === undefined) return undefined;
  const { format: _, ...saved } = parseFormatted(text, {
    schema: savedSelection,
    format: selectionFormat,
    newer: () => new Fault("newer-selection", `${path} was written by a newer Almagest: update Almagest`),
    damaged: (cause) =>
      new Fault("damaged-selection", `${path} is damaged: bring it back from a copy, or delete it`, { cause }),
  });
  return saved;
}

async function write(workspace: Workspace, survey: string, saved: SavedSelection): Promise<void> {
  await writeWhole(pathOf(workspace, survey, saved.name), `${JSON.stringify({ format: selectionFormat, ...saved })}\n`);
}

async function whileLocked<T>(
  workspace: Workspace,
  survey: string,
  work: (stillOurs: () => void) => Promise<T>,
): Promise<T> {
  if (!(await readCard(workspace, survey))) throw new Fault("no-survey", `there is no survey "${survey}"`);
  const folder = folderOf(workspace, survey);
  try {
    if ((await mkdir(folder, { recursive: true })) !== undefined) await syncFolder(workspace.surveysPath);
  } catch (error) {
    throw fileFault(error, "make", folder);
  }
  return withLock(join(folder, "lock"), `the selections of survey "${survey}"`, ({ stillOurs }) => work(stillOurs));
}

function checkedName(words: string): string {
  const name = selectionNameFrom(words, "");
  if (name === "")
    throw fault(
      "selection-name",
      `"${words}" cannot name a selection: use letters, digits, - and _ (at most 64, beginning with a letter or a digit)`,
    );
  return name;
}

/** A name that can be one, as near as possible to what a person called the thing; one that can be stays as it is. */
export function selectionNameFrom(words: string, otherwise: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(words)) return words;
  const plain = words.normalize("NFKD").replace(/\p{M}/gu, "");
  const name = plain
    .replace(/[^A-Za-z0-9_]+/g, "-")
    .replace(/^[-_]+/, "")
    .slice(0, 64)
    .replace(/-+$/, "");
  return name === "" ? otherwise : name;
}

function checkedPerson(by: string | undefined): string | null {
  const person = personName(by ?? "");
  if (person.length > longestPerson || /\p{Cc}/u.test(person))
    throw fault("selection", `a person's name is one line of at most ${longestPerson} letters`);
  return person || null;
}

function isThere(survey: string, name: string): Fault {
  return fault(
    "exists",
    `survey "${survey}" has a saved selection "${name}" already: choose another name, or remove it`,
  );
}

function folderOf(workspace: Workspace, survey: string): string {
  checkSurveyName(survey);
  return join(workspace.surveysPath, `${survey}.selections`);
}

function pathOf(workspace: Workspace, survey: string, name: string): string {
  return join(folderOf(workspace, survey), `${name}.json`);
}

function fault(code: string, message: string): Fault {
  return new Fault(code, message, { exitCode: exitCodes.usage });
}
