/** Smaller questions that a language model names: only what can be searched and says nothing of its own is taken. */

import { kinds } from "../../index/terms.ts";
import { isInstruction } from "../../instructions.ts";
import type { Library } from "../../search.ts";
import { stemsOf } from "../../words.ts";
import type { Evidence } from "../evidence.ts";
import { innerObjects } from "../jsonIn.ts";
import { opaqueKeys } from "../keys.ts";
import type { LanguageModel } from "../languageModel.ts";
import { planPrompt, refinePrompt } from "../prompts.ts";
import { hasQuantity, quantities } from "../quantities.ts";
import type { Part } from "./parts.ts";

const longest = 300;
const sentencesShown = 12;

export interface Planned {
  parts: Part[];
  problem: string | null;
}

export async function plannedBy(
  model: LanguageModel,
  library: Library,
  question: string,
  signal?: AbortSignal,
): Promise<Planned> {
  const { text, problem } = await model.reply(planPrompt(question), { signal });
  return { parts: searchable(library, text, question).slice(0, 4), problem };
}

/** @param asked what was searched so far */
export async function refinedBy(
  model: LanguageModel,
  library: Library,
  { question, passages }: Evidence,
  asked: readonly string[],
  signal?: AbortSignal,
): Promise<Planned> {
  const texts = [...passages]
    .sort((a, b) => b.score - a.score)
    .slice(0, sentencesShown)
    .map(({ text }) => text);
  const keys = opaqueKeys(texts.length, texts);
  const shown = texts.map((text, i) => ({ key: keys[i] as string, text }));
  const { text, problem } = await model.reply(refinePrompt(question, asked, shown), { signal });
  return { parts: searchable(library, text, [question, ...texts].join(" ")).slice(0, 3), problem };
}

/** A question that the library knows the words of, with no number that was not there before, in plain words. */
function searchable({ index }: Library, reply: string, known: string): Part[] {
  const numbers = quantities(known);
  return innerObjects(reply).flatMap(({ question }) => {
    if (typeof question !== "string") return [];
    // Marks of the field syntax would make a filter of it.
    const plain = question
      .replace(/[:"()[\]^*~]/g, " ")
      .replace(/\s+/g, " ")
      .trim();
    const isKnown = stemsOf(plain).every((stem) => index.termNumber(kinds.word + stem) !== undefined);
    const isFair = quantities(plain).every((each) => hasQuantity(numbers, each));
    const isQuestion = /^[^?]+\?$/.test(plain) && plain.length <= longest && !/https?|www\./i.test(plain);
    return isQuestion && isKnown && isFair && stemsOf(plain).length > 0 && !isInstruction(plain)
      ? [{ question: plain, why: "named by the language model" }]
      : [];
  });
}
