/** A region's name: two or three of its most telling words that say different things. */

import { isFiller } from "./phrases.ts";
import type { RegionWord } from "./regionWords.ts";

const mostLetters = 48;
const mostWords = 3;
/** A pair that so many of a word's papers have is put in the word's place: "brown dwarfs" for "brown". */
const pairShare = 0.45;
/** Of the more frequent of two pairs that overlap, so many of the other. */
const overlapShare = 0.6;

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

/** Of words that share a stem, and of a phrase and its initials, one. */
function chosenWords(words: readonly RegionWord[]): string[] {
  const said = new Set<string>();
  const chosen: string[] = [];
  for (const word of words) {
    const best = fullest(word, words);
    const stems = best.stem.split(/[ -]/);
    if (stems.some((stem) => said.has(stem)) || chosen.some((other) => isShortFor(other, best.word))) continue;
    for (const stem of stems) said.add(stem);
    chosen.push(best.word);
    if (chosen.length > mostWords) break;
  }
  return chosen;
}

/** The pair that stands for a word; two that overlap, in the same papers, as one: "big bang" and "bang nucleosynthesis". */
function fullest(word: RegionWord, words: readonly RegionWord[]): { stem: string; word: string } {
  const pairs = words.filter(({ stem }) => stem.includes(" "));
  const pair = word.stem.includes(" ")
    ? word
    : pairs
        .filter(({ stem, papers }) => stem.split(" ").includes(word.stem) && papers >= pairShare * word.papers)
        .sort((a, b) => b.papers - a.papers)[0];
  if (!pair) return word;
  const [first = "", second = ""] = pair.stem.split(" ");
  const isAsFrequent = ({ papers }: RegionWord) =>
    Math.min(papers, pair.papers) >= overlapShare * Math.max(papers, pair.papers);
  const before = pairs.find((other) => other.stem.split(" ")[1] === first && isAsFrequent(other));
  const after = pairs.find(
    (other) => other.stem.split(" ")[0] === second && isAsFrequent(other) && !isFiller(other.stem.split(" ")[1] ?? ""),
  );
  if (before) return { stem: `${before.stem} ${second}`, word: `${before.word.split(" ")[0]} ${pair.word}` };
  if (after) return { stem: `${first} ${after.stem}`, word: `${pair.word} ${after.word.split(" ")[1]}` };
  return pair;
}

/** "CMB" and "cosmic microwave background", either way round. */
function isShortFor(a: string, b: string): boolean {
  const initials = (phrase: string) =>
    phrase
      .split(/[ -]/)
      .map((part) => part[0]?.toUpperCase() ?? "")
      .join("");
  const plain = (word: string) => word.replace(/s$/, "").toUpperCase();
  return [
    [a, b],
    [b, a],
  ].some(([short = "", long = ""]) => {
    const whole = initials(long);
    return (
      whole.length > 1 &&
      (plain(short) === whole || (whole.length > 2 && whole.startsWith(plain(short)) && /^[A-Z]{2,}s?$/.test(short)))
    );
  });
}
