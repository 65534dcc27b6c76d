/** What a language model wrote, as sentences with the keys they cite; unknown keys stay known as such. */

import { sentences } from "../sentences.ts";
import { innerObjects } from "./jsonIn.ts";

export interface CitedSentence {
  sentence: string;
  keys: string[];
}

const cites = /\s*\[([^[\]]{1,200})\]/g;

/** @param isWhole false where the reply broke off: the last sentence is then left out, unless it has its full stop */
export function citedSentences(written: string, isWhole = true): CitedSentence[] {
  const objects = innerObjects(written).flatMap((value) => {
    const text = value.sentence ?? value.text;
    const keys = value.keys ?? value.cites ?? value.citations ?? value.key;
    return typeof text === "string" ? [{ text, keys: [keys].flat().filter((key) => typeof key === "string") }] : [];
  });
  if (objects.length > 0)
    return objects.flatMap(({ text, keys }) =>
      split(text).map(({ sentence, keys: inline }) => ({ sentence, keys: [...new Set([...inline, ...keys])] })),
    );
  const found = split(written);
  return isWhole || /[.!?]["'”’)\]\s]*$/.test(written.trimEnd()) ? found : found.slice(0, -1);
}

function split(written: string): CitedSentence[] {
  return written.split(/\n+/).flatMap((line) => {
    // "It is so. [key]" cites for the sentence before it.
    const moved = line.replace(/([.!?]["'”’)]*)((?:\s*\[[^[\]]{1,200}\])+)/g, "$2$1");
    const plain = moved.replace(/^\s*(?:#+|[-*•]|\d+[.)])\s+/, "").replaceAll("**", "");
    return sentences(plain).flatMap(({ text }) => {
      const keys = [...text.matchAll(cites)].flatMap(([, list = ""]) =>
        list.split(/[,;\s]+/).filter((key) => key !== ""),
      );
      const sentence = text
        .replace(cites, "")
        .replace(/\s+([.!?,;])/g, "$1")
        .trim();
      return /\p{L}/u.test(sentence) ? [{ sentence, keys: [...new Set(keys)] }] : [];
    });
  });
}
