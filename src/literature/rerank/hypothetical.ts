/** Hypothetical document embeddings (HyDE; Gao+ 2022, arXiv 2212.10496): a made-up abstract that would answer lies nearer to real ones. */

import type { LanguageModel } from "../answer/languageModel.ts";
import { hypotheticalPrompt } from "../answer/prompts.ts";

/** Shorter is no abstract. */
const shortest = 80;
const longest = 2000;

/** It is only ever encoded: nothing of it is shown as if it were known. */
export async function hypotheticalAbstract(
  model: LanguageModel,
  question: string,
  signal?: AbortSignal,
): Promise<{ abstract: string; problem: string | null }> {
  const { text, problem } = await model.reply(hypotheticalPrompt(question), { signal });
  const abstract = text.replace(/\s+/g, " ").trim().slice(0, longest);
  if (abstract.length >= shortest) return { abstract, problem: null };
  return { abstract: "", problem: problem ?? `${model.name} wrote no abstract` };
}
