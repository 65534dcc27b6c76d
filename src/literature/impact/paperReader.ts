/** What papers say of facilities, without their texts: enough to count from, again and again. */

import type { Paper } from "../paper.ts";
import { sentencesOf } from "../words.ts";
import { type MentionKind, mentionFinder, type Named } from "./mentions.ts";

export interface Subject extends Named {
  name: string;
}

/** One sentence behind a count. */
export interface MentionSentence {
  subject: string;
  id: string;
  title: string;
  year: number | null;
  kind: MentionKind;
  /** As it stands in the title or in the abstract. */
  sentence: string;
  /** Where the name stands in the sentence, in characters. */
  start: number;
  end: number;
}

export interface ReadPaper {
  id: string;
  year: number | null;
  /** null where the source does not say. */
  citations: number | null;
  topics: readonly string[];
  /** By name; of several kinds the one that says most. */
  kinds: ReadonlyMap<string, MentionKind>;
}

export interface ReaderOptions {
  /** @returns what a paper is about; left out, its arXiv categories */
  topicsOf?: (paper: Paper) => Iterable<string>;
  onSentence?: (sentence: MentionSentence) => void | Promise<void>;
}

const strength: Record<MentionKind, number> = { object: 0, mention: 1, use: 2 };

/** @param subjects all that is looked for, each name once */
export function paperReader(
  subjects: readonly Subject[],
  { topicsOf = ({ categories }) => categories, onSentence }: ReaderOptions = {},
): (paper: Paper) => Promise<ReadPaper> {
  const find = mentionFinder(subjects);
  return async (paper) => {
    const { id, title, year, citations } = paper;
    const kinds = new Map<string, MentionKind>();
    for (const sentence of [title, ...sentencesOf(paper.abstract)])
      for (const { subject, start, end, kind } of find(sentence)) {
        const before = kinds.get(subject.name);
        if (before === undefined || strength[kind] > strength[before]) kinds.set(subject.name, kind);
        await onSentence?.({ subject: subject.name, id, title, year, kind, sentence, start, end });
      }
    return { id, year, citations, topics: [...new Set(topicsOf(paper))], kinds };
  };
}
