/** An opened index: everything a search looks at, in arrays. */

import { readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "../../fault.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { type DotProducts, dotProducts, paddedWidth } from "./dotProducts.ts";
import { earlierIndex, generationPath, type IndexCard, readIndexCard, readInto, readNumbers } from "./indexFolder.ts";
import { numberOf, numbersBetween, type TextTable, textAt } from "./termTable.ts";

export interface LibraryIndex {
  card: IndexCard;
  papers: number;
  terms: number;
  /** [papers]; 0 where unknown. */
  years: Int16Array;
  /** [papers]; -1 where unknown. */
  citations: Int32Array;
  /** [papers], words of each, the title's counted twice. */
  lengths: Float32Array;
  /** Sum of `lengths` / papers. */
  meanLength: number;
  vectors: { products: DotProducts; scales: Float32Array };
  idOf(paper: number): string;
  titleOf(paper: number): string;
  /** "Hubble, Edwin +2" */
  authorOf(paper: number): string;
  hashOf(paper: number): string;
  /** @returns undefined where the library has no such term */
  termNumber(term: string): number | undefined;
  termText(number: number): string;
  /** Terms from `low` to before `high`, by their bytes. */
  termsBetween(low: string, high: string): Uint32Array;
  /** The papers that have a term, ascending, and its counts in them: see `Postings`. */
  having(term: number): { papers: Uint32Array; counts: Uint8Array };
  /** What the paper is made of, in order: see `entriesOf`. */
  entriesOf(paper: number): Uint32Array;
  /** Bytes, which times the scale are the numbers. */
  vectorOf(paper: number): { bytes: Int8Array; scale: number };
  close(): Promise<void>;
}

/** @throws Fault "no-index" */
export async function openIndex(workspace: Workspace): Promise<LibraryIndex> {
  const card = await readIndexCard(workspace);
  if (!card)
    throw new Fault(
      "no-index",
      (await earlierIndex(workspace))
        ? "the library's index is by an earlier Almagest, which read words otherwise: almagest papers index makes it anew"
        : "the library has no index yet: make it with almagest papers index",
    );
  return openGeneration(workspace, card);
}

export async function openGeneration(workspace: Workspace, card: IndexCard): Promise<LibraryIndex> {
  const path = (name: string) => join(generationPath(workspace, card.generation), name);
  const table = async (name: string): Promise<TextTable> => ({
    bytes: await readNumbers(path(`${name}Bytes`), Uint8Array),
    offsets: await readNumbers(path(`${name}Offsets`), Uint32Array),
  });
  let entriesFile: FileHandle;
  try {
    entriesFile = await open(path("entries"));
  } catch (cause) {
    throw damaged(cause);
  }
  try {
    const ids = await table("id");
    const titles = await table("title");
    const authors = await table("author");
    const hashes = await table("hash");
    const terms = await table("term");
    const order = await readNumbers(path("termOrder"), Uint32Array);
    const offsets = await readNumbers(path("postingOffsets"), Uint32Array);
    const papers = await readNumbers(path("postingPapers"), Uint32Array);
    const counts = await readNumbers(path("postingCounts"), Uint8Array);
    const lengths = await readNumbers(path("lengths"), Float32Array);
    const ends = await readNumbers(path("ends"), Uint32Array);
    const width = paddedWidth(card.encoder.dimension);
    const products = dotProducts(card.papers, width);
    await readInto(path("vectors"), products.bytes);
    const scales = await readNumbers(path("scales"), Float32Array);
    const years = await readNumbers(path("years"), Int16Array);
    const citations = await readNumbers(path("citations"), Int32Array);
    if (ids.offsets.length !== card.papers + 1 || scales.length !== card.papers || counts.length !== papers.length)
      throw new Error("sizes differ");
    let total = 0;
    for (const length of lengths) total += length;
    return {
      card,
      papers: card.papers,
      terms: order.length,
      years,
      citations,
      lengths,
      meanLength: total / Math.max(1, card.papers),
      vectors: { products, scales },
      idOf: (paper) => textAt(ids, paper),
      titleOf: (paper) => textAt(titles, paper),
      authorOf: (paper) => textAt(authors, paper),
      hashOf: (paper) => textAt(hashes, paper),
      termNumber: (term) => numberOf(terms, order, term),
      termText: (number) => textAt(terms, number),
      termsBetween: (low, high) => numbersBetween(terms, order, low, high),
      having: (term) => {
        const [start, end] = [offsets[term] as number, offsets[term + 1] as number];
        return { papers: papers.subarray(start, end), counts: counts.subarray(start, end) };
      },
      entriesOf: (paper) =>
        readEntries(entriesFile.fd, paper === 0 ? 0 : (ends[paper - 1] as number), ends[paper] as number),
      vectorOf: (paper) => ({
        bytes: products.bytes.subarray(paper * width, (paper + 1) * width),
        scale: scales[paper] as number,
      }),
      close: () => entriesFile.close(),
    };
  } catch (cause) {
    await entriesFile.close();
    throw damaged(cause);
  }
}

function damaged(cause: unknown): Fault {
  return new Fault(
    "damaged-index",
    "the library's index is damaged: make it anew with almagest papers index --remake",
    {
      cause,
    },
  );
}

function readEntries(file: number, start: number, end: number): Uint32Array {
  const entries = new Uint32Array(end - start);
  readSync(file, new Uint8Array(entries.buffer), 0, entries.byteLength, 4 * start);
  return entries;
}
