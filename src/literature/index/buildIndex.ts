/** The index of a library, made or brought up to date: what did not change is taken over, neither read nor encoded again. */

import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import type { Table } from "@lancedb/lancedb";
import { Fault } from "../../fault.ts";
import type { Workspace } from "../../survey/workspace.ts";
import type { TextEncoder } from "../encoder/textEncoder.ts";
import { asIndexed } from "../instructions.ts";
import { needLibrary, papersById, scanPapers } from "../libraryTable.ts";
import type { Paper } from "../paper.ts";
import {
  adoptGeneration,
  generationPath,
  type IndexCard,
  indexFormat,
  markCurrent,
  numbersFile,
  readIndexCard,
  removeOthers,
  writeNumbers,
} from "./indexFolder.ts";
import { type LibraryIndex, openGeneration } from "./libraryIndex.ts";
import { invert } from "./postings.ts";
import { quantised } from "./quantised.ts";
import { entriesOf } from "./terms.ts";
import { sortedNumbers, type TextTable, textTable } from "./termTable.ts";

export interface IndexReport {
  papers: number;
  /** Read and encoded now; the others were in the index before. */
  indexed: number;
  /** Taken out: they changed, or are no more. */
  removed: number;
  encoder: string;
  /** Sentences of the papers indexed now that speak to a language model: left out of search. */
  leftOut: number;
}

/** The papers' entries are read back in such pieces. */
const entriesAtOnce = 1 << 20;
const papersAtOnce = 2000;

/**
 * Call it while holding the library's lock. Killed at any moment, the index before it stays as it was.
 * @param options.remake takes nothing over: needed for another encoder
 * @throws Fault "other-encoder" where the index was made with another encoder and `remake` is not set; "no-library"
 */
export async function buildIndex(
  workspace: Workspace,
  encoder: TextEncoder,
  options: { remake?: boolean; onProgress?: (done: number, total: number) => void; signal?: AbortSignal } = {},
): Promise<IndexReport> {
  const table = await needLibrary(workspace);
  const before = await readIndexCard(workspace);
  if (before && before.encoder.fingerprint !== encoder.fingerprint && !options.remake)
    throw new Fault(
      "other-encoder",
      `the library was indexed by the text encoder "${before.encoder.name}", and vectors of two encoders cannot be compared: ` +
        `index all of it anew with --encoder ${encoder.name} --remake`,
    );
  const libraryVersion = await table.version();
  const taken = before && !options.remake ? await openGeneration(workspace, before).catch(() => undefined) : undefined;
  try {
    if (taken && before?.libraryVersion === libraryVersion) {
      await markCurrent(workspace);
      return { papers: taken.papers, indexed: 0, removed: 0, encoder: encoder.name, leftOut: 0 };
    }

    const { kept, missing } = await compare(table, taken);
    const total = kept.length + missing.length;
    const generation = (before?.generation ?? 0) + 1;
    await removeOthers(workspace, [before?.generation]);
    const folder = generationPath(workspace, generation);
    await mkdir(folder, { recursive: true });
    const writing = await startWriting(folder, taken);
    if (taken) for (const paper of kept) await writing.take(taken, paper);
    let done = kept.length;
    let leftOut = 0;
    for await (const stored of kept.length === 0 ? all(table) : fetched(table, missing)) {
      const papers = stored.map(({ paper, hash }) => {
        const read = asIndexed(paper);
        leftOut += read.leftOut;
        return { paper, hash, words: { title: read.title, abstract: read.abstract } };
      });
      const vectors = await encoder.encode(papers.map(({ words }) => words));
      await writing.add(papers, vectors, encoder.dimension);
      done += papers.length;
      options.onProgress?.(done, total);
      if (options.signal?.aborted)
        throw new Fault("interrupted", "interrupted: the index is as it was before", { exitCode: 130 });
    }
    await writing.finish();
    const { name, fingerprint, dimension } = encoder;
    const card: IndexCard = {
      format: indexFormat,
      generation,
      papers: writing.papers,
      libraryVersion,
      encoder: { name, fingerprint, dimension },
    };
    await adoptGeneration(workspace, card, before);
    await markCurrent(workspace);
    return {
      papers: card.papers,
      indexed: card.papers - kept.length,
      removed: (taken?.papers ?? 0) - kept.length,
      encoder: name,
      leftOut,
    };
  } finally {
    await taken?.close();
  }
}

interface Stored {
  paper: Paper;
  hash: string;
}

interface Indexed extends Stored {
  /** What of it is searched: without what speaks to a language model. */
  words: { title: string; abstract: string };
}

async function* all(table: Table): AsyncGenerator<Stored[]> {
  for await (const batch of scanPapers(table))
    for (let at = 0; at < batch.length; at += papersAtOnce) yield batch.slice(at, at + papersAtOnce);
}

async function* fetched(table: Table, missing: readonly Missing[]): AsyncGenerator<Stored[]> {
  for (let at = 0; at < missing.length; at += papersAtOnce) {
    const part = missing.slice(at, at + papersAtOnce);
    const papers = await papersById(
      table,
      part.map(({ id }) => id),
    );
    yield part.flatMap(({ id, hash }) => {
      const paper = papers.get(id);
      return paper ? [{ paper, hash }] : [];
    });
  }
}

interface Missing {
  id: string;
  hash: string;
}

/** Which of the index's papers are still as they are in the library, and which of the library's are not in the index. */
async function compare(table: Table, taken: LibraryIndex | undefined): Promise<{ kept: number[]; missing: Missing[] }> {
  const numbers = new Map<string, number>();
  if (taken) for (let paper = 0; paper < taken.papers; paper++) numbers.set(taken.idOf(paper), paper);
  const kept: number[] = [];
  const missing: Missing[] = [];
  for await (const batch of table.query().select(["id", "hash"]))
    for (const row of batch.toArray()) {
      const [id, hash] = [String(row.id), String(row.hash)];
      const paper = numbers.get(id);
      if (paper !== undefined && taken?.hashOf(paper) === hash) kept.push(paper);
      else missing.push({ id, hash });
    }
  return { kept: kept.sort((a, b) => a - b), missing };
}

async function startWriting(folder: string, taken: LibraryIndex | undefined) {
  const path = (name: string) => join(folder, name);
  // Terms keep their numbers from one index to the next, so that entries taken over stay as they are.
  const termNumbers = new Map<string, number>();
  if (taken) for (let term = 0; term < taken.terms; term++) termNumbers.set(taken.termText(term), term);
  const numberFor = (term: string) => {
    const known = termNumbers.get(term);
    if (known !== undefined) return known;
    termNumbers.set(term, termNumbers.size);
    return termNumbers.size - 1;
  };
  const entries = await numbersFile(path("entries"));
  const [vectors, scales] = [await numbersFile(path("vectors")), await numbersFile(path("scales"))];
  const ends: number[] = [];
  const shown: { id: string[]; title: string[]; author: string[]; hash: string[] } = {
    id: [],
    title: [],
    author: [],
    hash: [],
  };
  const years: number[] = [];
  const citations: number[] = [];
  return {
    get papers() {
      return ends.length;
    },
    async take(from: LibraryIndex, paper: number) {
      await entries.append(from.entriesOf(paper));
      const { bytes, scale } = from.vectorOf(paper);
      await vectors.append(bytes);
      await scales.append(Float32Array.of(scale));
      ends.push(entries.entries);
      shown.id.push(from.idOf(paper));
      shown.title.push(from.titleOf(paper));
      shown.author.push(from.authorOf(paper));
      shown.hash.push(from.hashOf(paper));
      years.push(from.years[paper] as number);
      citations.push(from.citations[paper] as number);
    },
    async add(papers: readonly Indexed[], encoded: Float32Array, dimension: number) {
      const parts = papers.map(({ paper, words }) => entriesOf({ ...paper, ...words }, numberFor));
      let end = entries.entries;
      for (const part of parts) {
        end += part.length;
        ends.push(end);
      }
      await entries.append(joined(parts));
      const made = quantised(encoded, dimension);
      await vectors.append(made.bytes);
      await scales.append(made.scales);
      for (const { paper, hash } of papers) {
        shown.id.push(paper.id);
        shown.title.push(paper.title);
        const count = paper.authorCount ?? paper.authors.length;
        shown.author.push(`${paper.authors[0] ?? ""}${count > 1 ? ` +${count - 1}` : ""}`);
        shown.hash.push(hash);
        years.push(paper.year ?? 0);
        citations.push(paper.citations ?? -1);
      }
    },
    async finish() {
      for (const file of [entries, vectors, scales]) await file.close();
      await writeNumbers(path("ends"), Uint32Array.from(ends));
      await writeNumbers(path("years"), Int16Array.from(years));
      await writeNumbers(path("citations"), Int32Array.from(citations));
      for (const [name, texts] of Object.entries(shown)) await writeTable(path(name), textTable(texts));
      const terms = textTable([...termNumbers.keys()]);
      await writeTable(path("term"), terms);
      await writeNumbers(path("termOrder"), sortedNumbers(terms));
      const postings = await invert(ends.length, termNumbers.size, () => readBack(path("entries"), ends));
      await writeNumbers(path("postingOffsets"), postings.offsets);
      await writeNumbers(path("postingPapers"), postings.papers);
      await writeNumbers(path("postingCounts"), postings.counts);
      await writeNumbers(path("lengths"), postings.lengths);
    },
  };
}

function joined(parts: readonly Uint32Array[]): Uint32Array {
  const whole = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function writeTable(path: string, { bytes, offsets }: TextTable): Promise<void> {
  await writeNumbers(`${path}Bytes`, bytes);
  await writeNumbers(`${path}Offsets`, offsets);
}

/** The entries of each paper in turn, from a file that is too long for the memory. */
async function* readBack(path: string, ends: readonly number[]): AsyncGenerator<Uint32Array[]> {
  const file = await open(path);
  try {
    for (let first = 0, start = 0; first < ends.length; ) {
      let after = first + 1;
      while (after < ends.length && (ends[after] as number) - start <= entriesAtOnce) after++;
      const end = ends[after - 1] as number;
      const entries = new Uint32Array(end - start);
      if (entries.length > 0) await file.read(new Uint8Array(entries.buffer), 0, entries.byteLength, 4 * start);
      const parts: Uint32Array[] = [];
      for (let paper = first; paper < after; paper++)
        parts.push(
          entries.subarray((paper === 0 ? 0 : (ends[paper - 1] as number)) - start, (ends[paper] as number) - start),
        );
      yield parts;
      [first, start] = [after, end];
    }
  } finally {
    await file.close();
  }
}
