/** A checked answer in other words, for an audience or in a language: what the check held to is held to again. */

import { namesIn } from "../names.ts";
import type { AnswerSentence } from "./answer.ts";
import { innerObjects } from "./jsonIn.ts";
import { opaqueKeys } from "./keys.ts";
import type { LanguageModel } from "./languageModel.ts";
import { isNegated } from "./negation.ts";
import { rewritePrompt } from "./prompts.ts";
import { hasQuantity, quantities } from "./quantities.ts";

export const audiences = ["expert", "student", "school", "public"] as const;
export type Audience = (typeof audiences)[number];

export interface Readers {
  audience?: Audience;
  /** A name or code of one, such as es or Spanish. */
  language?: string;
}

export interface Rewritten {
  sentences: AnswerSentence[];
  remarks: string[];
}

const isEnglish = (language: string | undefined) => language === undefined || /^en(?:glish)?(?:-\w+)?$/i.test(language);

/** Citations stay as they are; a sentence whose numbers, units, names or denials did not survive stays as it was. */
export async function rewrite(
  model: LanguageModel,
  sentences: readonly AnswerSentence[],
  readers: Readers,
  signal?: AbortSignal,
): Promise<Rewritten> {
  const keys = opaqueKeys(
    sentences.length,
    sentences.map(({ sentence }) => sentence),
  );
  const shown = sentences.map(({ sentence }, i) => ({ key: keys[i] as string, text: sentence }));
  const { text, problem } = await model.reply(rewritePrompt(shown, readers), { signal });
  const byKey = new Map(innerObjects(text).map(({ key, text: written }) => [String(key), written]));
  let kept = 0;
  const rewritten = sentences.map((each, i): AnswerSentence => {
    const written = byKey.get(keys[i] as string);
    if (typeof written !== "string" || !survives(each.sentence, written, isEnglish(readers.language))) {
      kept++;
      return each;
    }
    return { ...each, sentence: written.trim(), status: "rewritten", original: each.sentence };
  });
  const remarks: string[] = [];
  if (problem) remarks.push(`${problem}: not all was rewritten`);
  if (kept > 0)
    remarks.push(
      `${kept} of ${sentences.length} sentences stand as they were: rewritten, a number, unit, name or "not" was lost or added, or they did not come`,
    );
  return { sentences: rewritten, remarks };
}

function survives(before: string, after: string, isSameLanguage: boolean): boolean {
  if (!/\p{L}/u.test(after) || after.length > 4 * before.length + 200) return false;
  if (/https?:|www\.|[[\]]/i.test(after)) return false;
  // 0,45 is 0.45 to half of the world.
  const read = isSameLanguage ? after : after.replace(/(\d),(\d{1,2})(?!\d)/g, "$1.$2");
  const [old, now] = [quantities(before), quantities(read)];
  const sameNumbers = isSameLanguage
    ? old.every((each) => hasQuantity(now, each)) && now.every((each) => hasQuantity(old, each))
    : old.every(({ value }) => now.some((each) => each.value === value)) &&
      now.every(({ value }) => old.some((each) => each.value === value)) &&
      old.every(
        ({ unit, value }) =>
          unit === null ||
          /^(?:yr|s|d|month|min|h|msun|lsun|rsun|%)$/.test(unit) ||
          hasQuantity(now, { value, unit, written: "" }),
      );
  if (!sameNumbers) return false;
  const isCode = (word: string) => /\p{Lu}.*[\p{Lu}\d]|\d.*\p{Lu}/u.test(word);
  const names = (text: string) =>
    namesIn(text)
      .map(({ written }) => written)
      .filter(isCode);
  if (names(before).some((name) => !after.includes(name)) || names(after).some((name) => !before.includes(name)))
    return false;
  return !isSameLanguage || isNegated(before) === isNegated(after);
}
