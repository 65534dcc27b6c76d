/** Where a text has the words of a question, in whatever form they are bent, and its symbols, however they are written. */

import { stemsOf, words } from "./words.ts";

/** From `start` to before `end`, in UTF-16 units, as `slice` counts them. */
export interface Mark {
  start: number;
  end: number;
}

/** @returns in order, none over another */
export function marksIn(text: string, question: string): Mark[] {
  const found = words(question);
  const asked = new Set(found.map(({ stem }) => stem));
  if (asked.size === 0) return [];
  const symbols = new Set(found.flatMap(({ stem, isSymbol }) => (isSymbol ? [stem] : [])));
  const marks = symbols.size > 0 && words(text).some(({ stem }) => symbols.has(stem)) ? symbolMarks(text, symbols) : [];
  const isFree = (start: number, end: number) => marks.every((mark) => end <= mark.start || start >= mark.end);
  const known = marks.length;
  const has = (word: string) => stemsOf(word).some((stem) => asked.has(stem));
  // Letter by letter as it is written: the words that are indexed are without accents, and begin elsewhere.
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu))
    if (has(word) && (known === 0 || isFree(index, index + word.length)))
      marks.push({ start: index, end: index + word.length });
  return marks.sort((a, b) => a.start - b.start);
}

/** "[O III]" is two words for whoever writes it, "Lyman-$\alpha$" one, "z ~ 6" three. */
const longest = 3;

function symbolMarks(text: string, symbols: ReadonlySet<string>): Mark[] {
  const pieces = [...text.matchAll(/[^\s$]*(?:\$[^$]{1,120}\$[^\s$]*)+|\S+/g)].map(({ 0: piece, index }) => ({
    start: index,
    end: index + piece.length,
  }));
  const marks: Mark[] = [];
  const isFree = (start: number, end: number) => marks.every((mark) => end <= mark.start || start >= mark.end);
  // Short ones first: what a longer one has beside the symbol is none of it.
  for (let count = 1; count <= longest; count++)
    for (let i = 0; i + count <= pieces.length; i++) {
      const [start, end] = [pieces[i]?.start as number, pieces[i + count - 1]?.end as number];
      if (!isFree(start, end)) continue;
      const written = text.slice(start, end);
      if (!stemsOf(written).some((stem) => symbols.has(stem))) continue;
      const before = /^[^\p{L}\p{N}$\\[]*/u.exec(written)?.[0].length ?? 0;
      const after = /[^\p{L}\p{N}$}\]]*$/u.exec(written)?.[0].length ?? 0;
      if (before + after < written.length) marks.push({ start: start + before, end: end - after });
    }
  return marks;
}
