/** Quotes that belong together, under the terms they share. */

import { words } from "../words.ts";
import { dot, type Passage } from "./evidence.ts";

export interface Group {
  /** Words that its quotes share; empty where there is only one group. */
  heading: string;
  passages: Passage[];
}

const fewestForGroups = 4;
const mostGroups = 4;

/** @param tells how rare a stem is in the library: a heading is of telling words */
export function group(passages: readonly Passage[], tells: (stem: string) => number): Group[] {
  if (passages.length < fewestForGroups) return [{ heading: "", passages: [...passages] }];
  const groups = merged(passages);
  return groups.map((members) => ({ heading: headingOf(members, passages, tells), passages: members }));
}

/** Nearest pairs of groups (by the mean of their cosines) are joined until at most four, and at least two, are left. */
function merged(passages: readonly Passage[]): Passage[][] {
  const groups = passages.map((passage) => [passage]);
  const wanted = Math.max(2, Math.min(mostGroups, Math.round(passages.length / 3)));
  const nearness = (a: Passage[], b: Passage[]) =>
    a.reduce((sum, one) => sum + b.reduce((part, other) => part + dot(one.vector, other.vector), 0), 0) /
    (a.length * b.length);
  while (groups.length > wanted) {
    let [best, i, j] = [Number.NEGATIVE_INFINITY, 0, 1];
    for (let a = 0; a < groups.length; a++)
      for (let b = a + 1; b < groups.length; b++) {
        const near = nearness(groups[a] as Passage[], groups[b] as Passage[]);
        if (near > best) [best, i, j] = [near, a, b];
      }
    groups[i]?.push(...(groups[j] ?? []));
    groups.splice(j, 1);
  }
  return groups;
}

function headingOf(members: readonly Passage[], all: readonly Passage[], tells: (stem: string) => number): string {
  const share = (of: readonly Passage[], stem: string) =>
    of.filter(({ stems }) => stems.has(stem)).length / Math.max(1, of.length);
  const others = all.filter((passage) => !members.includes(passage));
  const written = new Map<string, string>();
  for (const { text } of members)
    for (const [word] of text.matchAll(/(?<![\p{L}\\])\p{L}[\p{L}\p{N}-]{2,}/gu)) {
      const [first, ...rest] = words(word);
      const isOne = first?.isBeside || rest.every(({ isBeside }) => isBeside);
      if (first && isOne && !written.has(first.stem)) written.set(first.stem, word);
    }
  // What a title names is a topic; "arguably" is none.
  const inTitles = new Set(members.flatMap(({ paper }) => words(paper.title).map(({ stem }) => stem)));
  return [...written]
    .map(([stem, word]) => ({
      word: /\p{Lu}.*\p{Lu}|\p{Lu}\p{N}/u.test(word) ? word : word.toLowerCase(),
      worth:
        share(members, stem) *
        (1 - 0.7 * share(others, stem)) *
        Math.min(tells(stem), 6) *
        (inTitles.has(stem) ? 1 : 0.3),
    }))
    .sort((a, b) => b.worth - a.worth)
    .slice(0, 3)
    .map(({ word }) => word)
    .join(", ");
}
