/** The words of a text that could name a topic, and the pairs of words that stand side by side in it, by their stems. */

import { stemmer } from "stemmer";
import { withoutAccents } from "../paper.ts";
import { isStopWord } from "../words.ts";

export interface Phrase {
  /** One stem, or two with a space between. */
  stem: string;
  /** As the text has it. */
  written: string;
}

/** What papers of every topic say of themselves: no name of a topic is made of them. */
const fillers = new Set(
  (
    "kev gev tev mev ghz mhz hz instrument user design team project program accurate accurately achieve address agreement allow analyse analyses analysis analyze approach apply applied approximately article available based " +
    "better calculate calculated calculation case certain combine compare compared comparison compute consider considered consistent consistency constrain constraint " +
    "contribution current data datum derive derived describe demonstrate detailed determine determined determination develop developed different difference " +
    "discuss discussed discussion due effect effects estimate estimated evidence examine example existence expect expected explain explore extend find finding first " +
    "found four fraction function general give given good group high higher however i.e identify implication important impact improve include including increase " +
    "indicate interesting interpret introduce investigate investigation known kpc large larger last least like likely limit limited look low lower main make many mass " +
    "mean measure measured measurement method methods model modeling modelling models mpc much need new next note number observation observational observations " +
    "observe observed obtain obtained one paper parameter particular perform performed physics possible potential predict prediction predicted presence present " +
    "presented previous previously problem produce properties property propose proposed provide provided range rate reach recent recently reduce related relation " +
    "relative remain report require respectively result results reveal review role sample scale second section see series several shape show shown significant " +
    "significantly similar simple simulation simulations since single small solution source sources specific strong strongly studied studies study suggest suitable system " +
    "take technique term test theory thesis thus time tool total toward towards two three type typical understand understanding use used useful using value " +
    "values various via view way well whether work year years z yr km pc au gyr myr erg cm sim e.g et al de la le des du und der di"
  ).split(" "),
);

const fillerStems = new Set([...fillers].map((word) => stemmer(word)));

/** Words that only stand between others. */
const beside = new Set([
  "around",
  "among",
  "near",
  "across",
  "along",
  "beyond",
  "without",
  "including",
  "per",
  "versus",
  "upon",
]);

const longest = 24;

/** @param stem of a word */
export function isFiller(stem: string): boolean {
  return fillers.has(stem) || fillerStems.has(stem);
}

/**
 * Words of three letters or more and pairs of them; formulas are left out, and nothing reaches over a stop word or a sign.
 * A pair may hold a filler ("mass function" is one), a single word may not be one.
 */
export function phrasesIn(text: string): Phrase[] {
  const found: Phrase[] = [];
  const plain = text.replace(/\$[^$]*\$/g, " , ").replace(/\\[a-zA-Z]+/g, " , ");
  for (const stretch of plain.split(/[^\p{L}\p{N}\s'’+-]+|\s-\s/u)) {
    let before: Phrase | undefined;
    for (const raw of stretch.split(/\s+/)) {
      const word = raw.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}+]+$/gu, "").replace(/['’]s?$/, "");
      const lower = withoutAccents(word);
      if (
        lower.length < 2 ||
        beside.has(lower) ||
        lower.length > longest ||
        isStopWord(lower) ||
        !/[a-z]{2}/.test(lower)
      ) {
        before = undefined;
        continue;
      }
      const own = { stem: stemmer(lower), written: word };
      const isFiller = fillers.has(lower) || fillers.has(own.stem);
      if (!isFiller && lower.length > 2) found.push(own);
      if (before && before.stem !== own.stem && !(isFiller && fillers.has(withoutAccents(before.written))))
        found.push({ stem: `${before.stem} ${own.stem}`, written: `${before.written} ${word}` });
      before = own;
    }
  }
  return found;
}
