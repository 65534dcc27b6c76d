/** From answers as they were written to the words that many people use: cleaned, spelt right, in their dictionary forms. */

import { Fault } from "../../fault.ts";
import type { TextEncoder } from "../../literature/encoder/textEncoder.ts";
import type { Answer } from "./answers.ts";
import { type Cleaned, cleanPhrases, type Rule } from "./cleaning.ts";
import { foreignAnswers, isRunOn } from "./languages.ts";
import { Lemmatiser } from "./lemmas.ts";
import { commonPairs, withPairs } from "./pairs.ts";
import { corrections } from "./spelling.ts";
import { type Vocabulary, vocabularyOf } from "./terms.ts";

export interface CleanAnswers {
  answers: Answer[];
  /** Of each answer, spelt right. */
  phrases: string[][];
  touched: Cleaned["touched"];
  /** Misspelt or run-on words, and what they were taken for. */
  spelling: [written: string, meant: string][];
  /** Answers left out because they are not English, and one of them. */
  foreign: { count: number; example: string | null };
  lemmatiser: Lemmatiser;
  /** Whether it is an English word, one of astronomers' papers, or two English ones run together. */
  isKnown(word: string): boolean;
}

/**
 * @param encoder knows the words of papers: what it knows is spelt right
 * @throws Fault "language" where most answers are not English
 */
export async function cleanAnswers(
  answers: readonly Answer[],
  rules: readonly Rule[],
  encoder: TextEncoder,
): Promise<CleanAnswers> {
  const { phrases, touched } = cleanPhrases(
    answers.map(({ text }) => text),
    rules,
  );
  const lemmatiser = new Lemmatiser();
  const inPapers = await knownWords([...countsOf(phrases).keys()], encoder);
  const isKnown = (word: string) => inPapers.has(word) || lemmatiser.isEnglish(word);
  const slips = corrections(countsOf(phrases), isKnown);
  const foreign = foreignAnswers(phrases, {
    isEnglish: (word) => lemmatiser.isEnglish(word),
    isSlip: (word) => slips.has(word),
  });
  const example = answers[foreign[0] ?? -1]?.text ?? null;
  const written = phrases.filter((some) => some.length > 0).length;
  if (foreign.length > written / 2)
    throw new Fault(
      "language",
      `${foreign.length} of ${written} answers seem not to be English (such as "${example}"): Almagest knows English words only; translate them first`,
    );
  const out = new Set(foreign);
  const kept = <T>(all: readonly T[]) => all.filter((_, i) => !out.has(i));
  const english = kept(phrases);
  // Again without them, as words of another language are near to English ones.
  const right = foreign.length === 0 ? slips : corrections(countsOf(english), isKnown);
  return {
    answers: kept(answers),
    phrases: english.map((some) => some.map((phrase) => phrase.replace(/\S+/g, (word) => right.get(word) ?? word))),
    touched,
    spelling: [...right],
    foreign: { count: foreign.length, example },
    lemmatiser,
    isKnown: (word) => isKnown(word) || isRunOn(word, (part) => lemmatiser.isEnglish(part)),
  };
}

function countsOf(phrases: readonly (readonly string[])[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const some of phrases)
    for (const phrase of some) for (const word of phrase.split(" ")) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** @returns those whose stem a paper has */
async function knownWords(words: readonly string[], encoder: TextEncoder): Promise<Set<string>> {
  const vectors = await encoder.encode(words.map((title) => ({ title, abstract: "" })));
  return new Set(
    words.filter((_, i) =>
      vectors.subarray(i * encoder.dimension, (i + 1) * encoder.dimension).some((part) => part !== 0),
    ),
  );
}

/** More candidates than these cannot be told apart by a person, and are not compared with each other. */
const mostTerms = 400;

/** Words and pairs of words that enough people wrote often enough to be counted. @throws Fault "too-few-words" */
export function commonWords({ answers, phrases, lemmatiser }: CleanAnswers): Vocabulary {
  const people = new Set(answers.map(({ by }) => by)).size;
  const fewest = Math.max(5, Math.ceil(0.003 * answers.length));
  const fewestPeople = people >= 2 ? 2 : 1;
  const enough = { fewest, fewestPeople };
  const pairs = commonPairs(answers, phrases, (phrase) => lemmatiser.lemmas(phrase), enough);
  const found = vocabularyOf(answers, phrases, (phrase) => withPairs(lemmatiser.lemmas(phrase), pairs), enough);
  if (found.terms.length < 2)
    throw new Fault(
      "too-few-words",
      `${answers.length} answers have ${found.terms.length} words that ${fewest} answers and ${fewestPeople} people share: that is too few to derive classes from`,
    );
  return { ...found, terms: found.terms.slice(0, mostTerms) };
}

/** For the full text; rarer words are in too few answers to matter, and would not fit into memory. */
const mostTextWords = 1000;

/** The words that stand in two answers or more, the most used: the full text, as a forest sees it. */
export function allWords({ answers, phrases, lemmatiser }: CleanAnswers): Vocabulary {
  const all = vocabularyOf(answers, phrases, (phrase) => lemmatiser.lemmas(phrase), { fewest: 2, fewestPeople: 1 });
  return { ...all, terms: all.terms.slice(0, mostTextWords) };
}
