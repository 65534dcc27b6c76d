/** An inverted index: for each term the papers that have it, by one count and one fill over all papers' entries. */

import { section, sectionOf, termMask } from "./terms.ts";

export interface Postings {
  /** [terms + 1], where each term's papers begin. */
  offsets: Uint32Array;
  /** Ascending within a term. */
  papers: Uint32Array;
  /** Of a word: times in the title (upper four bits) and in the abstract (lower four), 15 at most. Of an author: place in the list. */
  counts: Uint8Array;
  /** [papers], words of each, the title's counted twice. */
  lengths: Float32Array;
}

/**
 * @param chunks entries of papers 0, 1, 2... in order; read twice
 */
export async function invert(
  papers: number,
  terms: number,
  chunks: () => AsyncIterable<Iterable<Uint32Array>>,
): Promise<Postings> {
  const last = new Int32Array(terms).fill(-1);
  const offsets = new Uint32Array(terms + 1);
  let paper = 0;
  for await (const chunk of chunks())
    for (const entries of chunk) {
      for (const entry of entries) {
        const term = entry & termMask;
        if (last[term] === paper) continue;
        last[term] = paper;
        offsets[term + 1] = (offsets[term + 1] as number) + 1;
      }
      paper++;
    }
  for (let term = 0; term < terms; term++)
    offsets[term + 1] = (offsets[term + 1] as number) + (offsets[term] as number);

  const total = offsets[terms] as number;
  const postings = {
    offsets,
    papers: new Uint32Array(total),
    counts: new Uint8Array(total),
    lengths: new Float32Array(papers),
  };
  const cursor = offsets.slice(0, terms);
  last.fill(-1);
  paper = 0;
  for await (const chunk of chunks()) for (const entries of chunk) fill(postings, cursor, last, paper++, entries);
  return postings;
}

function fill(
  { papers, counts, lengths }: Postings,
  cursor: Uint32Array,
  last: Int32Array,
  paper: number,
  entries: Uint32Array,
) {
  let length = 0;
  let place = 0;
  for (const entry of entries) {
    const term = entry & termMask;
    const where = sectionOf(entry);
    if (where === section.author) place++;
    if (last[term] !== paper) {
      last[term] = paper;
      const at = cursor[term] as number;
      cursor[term] = at + 1;
      papers[at] = paper;
      counts[at] = where === section.author ? Math.min(place, 255) : 0;
    }
    const at = (cursor[term] as number) - 1;
    const count = counts[at] as number;
    if (where === section.title) {
      length += 2;
      if (count < 0xf0) counts[at] = count + 0x10;
    } else if (where === section.abstract) {
      length += 1;
      if ((count & 0xf) < 0xf) counts[at] = count + 1;
    }
  }
  lengths[paper] = length;
}
