/** The words of a text as they are indexed: lower case, stemmed by Porter (1980), hyphenated ones whole and in parts. */

import { stemmer } from "stemmer";
import { withoutAccents } from "./paper.ts";

/** Too common to tell papers apart, those that only questions are made of included. */
const stopWords = new Set(
  (
    "a an and are as at be been by can could do does for from has have how in into is it its may might of on or our over should " +
    "such than that the their then there these they this those to under was we were what when where which while who why will " +
    "with would between both during due using used use via also not no more most other some any all within about"
  ).split(" "),
);

/** @param word in lower case */
export function isStopWord(word: string): boolean {
  return stopWords.has(word);
}

const stems = new Map<string, string>();
/** A corpus has many words that come once: those need not be remembered. */
const stemsKept = 200_000;

export interface Word {
  stem: string;
  /** In lower case. */
  written: string;
  /** A hyphenated word as a whole, which its parts follow. */
  isCompound: boolean;
}

export function words(text: string): Word[] {
  const found: Word[] = [];
  for (const [word] of withoutAccents(text).matchAll(/[a-z0-9]+(?:[.+-][a-z0-9]+)*/g)) {
    if (!word.includes("-")) push(found, word, false);
    else {
      push(found, word, true);
      for (const part of word.split("-")) push(found, part, false);
    }
  }
  return found;
}

/** Of `words` the stems, in order. */
export function stemsOf(text: string): string[] {
  return words(text).map(({ stem }) => stem);
}

function push(found: Word[], word: string, isCompound: boolean): void {
  if (word.length < 2 || stopWords.has(word)) return;
  let stem = stems.get(word);
  if (stem === undefined) {
    stem = stemmer(word);
    if (stems.size < stemsKept) stems.set(word, stem);
  }
  found.push({ stem, written: word, isCompound });
}

/** The sentences of an abstract, split where a new one plainly begins. */
export function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.?!])\s+(?=[A-Z])/).filter((sentence) => sentence !== "");
}
