/** Two words that are one term: "edge brightened" says neither what "edge" nor what "brightened" says elsewhere. */

import type { Answer } from "./answers.ts";
import type { Lemma } from "./lemmas.ts";
import { peopleOf } from "./terms.ts";

/** Chi squared of one degree of freedom, which the ratio follows where chance alone puts words together, is above it once in a thousand. */
const leastRatio = 10.83;

/**
 * Pairs as many answers and people share as a word must have, side by side more often than by chance, with a word that stands in
 * such pairs half of the time or more. Else both are words by themselves that happen to meet: "bent tail" is bent, and a tail.
 * @returns of each its log-likelihood ratio
 */
export function commonPairs(
  answers: readonly Answer[],
  phrases: readonly (readonly string[])[],
  lemmas: (phrase: string) => readonly Lemma[],
  { fewest, fewestPeople }: { fewest: number; fewestPeople: number },
): Map<string, number> {
  const words = new Map<string, number>();
  const seen = new Map<string, { count: number; fitting: number; answers: Set<number> }>();
  phrases.forEach((some, i) => {
    for (const found of some.map(lemmas))
      for (const [at, { lemma }] of found.entries()) {
        add(words, lemma);
        const pair = pairAt(found, at);
        if (!pair) continue;
        const entry = seen.get(pair.lemma) ?? { count: 0, fitting: 0, answers: new Set() };
        seen.set(pair.lemma, entry);
        entry.count++;
        entry.fitting += Number(isTerm(found[at] as Lemma, found[at + 1] as Lemma));
        entry.answers.add(i);
      }
  });
  const all = [...words.values()].reduce((sum, count) => sum + count, 0);
  const often = new Map<string, number>();
  for (const [pair, { count, fitting, answers: uses }] of seen) {
    if (2 * fitting < count || uses.size < fewest || peopleOf([...uses], answers) < fewestPeople) continue;
    const [first = 0, second = 0] = pair.split(" ").map((word) => words.get(word));
    const ratio = logLikelihoodRatio(count, first, second, all);
    if (ratio >= leastRatio) often.set(pair, ratio);
  }
  const paired = new Map<string, number>();
  for (const some of phrases)
    for (const found of some.map(lemmas)) {
      const isOften = found.map((_, at) => often.has(pairAt(found, at)?.lemma ?? ""));
      for (const [at, { lemma }] of found.entries()) if (isOften[at] || isOften[at - 1]) add(paired, lemma);
    }
  const isBound = (word: string) => 2 * (paired.get(word) ?? 0) >= (words.get(word) ?? 0);
  return new Map([...often].filter(([pair]) => pair.split(" ").some(isBound)));
}

/** A phrase's words, those of a pair as one; of two pairs that share a word, the one that is further from chance. */
export function withPairs(lemmas: readonly Lemma[], pairs: ReadonlyMap<string, number>): Lemma[] {
  const found = lemmas.flatMap((_, at) => {
    const pair = pairAt(lemmas, at);
    const ratio = pairs.get(pair?.lemma ?? "");
    return pair && ratio !== undefined ? [{ at, pair, ratio }] : [];
  });
  const pairOf = new Map<number, Lemma>();
  for (const { at, pair } of found.sort((a, b) => b.ratio - a.ratio))
    if (!pairOf.has(at) && !pairOf.has(at + 1)) for (const place of [at, at + 1]) pairOf.set(place, pair);
  return lemmas.flatMap((lemma, at) => {
    const pair = pairOf.get(at);
    if (!pair) return [lemma];
    return pairOf.get(at - 1) === pair ? [] : [pair];
  });
}

/** A word and the next, where nothing stands between them and nothing denies them. */
function pairAt(lemmas: readonly Lemma[], at: number): Lemma | undefined {
  const [first, second] = [lemmas[at], lemmas[at + 1]];
  if (!first || second?.place !== first.place + 1) return undefined;
  if (first.lemma.startsWith("no ") || second.lemma.startsWith("no ")) return undefined;
  return { ...second, lemma: `${first.lemma} ${second.lemma}`, form: `${first.form} ${second.form}` };
}

/** As terms are built: adjective or noun before a noun (Justeson & Katz 1995), or noun and participle. */
function isTerm(first: Lemma, second: Lemma): boolean {
  const isParticiple = second.kind === "VERB" && /(ed|ing)$/.test(second.form);
  return isNoun(second) ? first.kind === "ADJ" || isNoun(first) : isNoun(first) && isParticiple;
}

function isNoun({ kind }: Lemma): boolean {
  return kind === "NOUN" || kind === "PROPN";
}

/**
 * Twice the logarithm of how much likelier the counts are if the one word calls for the other than if chance puts them together
 * (Dunning 1993, Computational Linguistics 19, 61; of words, as in Manning & Schütze 1999, section 5.3.4).
 * @param both how often they stand together @param all words @returns 0 where they stand together less often than by chance
 */
export function logLikelihoodRatio(both: number, first: number, second: number, all: number): number {
  if (both * all <= first * second) return 0;
  const sum = (...counts: number[]) =>
    counts.reduce((total, count) => total + (count > 0 ? count * Math.log(count) : 0), 0);
  const cells = sum(both, first - both, second - both, all - first - second + both);
  return 2 * (cells - sum(first, all - first, second, all - second) + sum(all));
}

function add(counts: Map<string, number>, word: string): void {
  counts.set(word, (counts.get(word) ?? 0) + 1);
}
