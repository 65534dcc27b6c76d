/** Which answers are in another language than English: by small words, by words no English has, and by who else writes those. */

/** Words that hold sentences together, none of them an English word or one of astronomers. */
const smallWords = new Set(
  (
    "et la le les une est avec sans dans sont deux tres mais aux cette qui que petit petite " +
    "der und eine einer eines nicht sehr kein keine keinen zwei auf dem aber oder ohne sind auch " +
    "los las una unas unos muy hay pero uno " +
    "il gli che di molto senza della delle nel nella sono " +
    "um uma com muito sem dois nao " +
    "het een niet geen twee zeer"
  ).split(" "),
);

/** The same, but an English annotation may mean another thing by them: a letter's form, a survey, a man's name. */
const doubtfulWords = new Set(
  "de du des un en pas sur plus par das die ist mit ein den el del con sin dos y e non due ed van met".split(" "),
);

/** Foreign words that English papers are full of. */
const inEnglish = /\b(et al|de vaucouleurs)\b/g;

export interface WordLists {
  isEnglish(word: string): boolean;
  /** Whether a word is an English one written wrong: it then speaks for no language. */
  isSlip(word: string): boolean;
}

/**
 * @param answers phrases of each, clean: lower case, letters and spaces, no accents
 * @returns places of those that are not English, ascending
 */
export function foreignAnswers(answers: readonly (readonly string[])[], lists: WordLists): number[] {
  const counted = answers.map((phrases) => count(phrases, lists));
  const foreign = new Set(counted.flatMap((each, i) => (isForeignByItself(each) ? [i] : [])));
  // "noyau brillant" alone could be anybody's shorthand: it is French where whole French sentences have its words.
  for (let before = -1; before < foreign.size; ) {
    before = foreign.size;
    const words = wordsMostlyOf(counted, foreign);
    counted.forEach(({ strange, english }, i) => {
      const shared = strange.filter((word) => words.has(word)).length;
      if (shared > 0 && shared >= english) foreign.add(i);
    });
  }
  return [...foreign].sort((a, b) => a - b);
}

interface Counted {
  small: number;
  doubtful: number;
  english: number;
  /** Long words that no English has, slips among them. */
  strange: string[];
  /** How many different ones of these are no slips. */
  unknown: number;
}

function count(phrases: readonly string[], { isEnglish, isSlip }: WordLists): Counted {
  const words = phrases.flatMap((phrase) => phrase.replace(inEnglish, "").split(" "));
  const found: Counted = { small: 0, doubtful: 0, english: 0, strange: [], unknown: 0 };
  const unknown = new Set<string>();
  for (const word of words) {
    if (smallWords.has(word)) found.small++;
    else if (doubtfulWords.has(word)) found.doubtful++;
    else if (word.length > 1 && (isEnglish(word) || isRunOn(word, isEnglish))) found.english++;
    else if (word.length > 3) {
      found.strange.push(word);
      if (!isSlip(word)) unknown.add(word);
    }
  }
  return { ...found, unknown: unknown.size };
}

/** "headtail": two English words of four letters or more. */
export function isRunOn(word: string, isEnglish: (word: string) => boolean): boolean {
  for (let at = 4; at <= word.length - 4; at++)
    if (isEnglish(word.slice(0, at)) && isEnglish(word.slice(at))) return true;
  return false;
}

function isForeignByItself({ small, doubtful, english, unknown }: Counted): boolean {
  if (small >= 2 || (small === 1 && (unknown + doubtful > 0 || english <= 1))) return true;
  // One strange word may be an astronomer's own ("outofframe"); of two, and half of all, no English answer of 2,443 was made.
  return unknown >= english && (unknown >= 2 || (unknown > 0 && doubtful > 0));
}

/** Strange words that stand in foreign answers at least as often as in others. */
function wordsMostlyOf(counted: readonly Counted[], foreign: ReadonlySet<number>): Set<string> {
  const uses = new Map<string, number>();
  counted.forEach(({ strange }, i) => {
    for (const word of new Set(strange)) uses.set(word, (uses.get(word) ?? 0) + (foreign.has(i) ? 1 : -1));
  });
  return new Set([...uses].filter(([, balance]) => balance >= 0).map(([word]) => word));
}
