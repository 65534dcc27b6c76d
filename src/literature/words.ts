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

export interface Word {
  readonly stem: string;
  /** In lower case. */
  readonly written: string;
  /** It counts, but a phrase passes it over: a hyphenated word as a whole, which its parts follow, and the parts of a symbol, which follow it. */
  readonly isBeside: boolean;
  /** As little of it as says what it is: a letter with its index, a line, an ion. */
  readonly isSymbol: boolean;
}

/** What is the same of a word wherever it stands. */
interface Known {
  /** Undefined of stop words, single letters, and what "_" joins by chance. */
  plain: Word | undefined;
  symbol: SymbolWord | undefined;
  /** It may be half of a symbol: see `joined`. */
  mayJoin: boolean;
}

const known = new Map<string, Known>();
/** A corpus has many words that come once: those need not be remembered. */
const mostKnown = 200_000;

function knownOf(word: string): Known {
  const before = known.get(word);
  if (before) return before;
  const symbol = symbolIn(word);
  const isWord = word.length > 1 && !stopWords.has(word) && (symbol !== undefined || !/[a-z0-9]_/.test(word));
  const stem = /[_/~<>]/.test(word) ? word : stemmer(word);
  const made = {
    plain: isWord ? { stem, written: word, isBeside: false, isSymbol: false } : undefined,
    symbol,
    mayJoin: mayJoin(word),
  };
  if (known.size < mostKnown) known.set(word, made);
  return made;
}

const token = /[a-z0-9]+(?:[.+_-][a-z0-9]+)*/g;

/** The index and the text encoder ask for the words of the same texts one soon after the other. */
const lately = new Map<string, readonly Word[]>();
/** Titles and abstracts of as many papers as are indexed at once. */
const mostLately = 4096;

export function words(text: string): readonly Word[] {
  const before = lately.get(text);
  if (before) return before;
  const found = readWords(text);
  if (lately.size >= mostLately) lately.clear();
  lately.set(text, found);
  return found;
}

function readWords(text: string): Word[] {
  const found: Word[] = [];
  const plain = plainSymbols(text);
  let [before, end, start] = ["", 0, 0];
  // One word after another, as far as hyphens part them: with the one before it may be a symbol.
  const take = (word: string, at: number) => {
    const { plain: usual, symbol, mayJoin } = knownOf(word);
    const pair = mayJoin && before !== "" ? joined(before, plain.slice(end, at), word) : undefined;
    if (pair) {
      found.length = start;
      pushSymbol(found, pair, plain.slice(end - before.length, at + word.length));
    } else {
      start = found.length;
      if (symbol) pushSymbol(found, symbol, word);
      else if (usual) found.push(usual);
      else if (word.includes("_")) for (const part of word.split("_")) push(found, part, part, false, false);
    }
    // What is joined already joins nothing more.
    before = pair ? "" : word;
    end = at + word.length;
  };
  for (const word of plain.match(token) ?? []) {
    // Nothing of a word stands between two, so the first that is found is it; asking the pattern for places costs more.
    let at = plain.indexOf(word, end);
    if (!word.includes("-")) take(word, at);
    else {
      const parts = word.split("-");
      const isOne = parts.length === 2 && joined(parts[0] as string, "-", parts[1] as string) !== undefined;
      if (!isOne)
        push(found, parts.map((part) => knownOf(part).symbol?.words.join("") ?? part).join("-"), word, true, false);
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

function push(found: Word[], word: string, written: string, isBeside: boolean, isSymbol: boolean): void {
  const { plain } = knownOf(word);
  if (plain) found.push({ stem: plain.stem, written, isBeside, isSymbol });
}

/** The sentences of an abstract, split where a new one plainly begins. */
export function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.?!])\s+(?=[A-Z])/).filter((sentence) => sentence !== "");
}
