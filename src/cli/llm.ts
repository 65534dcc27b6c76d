/** The language model that a command's --llm and --model name. */

import { exitCodes, Fault } from "../fault.ts";
import { type LanguageModel, languageModel } from "../literature/answer/languageModel.ts";

/** @throws Fault "usage" where one of the two is missing, "llm-url" */
export function languageModelOf({ llm, model }: { llm?: string; model?: string }): LanguageModel | undefined {
  if ((llm === undefined) !== (model === undefined))
    throw new Fault("usage", "--llm and --model belong together: the server, and which of its models", {
      exitCode: exitCodes.usage,
    });
  if (llm === undefined || model === undefined) return undefined;
  return languageModel({ url: llm, model, key: process.env.ALMAGEST_LLM_KEY });
}
