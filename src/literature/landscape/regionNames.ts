/** A region's name: two or three of its most telling words that say different things. */

import type { RegionWord } from "./regionWords.ts";

const mostLetters = 48;
const mostWords = 3;
/** A pair that so many of a word's papers have is put in the word's place: "brown dwarfs" for "brown". */
const pairShare = 0.45;

/**
 * @param words of each region, best first; regions of one level
 * @returns names, no two the same
 */
export function regionNames(words: readonly (readonly RegionWord[])[]): string[] {
  const taken = new Set<string>();
  return words.map((own, region) => {
    const chosen = chosenWords(own);
    for (const count of [2, 3, 4]) {
      const name = named(chosen, count);
      if (name === "" || taken.has(name)) continue;
      taken.add(name);
      return name;
    }
    const last = `${named(chosen, 2) || "region"} (${region + 1})`;
    taken.add(last);
    return last;
  });
}

function named(chosen: readonly string[], count: number): string {
  let name = chosen[0] ?? "";
  for (const word of chosen.slice(1, Math.min(count, mostWords + 1)))
    if (name.length + word.length + 2 <= mostLetters) name += `, ${word}`;
  return name;
}

/** Of words that share a stem, or stand in the same papers' pair, one. */
function chosenWords(words: readonly RegionWord[]): string[] {
  const said = new Set<string>();
  const chosen: string[] = [];
  for (const word of words) {
    const best = fullest(word, words);
    const stems = best.stem.split(/[ -]/);
    if (stems.some((stem) => said.has(stem))) continue;
    for (const stem of stems) said.add(stem);
    chosen.push(best.word);
    if (chosen.length > mostWords) break;
  }
  return chosen;
}

function fullest(word: RegionWord, words: readonly RegionWord[]): RegionWord {
  if (word.stem.includes(" ")) return word;
  const pairs = words.filter(
    ({ stem, papers }) =>
      stem.split(" ").length === 2 && stem.split(" ").includes(word.stem) && papers >= pairShare * word.papers,
  );
  return pairs.reduce((best, pair) => (pair.papers > best.papers || best === word ? pair : best), word);
}
