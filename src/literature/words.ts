/**
 * The words of a text as they are indexed: lower case, stemmed by Porter (1980), hyphenated ones whole and in parts; symbols as one word,
 * however they are written.
 */

import { stemmer } from "stemmer";
import { plainSymbols } from "./symbols.ts";
import { joined, mayJoin, type SymbolWord, symbolIn } from "./symbolWords.ts";

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
  /** It counts, but a phrase passes it over: a hyphenated word as a whole, which its parts follow, and the parts of a symbol, which follow it. */
  isBeside: boolean;
  /** As little of it as says what it is: a letter with its index, a line, an ion. */
  isSymbol: boolean;
}

const token = /[a-z0-9]+(?:[.+_-][a-z0-9]+)*/g;

export function words(text: string): Word[] {
  const found: Word[] = [];
  const plain = plainSymbols(text);
  let [before, end, start] = ["", 0, 0];
  // One word after another, as far as hyphens part them: with the one before it may be a symbol.
  const take = (word: string, at: number) => {
    const symbol = (mayJoin(word) && before !== "" && joined(before, plain.slice(end, at), word)) || undefined;
    if (symbol) {
      found.length = start;
      pushSymbol(found, symbol, plain.slice(end - before.length, at + word.length));
    } else {
      start = found.length;
      const whole = symbolIn(word);
      if (whole) pushSymbol(found, whole, word);
      else if (word.includes("_")) for (const part of word.split("_")) push(found, part, part, false);
      else push(found, word, word, false);
    }
    // What is joined already joins nothing more.
    before = symbol ? "" : word;
    end = at + word.length;
  };
  token.lastIndex = 0;
  for (let match = token.exec(plain); match; match = token.exec(plain)) {
    const [word] = match;
    if (!word.includes("-")) take(word, match.index);
    else {
      const parts = word.split("-");
      const isOne = parts.length === 2 && joined(parts[0] as string, "-", parts[1] as string) !== undefined;
      if (!isOne) push(found, parts.map((part) => symbolIn(part)?.words.join("") ?? part).join("-"), word, true);
      let at = match.index;
      for (const part of parts) {
        take(part, at);
        at += part.length + 1;
      }
    }
  }
  return found;
}

/** Of `words` the stems, in order. */
export function stemsOf(text: string): string[] {
  return words(text).map(({ stem }) => stem);
}

function pushSymbol(found: Word[], symbol: SymbolWord, written: string): void {
  const { name } = symbol;
  const isOne = symbol.words.length === 1;
  for (const word of symbol.words) push(found, word, isOne ? written : word, false, word === name);
  for (const word of symbol.beside) push(found, word, word === name ? written : word, true, word === name);
}

function push(found: Word[], word: string, written: string, isBeside: boolean, isSymbol = false): void {
  if (word.length < 2 || stopWords.has(word)) return;
  let stem = stems.get(word);
  if (stem === undefined) {
    stem = /[_/~<>]/.test(word) ? word : stemmer(word);
    if (stems.size < stemsKept) stems.set(word, stem);
  }
  found.push({ stem, written, isBeside, isSymbol });
}

/** The sentences of an abstract, split where a new one plainly begins. */
export function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.?!])\s+(?=[A-Z])/).filter((sentence) => sentence !== "");
}
