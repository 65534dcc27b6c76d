/** Pairs of texts that mean the same, made of papers: a title and its abstract, or a sentence and the rest around it. */

import type { RandomStream } from "../../random.ts";
import { sentencesOf, stemsOf } from "../words.ts";

/** A paper's distinct stems, by rows of the vocabulary. */
export interface PaperStems {
  title: Uint32Array;
  abstract: Uint32Array;
  sentences: readonly Uint32Array[];
}

/** A stem in fewer papers teaches nothing that would hold elsewhere. */
const fewestPapers = 3;
const titleShare = 0.4;

/**
 * The vocabulary of a corpus, and its papers in it.
 * @returns rows by how many papers have a stem, then by the stem; `having` counts them
 */
export function corpusOf(texts: readonly { title: string; abstract: string }[]) {
  const counts = new Map<string, number>();
  for (const { title, abstract } of texts)
    for (const stem of new Set(stemsOf(`${title}. ${abstract}`))) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  const kept = [...counts].filter(([, count]) => count >= fewestPapers);
  kept.sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
  const rows = new Map(kept.map(([stem], row) => [stem, row]));
  const rowsIn = (text: string) => {
    const found = new Set<number>();
    for (const stem of stemsOf(text)) {
      const row = rows.get(stem);
      if (row !== undefined) found.add(row);
    }
    return Uint32Array.from(found);
  };
  const papers: PaperStems[] = [];
  for (const { title, abstract } of texts) {
    const sentences = sentencesOf(abstract)
      .map(rowsIn)
      .filter(({ length }) => length > 0);
    const paper = { title: rowsIn(title), abstract: union(sentences), sentences };
    if (paper.title.length > 0 && paper.abstract.length > 0) papers.push(paper);
  }
  return { rows, papers, having: Uint32Array.from(kept, ([, count]) => count) };
}

/** A pair of the paper, drawn by `stream`. */
export function pairOf(paper: PaperStems, stream: RandomStream): [asked: Uint32Array, found: Uint32Array] {
  const { title, abstract, sentences } = paper;
  if (stream.uniform() < titleShare || sentences.length < 3) return [title, abstract];
  const drawn = stream.below(sentences.length);
  return [sentences[drawn] as Uint32Array, union([...sentences.filter((_, i) => i !== drawn), title])];
}

function union(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Set<number>();
  for (const part of parts) for (const row of part) all.add(row);
  return Uint32Array.from(all);
}
