/** Phrases as the dictionary forms of their content words, by wink-nlp. */

import { createRequire } from "node:module";
import { negators } from "./cleaning.ts";

export interface Lemma {
  /** Dictionary form; with "no " before it where the phrase denies it. */
  lemma: string;
  /** As it was written. */
  form: string;
  /** Part of speech, as in Universal Dependencies. */
  kind: string;
  /** Which word of the phrase it is, those left out counted. */
  place: number;
}

/** Parts of speech that can name what is seen. */
const content = new Set(["NOUN", "PROPN", "ADJ", "VERB", "NUM"]);

/**
 * Left out, beyond the library's stop words. The first lines are the paper's own (Bowles+ 2023): words of any such corpus that
 * name no form. Then words of looking, and of doubt or degree alone.
 */
const stopWords = new Set(
  (
    "emu galaxy galactic emission like side source north south east west object image cutout " +
    "find found see seem appear look show exist need could would may might possible possibility possibly probably " +
    "very well slightly somewhat quite really bit lot little kind sort thing way also left right upper lower top bottom " +
    "due etc please maybe likely unlikely visible have be do"
  ).split(" "),
);

const require = createRequire(import.meta.url);
let loaded: ReturnType<typeof loadEnglish> | undefined;
const loadEnglish = () => require("wink-nlp")(require("wink-eng-lite-web-model"), ["pos"]);

/** Once a process: with every load the model quotes a part of itself again, and at the twentieth it is too long for a string. */
function english(): ReturnType<typeof loadEnglish> {
  loaded ??= loadEnglish();
  return loaded;
}

export class Lemmatiser {
  readonly #read: (phrase: string) => { lemmas: string[]; kinds: string[]; forms: string[]; stops: boolean[] };
  readonly #isListed: (word: string) => boolean;
  readonly #known = new Map<string, Lemma[]>();

  constructor() {
    const nlp = english();
    const { lemma, pos, value, stopWordFlag, uniqueId } = nlp.its;
    const ids = (text: string): number[] => nlp.readDoc(text).tokens().out(uniqueId);
    // The library numbers words it has never seen after all those it has.
    const [unseen] = ids(noWord) as [number];
    this.#isListed = (word) => ids(word).every((id) => id < unseen);
    this.#read = (phrase) => {
      const tokens = nlp.readDoc(phrase).tokens();
      return {
        lemmas: tokens.out(lemma),
        kinds: tokens.out(pos),
        forms: tokens.out(value),
        stops: tokens.out(stopWordFlag),
      };
    };
  }

  /** Whether the library's list of English words has it, or it is a form of one that it has. @param word lower case */
  isEnglish(word: string): boolean {
    return this.#isListed(word) || basesOf(word).some((base) => base.length >= 3 && this.#isListed(base));
  }

  /** @param phrase clean: lower case, letters and spaces */
  lemmas(phrase: string): Lemma[] {
    const before = this.#known.get(phrase);
    if (before) return before;
    const { lemmas, kinds, forms, stops } = this.#read(phrase);
    const isDenied = deniedFrom(forms);
    const isNoun = (i: number) => (kinds[i] === "NOUN" || kinds[i] === "PROPN") && !stopWords.has(lemmas[i] ?? "");
    const deniesNoun = forms.some((_, i) => isDenied(i) && isNoun(i));
    const found = lemmas.flatMap((lemma, i): Lemma[] => {
      const form = forms[i] ?? lemma;
      const isNumber = kinds[i] === "NUM";
      if (!content.has(kinds[i] ?? "") || negators.has(form) || form.length < 3) return [];
      if ((stops[i] && !isNumber) || stopWords.has(lemma) || stopWords.has(form)) return [];
      // "no clear host" says that there is no host, and nothing of clearness.
      if (isDenied(i) && deniesNoun && !isNoun(i)) return [];
      const [kind, place] = [kinds[i] ?? "", i];
      return [isDenied(i) ? { lemma: `no ${lemma}`, form: `no ${form}`, kind, place } : { lemma, form, kind, place }];
    });
    this.#known.set(phrase, found);
    return found;
  }
}

const noWord = "qzxqzxqzx";

/** Endings of English forms, and what stands in their place in the dictionary. */
const endings: readonly [ending: RegExp, by: string][] = [
  [/s$/, ""],
  [/es$/, ""],
  [/ies$/, "y"],
  [/(ed|er|est|ing)$/, ""],
  [/(ed|er|est|ing)$/, "e"],
  [/([b-df-hj-np-tv-z])\1(ed|er|est|ing|y)$/, "$1"],
  [/(ly|y|ness|nesses|wards?)$/, ""],
];

/** What an English word may be a form of: the list has few plurals, comparatives and participles. */
function basesOf(word: string): string[] {
  return endings.flatMap(([ending, by]) => (ending.test(word) ? [word.replace(ending, by)] : []));
}

/** "no clear host" denies what follows; "host not found" what stands before it, as nothing that names a form follows. */
function deniedFrom(forms: readonly string[]): (place: number) => boolean {
  const at = forms.findIndex((form) => negators.has(form));
  if (at < 0) return () => false;
  const namesAfter = forms.slice(at + 1).some((form) => form.length > 2 && !stopWords.has(form));
  return namesAfter ? (place) => place > at : () => true;
}
