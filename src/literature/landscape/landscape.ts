/**
 * The map of the library as it is kept: `library-map/` in the workspace, a card (regions, outliers, gaps) and, of each paper,
 * its place. The places lie in a file that the card names, so that both are of one moment.
 */

import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { Fault, fileFault } from "../../fault.ts";
import { parseFormatted } from "../../formattedJson.ts";
import { withLock } from "../../survey/lock.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { textIfThere } from "../../textIfThere.ts";
import { writeWhole } from "../../wholeFile.ts";

const landscapeFormat = 1;

const word = z.object({ word: z.string(), papers: z.int(), share: z.number() });
const growth = z.object({
  perYear: z.number(),
  interval: z.tuple([z.number(), z.number()]),
  trend: z.enum(["grows", "shrinks", "neither"]),
  from: z.int(),
  to: z.int(),
});
const titled = z.object({ id: z.string(), title: z.string(), year: z.int().nullable() });

const region = z.object({
  id: z.int(),
  /** "broad" ones hold the "fine" ones. */
  level: z.enum(["broad", "fine"]),
  /** The broad region that a fine one is in. */
  parent: z.int().nullable(),
  name: z.string(),
  namedBy: z.enum(["words", "language model"]),
  words: z.array(word),
  papers: z.int(),
  /** Where its name stands. */
  place: z.object({ x: z.number(), y: z.number() }),
  years: z.array(z.object({ year: z.int(), papers: z.int(), share: z.number() })),
  growth: growth.nullable(),
  /** The papers nearest to its centre. */
  medoids: z.array(titled),
});

const card = z.object({
  format: z.literal(landscapeFormat),
  createdAt: z.string(),
  /** Of the encoder whose vectors it shows. */
  encoder: z.string(),
  libraryVersion: z.int(),
  places: z.string(),
  papers: z.int(),
  /** Papers placed since among the others. */
  added: z.int(),
  seed: z.int(),
  components: z.int(),
  /** Of the vectors' variance, in the components. */
  variance: z.number(),
  /** Papers that were laid out together; the others were placed among them. */
  laidOut: z.int(),
  /** Share of papers' 15 neighbours on the map that are so in meaning too: see `trustworthiness`. */
  trustworthiness: z.number().nullable(),
  regions: z.array(region),
  outliers: z.array(titled.extend({ distance: z.number(), region: z.int(), region_name: z.string() })),
  gaps: z.array(
    z.object({
      regions: z.tuple([z.int(), z.int()]),
      names: z.tuple([z.string(), z.string()]),
      nearness: z.number(),
      papers: z.int(),
      expected: z.number(),
      nearest: z.array(titled),
    }),
  ),
});

export type LandscapeCard = z.infer<typeof card>;
export type Region = LandscapeCard["regions"][number];
export type Titled = z.infer<typeof titled>;

export interface PlacedPapers {
  ids: string[];
  /** [papers, 2] */
  places: Float32Array;
  /** [papers], the id of each one's fine region. */
  regions: Int32Array;
}

export const landscapePath = (workspace: Workspace) => join(workspace.path, "library-map");

/** @throws Fault "no-map" that says how one is made, "newer-map", "damaged-map" */
export async function readLandscape(workspace: Workspace): Promise<LandscapeCard> {
  const path = join(landscapePath(workspace), "map.json");
  const text = await textIfThere(path);
  if (text === undefined) throw new Fault("no-map", "the library has no map yet: make it with almagest papers map");
  return parseFormatted(text, {
    schema: card,
    format: landscapeFormat,
    newer: () => new Fault("newer-map", `${path} was written by a newer Almagest: update Almagest`),
    damaged: (cause) => damaged(path, cause),
  });
}

/** The papers of a map, in the order of its file. @throws Fault "damaged-map" */
export async function readPlaces(workspace: Workspace, { places, papers }: LandscapeCard): Promise<PlacedPapers> {
  const path = join(landscapePath(workspace), places);
  const bytes = await readFile(path).catch((error) => {
    throw damaged(path, error);
  });
  try {
    const start = 4 + bytes.readUInt32LE(0);
    const ids = JSON.parse(bytes.toString("utf8", 4, start)) as string[];
    const numbers = bytes.subarray(start);
    if (ids.length !== papers || numbers.length !== 12 * papers) throw new Error("sizes differ");
    const copy = new Uint8Array(numbers).buffer;
    return { ids, places: new Float32Array(copy, 0, 2 * papers), regions: new Int32Array(copy, 8 * papers, papers) };
  } catch (cause) {
    throw damaged(path, cause);
  }
}

/** Keeps a map in place of the one before it; a reader sees the one or the other. */
export async function writeLandscape(
  workspace: Workspace,
  content: Omit<LandscapeCard, "format" | "createdAt" | "places" | "papers">,
  { ids, places, regions }: PlacedPapers,
): Promise<LandscapeCard> {
  const folder = landscapePath(workspace);
  await mkdir(folder, { recursive: true }).catch((error) => {
    throw fileFault(error, "make", folder);
  });
  // Two at once would each take the other's places for old ones.
  return withLock(`${folder}.lock`, "the library's map", async () => {
    const now = new Date();
    const file = `places-${now.getTime().toString(36)}-${process.pid.toString(36)}.bin`;
    const header = Buffer.from(JSON.stringify(ids));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(header.length);
    await writeWhole(join(folder, file), [length, header, bytesOf(places), bytesOf(regions)]);
    const made: LandscapeCard = {
      format: landscapeFormat,
      createdAt: now.toISOString(),
      places: file,
      papers: ids.length,
      ...content,
    };
    const before = await readLandscape(workspace).catch(() => undefined);
    await writeWhole(join(folder, "map.json"), `${JSON.stringify(made)}\n`);
    // The one before may just be read.
    for (const name of await readdir(folder))
      if (/^places-.*\.bin$/.test(name) && name !== file && name !== before?.places)
        await rm(join(folder, name), { force: true });
    return made;
  });
}

function bytesOf(numbers: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

function damaged(path: string, cause: unknown): Fault {
  return new Fault("damaged-map", `${path} is damaged: make the map again with almagest papers map`, { cause });
}
