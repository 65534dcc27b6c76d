/** What of a translation can be held to its sentence by whoever does not understand it: enough to refuse one, never to vouch for one. */

import { isInstruction } from "../instructions.ts";
import { sentences } from "../sentences.ts";
import { changedSense } from "./changedSense.ts";
import { foreignDenials, knowsDenials } from "./foreignDenials.ts";
import { changedFact } from "./keptFacts.ts";

const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;
/** How long a translation may be beside its English, with a few letters more for short ones. */
const ratios = { spaced: { least: 0.45, most: 1.4, more: 15 }, unspaced: { least: 0.12, most: 0.75, more: 8 } };
const scripts: [RegExp, RegExp][] = [
  [/^(?:ru|uk|bg|sr|russian|ukrainian|bulgarian)\b/i, /\p{Script=Cyrillic}/u],
  [/^(?:zh|chinese|mandarin)\b/i, /\p{Script=Han}/u],
  [/^(?:ja|japanese)\b/i, /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  [/^(?:ko|korean)\b/i, /\p{Script=Hangul}/u],
  [/^(?:ar|arabic|fa|persian|farsi)\b/i, /\p{Script=Arabic}/u],
  [/^(?:el|greek)\b/i, /\p{Script=Greek}/u],
  [/^(?:he|hebrew)\b/i, /\p{Script=Hebrew}/u],
  [/^(?:hi|hindi)\b/i, /\p{Script=Devanagari}/u],
];
/** An English that the rules below would not read, in place of the language that was asked for. */
const englishWords = /\b(?:the|of|is|are|was|were|and|we|that|with|which|this|these|from|by)\b/gi;
/** Words that look like a "not" in English and are translated by one, such as non-thermal and unknown. */
const halfDenying =
  /\b(?:non-?\p{L}+|un(?:known|likely|able|clear|stable|resolved|detected|expected|certain|usual|bound)\p{L}*|in(?:consistent|dependent|sufficient|complete|visible|active)\p{L}*|im(?:possible|probable)|free of|\p{L}+-(?:free|less)|few|little|less|hardly|only|un\p{L}{4,}ed|dis(?:agree|favou?r|prov)\p{L}*|dark|false|incorrect|other than|except|miss(?:ing|es|ed)?|contrary|contradict\p{L}*|negligible|neither|different|prevent\p{L}*)\b/giu;

/** @returns what changed, for the reader; undefined where no rule sees a change */
export function changedTranslation(before: string, after: string, language: string): string | undefined {
  const fact = changedFact(before, after, true);
  if (fact) return fact;
  if (after.trim() === before.trim()) return "it was not translated";
  const script = scripts.find(([name]) => name.test(language))?.[1];
  if (script && !script.test(after)) return "it came in another language";
  if ((after.match(englishWords) ?? []).length >= 3 && !script) {
    // In English it is read as English.
    const sense = changedSense(before, after, []);
    if (sense) return sense;
  }
  return changedForm(before, after) ?? addedOrder(before, after) ?? changedDenials(before, after, language);
}

function changedForm(before: string, after: string): string | undefined {
  const isUnspaced = (after.match(unspaced) ?? []).length > after.length / 3;
  const { least, most, more } = ratios[isUnspaced ? "unspaced" : "spaced"];
  if (after.length > most * before.length + more) return "it says more, by its length";
  if (after.length < least * before.length - more) return "it says less, by its length";
  if (sentenceCount(after) !== sentenceCount(before)) return "it has more or fewer sentences";
  const stops = (text: string) => (text.replace(/\d:\d/g, "").match(/[:;：；—]|\s[–-]\s/g) ?? []).length;
  if (stops(after) > stops(before)) return "a part was added before or after a colon or dash";
  return undefined;
}

function sentenceCount(text: string): number {
  return text
    .split(/(?<=[。！？])/)
    .filter((part) => /[\p{L}\p{N}]/u.test(part))
    .reduce((sum, part) => sum + Math.max(1, sentences(part).length), 0);
}

/** Orders to models are taken for such in other languages by single words and scripts: only English ones tell here. */
function addedOrder(before: string, after: string): string | undefined {
  const isLatin = !/[^\p{Script=Latin}\p{Script=Common}\p{Script=Greek}\p{Script=Inherited}]/u.test(after);
  return isLatin && isInstruction(after) && !isInstruction(before) ? "it addresses its reader" : undefined;
}

function changedDenials(before: string, after: string, language: string): string | undefined {
  const [old, now] = [foreignDenials(before, "en"), foreignDenials(after, language)];
  const allowed = old + (before.match(halfDenying) ?? []).length;
  // "No encontramos ninguna" and "ne ... pas" deny once with two words.
  if (now > 2 * allowed) return 'a "not" was added';
  if (old > 0 && now === 0 && knowsDenials(language)) return 'a "not" was lost';
  return undefined;
}
