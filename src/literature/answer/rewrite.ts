/** A checked answer in other words, for an audience or in a language: no mark is lost, and what says otherwise or more is refused. */

import type { AnswerSentence } from "./answer.ts";
import { changedSense } from "./changedSense.ts";
import { changedTranslation } from "./changedTranslation.ts";
import { check, type Entailment } from "./check.ts";
import { entailments } from "./entailments.ts";
import { innerObjects } from "./jsonIn.ts";
import { opaqueKeys } from "./keys.ts";
import type { LanguageModel } from "./languageModel.ts";
import { rewritePrompt } from "./prompts.ts";

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

const isEnglish = (language: string) => /^en(?:glish)?(?:-\w+)?$/i.test(language);

/** What the reader of a translation must know. */
export const translatedWarning =
  "translated by the language model: its wording is not checked against the quotes, the original is below";

interface Rewording {
  sentence: AnswerSentence;
  written: string;
}

/**
 * Citations stay as they are. A sentence stays as it was where its rewriting lost or added a number, unit, name or "not", took the
 * opposite word, or says what neither it nor its quotes say; or where the model itself finds that the two differ.
 */
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
  const language = readers.language !== undefined && !isEnglish(readers.language) ? readers.language : undefined;
  const refused: string[] = [];
  const passing = new Map<AnswerSentence, Rewording>();
  for (const [i, sentence] of sentences.entries()) {
    const written = byKey.get(keys[i] as string);
    const why = typeof written === "string" ? changed(sentence, written.trim(), language) : "it did not come";
    if (why === undefined) passing.set(sentence, { sentence, written: (written as string).trim() });
    else refused.push(why);
  }
  const asked = [...passing.values()];
  const words = await entailments(
    model,
    asked.map(({ sentence, written }) => ({ sentence: written, quotes: [sentence.sentence] })),
    signal,
  );
  const done = sentences.map((each): AnswerSentence => {
    const rewording = passing.get(each);
    if (!rewording) return each;
    const word = words[asked.indexOf(rewording)];
    if (word === "contradicts" || word === "neither") {
      refused.push("the language model does not find it in the sentence before");
      return each;
    }
    return language === undefined ? reworded(rewording) : translated(rewording, word);
  });
  const remarks: string[] = [];
  if (problem) remarks.push(`${problem}: not all was rewritten`);
  if (refused.length > 0)
    remarks.push(
      `${refused.length} of ${sentences.length} sentences stand as they were, because of their rewriting: ${[...new Set(refused)].slice(0, 4).join("; ")}`,
    );
  return { sentences: done, remarks };
}

function changed(
  { sentence, citations }: AnswerSentence,
  written: string,
  language: string | undefined,
): string | undefined {
  if (language !== undefined) return changedTranslation(sentence, written, language);
  return changedSense(
    sentence,
    written,
    citations.map(({ quote }) => quote),
  );
}

/** What strict reading does not find in its quotes is named beside it; a mark that it had stays. */
function reworded({ sentence: each, written }: Rewording): AnswerSentence {
  const quotes = each.citations.map(({ quote }) => quote);
  const { why } = check(written, [each.sentence, ...quotes]);
  const result = { ...each, sentence: written, original: each.sentence };
  if (each.status === "weak") return { ...result, why: joined(each.why, "rewritten by the language model") };
  return { ...result, status: "rewritten", ...(why === undefined ? {} : { why }) };
}

function translated({ sentence: each, written }: Rewording, word: Entailment | undefined): AnswerSentence {
  const why =
    word === "entails" ? `${translatedWarning}; the language model finds the same in both` : translatedWarning;
  const result = { ...each, sentence: written, original: each.sentence };
  if (each.status === "weak") return { ...result, why: joined(each.why, why) };
  return { ...result, status: "translated", why };
}

const joined = (...parts: (string | undefined)[]) => parts.filter((part) => part !== undefined).join("; ");
