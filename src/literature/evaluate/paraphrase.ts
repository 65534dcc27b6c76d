/**
 * Retrieval by other words, with no language model to make them: the last sentence of an abstract, which says again what the paper
 * found, must find the paper whose text is its title and the rest of the abstract. In a harder version the sentence has also lost
 * the third of its words that are rarest, which are those that a reader from another field would not have used.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Fault } from "../../fault.ts";
import { openWorkspace, type Workspace } from "../../survey/workspace.ts";
import type { TextEncoder } from "../encoder/textEncoder.ts";
import { bm25 } from "../index/bm25.ts";
import { buildIndex } from "../index/buildIndex.ts";
import { openIndex } from "../index/libraryIndex.ts";
import { largest } from "../index/meaning.ts";
import { kinds } from "../index/terms.ts";
import { addPapers, needLibrary, scanPapers } from "../libraryTable.ts";
import type { Paper } from "../paper.ts";
import { type Library, search } from "../search.ts";
import { sentencesOf, stemsOf } from "../words.ts";
import { type Estimate, estimates } from "./measures.ts";

export interface ParaphraseRecall {
  papers: number;
  questions: number;
  /** Recall within the first ten. */
  sentence: { words: Estimate; fused: Estimate };
  withoutRareWords: { words: Estimate; fused: Estimate };
}

const fewestSentences = 3;

/**
 * @param count papers that are searched; the first of the library whose abstracts have three sentences
 * @param questions how many of them are asked for
 */
export async function paraphraseRecall(
  workspace: Workspace,
  encoder: TextEncoder,
  { count = 4000, questions = 1000, onProgress = (_done: number, _total: number) => {} } = {},
): Promise<ParaphraseRecall> {
  const held = await heldPapers(workspace, count);
  if (held.length === 0)
    throw new Fault(
      "few-papers",
      "the library has no paper whose abstract has three sentences: there is nothing to ask",
    );
  const folder = await mkdtemp(join(tmpdir(), "almagest-paraphrase-"));
  try {
    const apart = await openWorkspace(folder, { create: true });
    await addPapers(
      apart,
      undefined,
      held.map(({ paper }) => paper),
    );
    await buildIndex(apart, encoder);
    const index = await openIndex(apart);
    const library: Library = { index, encoder, close: () => index.close() };
    const asked = held.slice(0, questions);
    const hits = { words: [], fused: [], hardWords: [], hardFused: [] } as Record<string, Record<string, number>[]>;
    for (const [i, { paper, sentence }] of asked.entries()) {
      const hard = withoutRarest(library, sentence);
      for (const [text, words, fused] of [
        [sentence, "words", "fused"],
        [hard, "hardWords", "hardFused"],
      ] as const) {
        const lexical = bm25(index, new Map(stemsOf(text).map((stem) => [stem, 1])));
        const byWords = [...largest(lexical, 10)].map((number) => index.idOf(number));
        const byBoth = (await search(library, text, { limit: 10 })).hits.map(({ id }) => id);
        hits[words]?.push({ recall: Number(byWords.includes(paper.id)) });
        hits[fused]?.push({ recall: Number(byBoth.includes(paper.id)) });
      }
      onProgress(i + 1, asked.length);
    }
    await library.close();
    const of = (name: string) => estimates(hits[name] ?? []).recall as Estimate;
    return {
      papers: held.length,
      questions: asked.length,
      sentence: { words: of("words"), fused: of("fused") },
      withoutRareWords: { words: of("hardWords"), fused: of("hardFused") },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function heldPapers(workspace: Workspace, count: number): Promise<{ paper: Paper; sentence: string }[]> {
  const held: { paper: Paper; sentence: string }[] = [];
  for await (const batch of scanPapers(await needLibrary(workspace)))
    for (const { paper } of batch) {
      const sentences = sentencesOf(paper.abstract);
      if (sentences.length < fewestSentences) continue;
      held.push({
        paper: { ...paper, abstract: sentences.slice(0, -1).join(" ") },
        sentence: sentences.at(-1) as string,
      });
      if (held.length === count) return held;
    }
  return held;
}

function withoutRarest({ index }: Library, sentence: string): string {
  const having = (stem: string) => {
    const term = index.termNumber(kinds.word + stem);
    return term === undefined ? 0 : index.having(term).papers.length;
  };
  const stems = [...new Set(stemsOf(sentence))].sort((a, b) => having(b) - having(a));
  const kept = new Set(stems.slice(0, Math.ceil((2 * stems.length) / 3)));
  return sentence
    .split(/\s+/)
    .filter((word) => stemsOf(word).every((stem) => kept.has(stem)))
    .join(" ");
}
