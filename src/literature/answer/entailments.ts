/** A language model's word on whether quotes entail a sentence: asked of many at once, and only ever used to take away. */

import type { Entailment } from "./check.ts";
import { innerObjects } from "./jsonIn.ts";
import { opaqueKeys } from "./keys.ts";
import type { LanguageModel } from "./languageModel.ts";
import { entailmentPrompt, type Pair } from "./prompts.ts";

/** The model's word on each; undefined where it gave none, or where there is no quote to ask it about. */
export async function entailments(
  model: LanguageModel,
  pairs: readonly Pair[],
  signal?: AbortSignal,
): Promise<(Entailment | undefined)[]> {
  const cited = pairs.filter(({ quotes }) => quotes.length > 0);
  if (cited.length === 0) return pairs.map(() => undefined);
  const fences = opaqueKeys(
    cited.length,
    cited.flatMap(({ sentence, quotes }) => [sentence, ...quotes]),
  );
  const { text } = await model.reply(entailmentPrompt(cited, fences), { signal });
  const verdicts = new Map(innerObjects(text).map(({ key, verdict }) => [String(key), String(verdict).toLowerCase()]));
  return pairs.map((each) => {
    const verdict = verdicts.get(fences[cited.indexOf(each)] ?? "");
    return verdict === "entails" || verdict === "contradicts" || verdict === "neither" ? verdict : undefined;
  });
}
