/** A language model that writes ADS queries; what it writes is parsed before anyone sees it, and the rules write where it fails. */

import type { LanguageModel } from "../answer/languageModel.ts";
import { adsPrompt } from "../answer/prompts.ts";
import { isAdsQuery } from "../query/adsSyntax.ts";
import type { QueryWriter } from "./translate.ts";

const examples = [
  {
    request: "refereed papers by Vera Rubin on galaxy rotation before 1985",
    query: 'author:"Rubin, V" abs:"galaxy rotation" year:-1984 property:refereed',
  },
  { request: "papers citing the first image of M87", query: 'citations(abs:"M87" title:"event horizon telescope")' },
  {
    request: "ten most cited papers on fast radio bursts",
    query: 'topn(10, abs:"fast radio burst", citation_count desc)',
  },
  {
    request: "reviews of tidal disruption events since 2015",
    query: 'reviews(abs:"tidal disruption event") year:2015-',
  },
];

/** @returns also, after a request, why the model wrote nothing, in one sentence; null where it did or what it wrote is no query */
export function modelWriter(model: LanguageModel): QueryWriter & { problem: string | null } {
  const writer = {
    name: model.name,
    problem: null as string | null,
    async write(request: string) {
      const { text, problem } = await model.reply(adsPrompt(request, examples));
      writer.problem = problem;
      if (problem) return undefined;
      const lines = text.split("\n").map((line) => line.replace(/^\s*(?:query:)?[\s`]*|[\s`]*$/gi, ""));
      // Plain prose is a query to ADS, too, but not one that says what is meant.
      return lines.find((line) => /(?:^|[\s(])[a-z_]+[:(]\S/.test(line) && isAdsQuery(line));
    },
  };
  return writer;
}
