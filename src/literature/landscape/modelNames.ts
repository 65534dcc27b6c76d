/** Names of regions by a language model: taken only where each word of the name is in the region's papers. */

import type { LanguageModel } from "../answer/languageModel.ts";
import { words as wordsOf } from "../words.ts";
import type { RegionWord } from "./regionWords.ts";

export interface RegionName {
  name: string;
  namedBy: "words" | "language model";
}

const regionsAtOnce = 20;
const mostLetters = 60;

/**
 * @param words of each region
 * @param plain names by words, which stay where the model gives none that holds
 */
export async function modelNames(
  model: LanguageModel,
  words: readonly (readonly RegionWord[])[],
  plain: readonly string[],
  { signal, onProgress = () => {} }: { signal?: AbortSignal; onProgress?: (fraction: number) => void } = {},
): Promise<RegionName[]> {
  const found: RegionName[] = plain.map((name) => ({ name, namedBy: "words" }));
  const taken = new Set(plain.map((name) => name.toLowerCase()));
  for (let first = 0; first < words.length; first += regionsAtOnce) {
    const some = words.slice(first, first + regionsAtOnce);
    const { text } = await model.reply(
      [
        {
          role: "system",
          content:
            "You name topics of astronomy. For each numbered list of words from papers of one topic, write one line: the number, a colon, and a name of two to five words made only of words in that list.",
        },
        {
          role: "user",
          content: some.map((own, i) => `${first + i}: ${own.map(({ word }) => word).join(", ")}`).join("\n"),
        },
      ],
      { signal },
    );
    for (const [, number = "", written = ""] of text.matchAll(/^\s*(\d+)\s*[:.)]\s*(.+?)\s*$/gm)) {
      const region = Number(number);
      const name = written.replace(/^["'“]|["'”.]$/g, "");
      if (region < first || region >= first + some.length || taken.has(name.toLowerCase())) continue;
      if (!holds(name, words[region] ?? [])) continue;
      taken.add(name.toLowerCase());
      found[region] = { name, namedBy: "language model" };
    }
    onProgress(Math.min(1, (first + regionsAtOnce) / words.length));
  }
  return found;
}

/** Only letters, and only words that the region's papers have. */
function holds(name: string, words: readonly RegionWord[]): boolean {
  if (name.length === 0 || name.length > mostLetters || !/^[\p{L}\p{N} ,'’+&-]+$/u.test(name)) return false;
  const known = new Set(
    words.flatMap(({ stem, word }) => [...stem.split(" "), ...wordsOf(word).map(({ stem }) => stem)]),
  );
  const own = wordsOf(name).filter(({ isBeside }) => !isBeside);
  return own.length > 0 && own.every(({ stem }) => known.has(stem));
}
