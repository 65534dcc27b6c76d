/** Papers like one, or that several lead to: their commonest telling words, and nearness to every one of them. */

import { diverse } from "./diversity.ts";
import { inverseFrequency } from "./index/bm25.ts";
import type { LibraryIndex } from "./index/libraryIndex.ts";
import { cosines } from "./index/meaning.ts";
import { kinds, termMask } from "./index/terms.ts";
import type { Found, Library, SearchOptions } from "./library.ts";
import { middleOf } from "./neighbours.ts";
import { paperOf } from "./paperOf.ts";
import { ranked } from "./ranked.ts";

const wordsTaken = 40;

/**
 * Of several papers, what lies near to one alone is not near: the smallest cosine counts. They themselves are left out.
 * @throws Fault "no-paper"
 */
export async function searchLike(library: Library, ids: readonly string[], options: SearchOptions): Promise<Found> {
  const { index } = library;
  const papers = ids.map((id) => paperOf(index, id));
  let nearness: Float32Array | undefined;
  for (const paper of papers) {
    const own = cosines(index.vectors, middleOf(index, [paper]));
    nearness = nearness ? nearness.map((value, i) => Math.min(value, own[i] as number)) : own;
  }
  return liked(library, papers, nearness, options);
}

/** Papers like many on one topic: near to the middle of them. They themselves are left out. */
export function likeAll(library: Library, papers: readonly number[], options: SearchOptions): Found {
  return liked(library, papers, cosines(library.index.vectors, middleOf(library.index, papers)), options);
}

function liked(
  library: Library,
  papers: readonly number[],
  nearness: Float32Array | undefined,
  options: SearchOptions,
): Found {
  const { index } = library;
  const found = ranked(library, {
    stems: tellingStems(index, papers, wordsTaken),
    spoken: new Map(),
    nearness,
    named: [],
    condition: options.condition,
    options: { ...options, weights: { words: 0.4, meaning: 0.4, named: 0, neighbours: 0 } },
    left: new Set(papers),
  });
  return { ...found, hits: diverse(index, found.hits, options) };
}

/** By how often they occur in the papers, and how rarely elsewhere; weights that are 1 at most. */
function tellingStems(index: LibraryIndex, papers: readonly number[], count: number): Map<string, number> {
  const tellings = new Map<number, number>();
  for (const paper of papers)
    for (const entry of index.entriesOf(paper)) {
      const term = entry & termMask;
      tellings.set(term, (tellings.get(term) ?? 0) + 1);
    }
  const stems: [string, number][] = [];
  for (const [term, times] of tellings) {
    const text = index.termText(term);
    if (text.startsWith(kinds.word))
      stems.push([text.slice(1), Math.sqrt(times) * inverseFrequency(index.papers, index.having(term).papers.length)]);
  }
  stems.sort(([, a], [, b]) => b - a);
  const best = stems[0]?.[1] ?? 1;
  return new Map(stems.slice(0, count).map(([stem, value]) => [stem, value / best]));
}
