/** The words of a text as they are indexed: lower case, stemmed by Porter (1980), hyphenated ones and symbols ("sigma_8") whole and in parts. */

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
  /** A hyphenated word or a symbol as a whole, which its parts follow. */
  isCompound: boolean;
}

export function words(text: string): Word[] {
  const found: Word[] = [];
  for (const [word] of withSymbols(text).matchAll(token)) {
    if (word.includes("_")) pushSymbol(found, word);
    else if (!word.includes("-")) push(found, word, false);
    else {
      push(found, word, true);
      for (const part of word.split("-")) push(found, part, false);
    }
  }
  return found;
}

const token = /[a-z]+_[a-z0-9]{1,6}(?![a-z0-9])|[a-z0-9]+(?:[.+-][a-z0-9]+)*/g;
const lowered = "₀0₁1₂2₃3₄4₅5₆6₇7₈8₉9ₐaₑeₕhₖkₗlₘmₙnₒoₚpₛsₜtₓx";
const greek: Record<string, string> = { σ: "sigma", Ω: "omega", Λ: "lambda", τ: "tau", α: "alpha", β: "beta", ρ: "rho", η: "eta" };
/** "n_{\rm s}", "\sigma_8" */
const symbol =
  /([a-z]+)\}?\$?\s?_\s?\{?\s*(?:\\(?:rm|mathrm|text|textrm|it|hbox|mbox)(?![a-z])\s*\{?\s*)?\\?([a-z0-9]{1,6})(?![a-z0-9])\s?\}{0,2}/g;

/** Lower case, with what is written below a letter behind a "_", however it was written. */
function withSymbols(text: string): string {
  // Most text has none, and this runs on every abstract.
  if (!/[_₀-₉ₐ-ₜ]/.test(text)) return withoutAccents(text);
  const below = text
    .replace(/([σΩΛταβρη])(?=\s?_|[₀-₉ₐ-ₜ])/g, (letter) => greek[letter] as string)
    .replace(/(?<=[A-Za-z])[₀-₉ₐ-ₜ]+/g, (run) => `_${[...run].map((sign) => lowered[lowered.indexOf(sign) + 1] ?? "").join("")}`);
  return withoutAccents(below).replace(symbol, "$1_$2 ");
}

/** "h0" and "sigma8" as people type them; of two letters "n_s", as "ns" is another thing. */
function pushSymbol(found: Word[], written: string): void {
  const [base = "", below = ""] = written.split("_");
  const isShort = base.length === 1 && /^[a-z]$/.test(below);
  const hasParts = [base, below].some((part) => part.length > 1 && !stopWords.has(part));
  if (isShort) found.push({ stem: written, written, isCompound: false });
  else push(found, base + below, hasParts);
  push(found, base, false);
  push(found, below, false);
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
