/** Misspelt and run-on words set right by the corpus itself: a rare word that nobody else knows, beside one that everybody writes. */

import { slipsBetween } from "../../slips.ts";

/** @param counts uses of each word @param isKnown whether a word stands in a list of words from elsewhere */
export function corrections(
  counts: ReadonlyMap<string, number>,
  isKnown: (word: string) => boolean,
): Map<string, string> {
  const found = new Map<string, string>();
  const common = [...counts].filter(([, count]) => count >= 5).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  for (const [word, count] of counts) {
    if (word.length < 5 || isKnown(word)) continue;
    const slips = word.length >= 9 ? 2 : 1;
    const meant = common.find(
      ([other, uses]) =>
        uses >= 5 * count && Math.abs(other.length - word.length) <= slips && slipsBetween(word, other) <= slips,
    );
    const right = ofALetter(word, counts) ?? meant?.[0] ?? cut(word, counts);
    if (right !== undefined && right !== word) found.set(word, right);
  }
  return found;
}

/** "xshape": the letter is a form, and no slip. */
function ofALetter(word: string, counts: ReadonlyMap<string, number>): string | undefined {
  const rest = word.slice(1);
  return rest.length >= 4 && (counts.get(rest) ?? 0) >= 5 ? `${word[0]} ${rest}` : undefined;
}

/** "headtail": two words that are each written by themselves more often. */
function cut(word: string, counts: ReadonlyMap<string, number>): string | undefined {
  let best: [string, number] | undefined;
  for (let at = 3; at <= word.length - 3; at++) {
    const [first, second] = [word.slice(0, at), word.slice(at)];
    const uses = Math.min(counts.get(first) ?? 0, counts.get(second) ?? 0);
    if (uses >= 5 && uses > (best?.[1] ?? 0)) best = [`${first} ${second}`, uses];
  }
  return best?.[0];
}
