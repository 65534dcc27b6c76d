/** A library read once for all facilities: their impact, and that of any words and any papers, is then counted in no time. */

import type { Table } from "@lancedb/lancedb";
import { scanPapers } from "../libraryTable.ts";
import type { Facility } from "./facility.ts";
import { type Impact, impactTally, isWithin, type YearRange } from "./impact.ts";
import type { MentionKind } from "./mentions.ts";
import { paperReader, type ReadPaper, type Subject } from "./paperReader.ts";

/** Words are counted like a facility's name; papers are those of a group that somebody made, whatever they say. */
export type Counted =
  | { kind: "facility"; name: string }
  | { kind: "term"; name: string; written: string }
  | { kind: "papers"; name: string; ids: readonly string[] };

export interface CountedFacility {
  name: string;
  keyword: string;
  mentions: number;
}

/** Which papers: those behind a bar. What is left out is not asked. */
export interface Behind {
  name: string;
  year?: number;
  topic?: string;
  together?: string;
  /** Only those that say that they use it, or only those that name an object after it. */
  kind?: "use" | "object";
}

export interface LibraryReading {
  papers: readonly ReadPaper[];
  facilities: readonly CountedFacility[];
}

/** A term as the command line takes it: small and capital letters are the same, except in an acronym. */
export function termSubject(written: string): Subject {
  return { name: written, aliases: [written], isAnyCase: !/^[A-Z0-9-]+$/.test(written) };
}

/** Every paper with the facilities it names. */
export async function readLibrary(table: Table, facilities: readonly Facility[]): Promise<LibraryReading> {
  const read = paperReader(facilities);
  const papers: ReadPaper[] = [];
  const counts = new Map<string, number>();
  for await (const batch of scanPapers(table))
    for (const { paper } of batch) {
      const found = await read(paper);
      papers.push(found);
      for (const [name, kind] of found.kinds) if (kind !== "object") counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  return {
    papers,
    facilities: facilities
      .map(({ name, keyword }) => ({ name, keyword, mentions: counts.get(name) ?? 0 }))
      .sort((a, b) => b.mentions - a.mentions || (a.name < b.name ? -1 : 1)),
  };
}

/** What each paper says of some words. @returns by id. @throws what `signal` was aborted with */
export async function readTerm(table: Table, written: string, signal?: AbortSignal): Promise<Map<string, MentionKind>> {
  const read = paperReader([termSubject(written)]);
  const found = new Map<string, MentionKind>();
  for await (const batch of scanPapers(table)) {
    // An event comes in between two turns of the loop, and a batch may wait for none.
    await new Promise(setImmediate);
    signal?.throwIfAborted();
    for (const { paper } of batch) {
      const kind = (await read(paper)).kinds.get(written);
      if (kind) found.set(paper.id, kind);
    }
  }
  return found;
}

export interface CountOptions {
  years?: YearRange;
  /** What each paper's topics are in place of its categories, by id. */
  topics?: ReadonlyMap<string, readonly string[]>;
  /** Of each term, by its name, what `readTerm` found. */
  terms: ReadonlyMap<string, ReadonlyMap<string, MentionKind>>;
}

export function impactIn(reading: LibraryReading, counted: readonly Counted[], options: CountOptions): Impact {
  const tally = impactTally(
    counted.map(({ name }) => name),
    reading.facilities.map(({ name }) => name),
  );
  for (const paper of readAs(reading, counted, options)) tally.add(paper);
  return tally.impact();
}

/** @returns ids, newest first */
export function papersBehind(
  reading: LibraryReading,
  counted: readonly Counted[],
  { name, year, topic, together, kind: only }: Behind,
  options: CountOptions,
): string[] {
  const found: ReadPaper[] = [];
  for (const paper of readAs(reading, counted, options)) {
    const kind = paper.kinds.get(name);
    if (kind === undefined || (only ? kind !== only : kind === "object")) continue;
    if (year !== undefined && paper.year !== year) continue;
    if (topic !== undefined && !paper.topics.includes(topic)) continue;
    const other = together === undefined ? "mention" : (paper.kinds.get(together) ?? "object");
    if (other !== "object") found.push(paper);
  }
  return found.sort((a, b) => (b.year ?? 0) - (a.year ?? 0) || (a.id < b.id ? 1 : -1)).map(({ id }) => id);
}

/** The papers of the years, with what they say of the terms and whether they are in the groups. */
function* readAs(
  { papers }: LibraryReading,
  counted: readonly Counted[],
  { years, topics, terms }: CountOptions,
): Generator<ReadPaper> {
  const groups = counted.flatMap((each) =>
    each.kind === "papers" ? [{ name: each.name, ids: new Set(each.ids) }] : [],
  );
  for (const paper of papers) {
    if (!isWithin(paper.year, years)) continue;
    const kinds = new Map(paper.kinds);
    for (const [name, found] of terms) {
      const kind = found.get(paper.id);
      if (kind) kinds.set(name, kind);
    }
    for (const { name, ids } of groups) if (ids.has(paper.id)) kinds.set(name, "mention");
    yield { ...paper, topics: topics ? (topics.get(paper.id) ?? []) : paper.topics, kinds };
  }
}
