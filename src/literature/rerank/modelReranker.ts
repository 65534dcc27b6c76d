/** A language model that says from 0 to 10 how well each of a few papers answers the question. */

import { innerObjects } from "../answer/jsonIn.ts";
import { opaqueKeys } from "../answer/keys.ts";
import type { LanguageModel } from "../answer/languageModel.ts";
import { relevancePrompt } from "../answer/prompts.ts";
import { asIndexed } from "../instructions.ts";
import type { RankedText, Reranker } from "./reranker.ts";

const papersAtOnce = 10;
const longestText = 1500;

/** @param options.seconds after which nothing more is asked: papers that were not read keep their place */
export function modelReranker(model: LanguageModel, { papers = 30, seconds = 60 } = {}): Reranker {
  return {
    name: model.name,
    papers,
    async score(question, texts, signal) {
      const scores: (number | null)[] = texts.map(() => null);
      const begun = performance.now();
      for (let at = 0; at < texts.length; at += papersAtOnce) {
        if (performance.now() - begun > 1000 * seconds)
          return { scores, problem: `${model.name} had read ${at} of ${texts.length} papers after ${seconds} s` };
        const shown = texts.slice(at, at + papersAtOnce).map(shownText);
        const keys = opaqueKeys(shown.length, [question, ...shown]);
        const { text, problem } = await model.reply(
          relevancePrompt(
            question,
            shown.map((each, i) => ({ key: keys[i] as string, text: each })),
          ),
          { signal },
        );
        for (const { key, relevance } of innerObjects(text)) {
          const place = keys.indexOf(String(key));
          if (place >= 0 && typeof relevance === "number" && relevance >= 0 && relevance <= 10)
            scores[at + place] = relevance;
        }
        if (problem) return { scores, problem };
      }
      const read = scores.filter((score) => score !== null).length;
      return { scores, problem: read === 0 && texts.length > 0 ? `${model.name} gave no paper a number` : null };
    },
  };
}

/** Without sentences that speak to a language model. */
function shownText(paper: RankedText): string {
  const { title, abstract } = asIndexed(paper);
  return `${title} ${abstract}`.slice(0, longestText);
}
