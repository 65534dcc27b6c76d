/** Where a text has the words of a question, in whatever form they are bent. */

import { stemsOf } from "./words.ts";

/** From `start` to before `end`, in UTF-16 units, as `slice` counts them. */
export interface Mark {
  start: number;
  end: number;
}

/** @returns in order, none over another */
export function marksIn(text: string, question: string): Mark[] {
  const asked = new Set(stemsOf(question));
  if (asked.size === 0) return [];
  const has = (word: string) => stemsOf(word).some((stem) => asked.has(stem));
  const marks: Mark[] = [];
  // Letter by letter as it is written: the words that are indexed are without accents, and begin elsewhere.
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu))
    if (has(word)) marks.push({ start: index, end: index + word.length });
  return marks;
}
