/** Searches that were given a name, to be run again: searches/<name>.json in the workspace, each written whole. */

import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { exitCodes, Fault, fileFault } from "../fault.ts";
import { parseFormatted } from "../formattedJson.ts";
import type { Workspace } from "../survey/workspace.ts";
import { textIfThere } from "../textIfThere.ts";
import { writeWhole } from "../wholeFile.ts";
import { fieldFilters } from "./query/fieldFilters.ts";
import { type Found, type Hit, type Library, search } from "./search.ts";
import { type SliderName, usualSliders, weighedBy } from "./sliders.ts";

const searchFormat = 1;

const savedSearch = z.object({
  format: z.literal(searchFormat),
  name: z.string(),
  query: z.string(),
  year: z.string().optional(),
  author: z.string().optional(),
  category: z.string().optional(),
  recent: z.number().optional(),
  cited: z.number().optional(),
  feedback: z.boolean().optional(),
  /** As they were set on the page; `recent` and `cited` are the command line's shares. */
  weights: z.partialRecord(z.enum(Object.keys(usualSliders) as SliderName[]), z.number().min(0)).optional(),
  limit: z.int(),
  /** When it was saved, and when what is new was last looked at; ISO 8601. */
  savedAt: z.string(),
  seenAt: z.string(),
  /** The ids that were found until then. */
  seen: z.array(z.string()),
});

export type SavedSearch = Omit<z.infer<typeof savedSearch>, "format">;
export type SearchToSave = Omit<SavedSearch, "savedAt" | "seenAt" | "seen">;

/** In the order of their names. @throws Fault "damaged-search" that names the file */
export async function readSearches(workspace: Workspace): Promise<SavedSearch[]> {
  const files = await readdir(folderOf(workspace)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw fileFault(error, "read", folderOf(workspace));
  });
  const names = files.flatMap((file) => (/^[\w-]+\.json$/.test(file) ? [file.slice(0, -5)] : [])).sort();
  const found = await Promise.all(names.map((name) => readIfThere(workspace, name)));
  return found.filter((each) => each !== undefined);
}

/** @throws Fault "no-search" that lists those there are */
export async function findSearch(workspace: Workspace, name: string): Promise<SavedSearch> {
  const found = isSearchName(name) ? await readIfThere(workspace, name) : undefined;
  if (found) return found;
  const names = (await readSearches(workspace)).map((each) => each.name);
  throw usage(
    "no-search",
    `there is no saved search "${name}": ${names.length > 0 ? `there are ${names.join(", ")}` : 'save one with almagest papers search "..." --save NAME'}`,
  );
}

/**
 * What it finds now counts as seen.
 * @throws Fault "exists" where there is another of that name; "search-name"; "query"
 */
export async function saveSearch(workspace: Workspace, library: Library, wanted: SearchToSave): Promise<Found> {
  if (!isSearchName(wanted.name))
    throw usage(
      "search-name",
      `"${wanted.name}" cannot name a search: use letters, digits, - and _ (at most 64, beginning with a letter or a digit)`,
    );
  const found = await run(library, wanted);
  const now = new Date().toISOString();
  await mkdir(folderOf(workspace), { recursive: true });
  const text = textOf({ ...wanted, savedAt: now, seenAt: now, seen: found.hits.map(({ id }) => id) });
  try {
    await writeWhole(pathOf(workspace, wanted.name), text, { isNew: true });
  } catch (error) {
    if (error instanceof Fault && error.code === "exists")
      throw usage("exists", `there is a saved search "${wanted.name}" already: remove it, or choose another name`);
    throw error;
  }
  return found;
}

/** The hits of a saved search now, those that were not there when it was last looked at marked. */
export interface SearchedAgain extends Omit<Found, "hits"> {
  hits: (Hit & { isNew: boolean })[];
  since: string;
}

/** @param options.remember from now on these count as seen; a paper that drops out and returns is not new again */
export async function searchAgain(
  workspace: Workspace,
  library: Library,
  saved: SavedSearch,
  { remember }: { remember: boolean },
): Promise<SearchedAgain> {
  const found = await run(library, saved);
  const seen = new Set(saved.seen);
  const hits = found.hits.map((hit) => ({ ...hit, isNew: !seen.has(hit.id) }));
  if (remember && (await readIfThere(workspace, saved.name)))
    await writeWhole(
      pathOf(workspace, saved.name),
      textOf({
        ...saved,
        seenAt: new Date().toISOString(),
        seen: [...new Set([...saved.seen, ...hits.map(({ id }) => id)])],
      }),
    );
  return { ...found, hits, since: saved.seenAt };
}

/** @throws Fault "no-search" */
export async function removeSearch(workspace: Workspace, name: string): Promise<void> {
  await findSearch(workspace, name);
  await rm(pathOf(workspace, name), { force: true });
}

function run(library: Library, saved: SearchToSave): Promise<Found> {
  const { query, limit, year, author, category, recent, cited, feedback, weights } = saved;
  return search(library, query, {
    limit,
    condition: fieldFilters({ year, author, category }),
    feedback,
    ...(weights ? weighedBy(weights) : { recent, cited }),
  });
}

async function readIfThere(workspace: Workspace, name: string): Promise<SavedSearch | undefined> {
  const path = pathOf(workspace, name);
  const text = await textIfThere(path);
  if (text === undefined) return undefined;
  const { format: _, ...saved } = parseFormatted(text, {
    schema: savedSearch,
    format: searchFormat,
    newer: () => new Fault("newer-search", `${path} was written by a newer Almagest: update Almagest`),
    damaged: (cause) =>
      new Fault("damaged-search", `${path} is damaged: bring it back from a copy, or delete it`, { cause }),
  });
  return saved;
}

function textOf(saved: SavedSearch): string {
  return `${JSON.stringify({ format: searchFormat, ...saved })}\n`;
}

function isSearchName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name);
}

const folderOf = (workspace: Workspace) => join(workspace.path, "searches");
const pathOf = (workspace: Workspace, name: string) => join(folderOf(workspace), `${name}.json`);

function usage(code: string, message: string): Fault {
  return new Fault(code, message, { exitCode: exitCodes.usage });
}
