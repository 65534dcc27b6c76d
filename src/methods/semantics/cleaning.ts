/** Annotations cut into clean phrases by a table of rules, each of which counts what it touched (Bowles+ 2023, section 3.1). */

export interface Rule {
  name: string;
  /** What it does to one phrase: nothing back drops it, several back cut it. */
  apply(phrase: string): string[];
}

/** Words that turn what follows round. */
export const negators = new Set(["no", "not", "without", "none", "never", "lack", "lacks", "lacking"]);

const contractions: readonly [RegExp, string][] = [
  [/\bcan['’]?t\b/g, "can not"],
  [/\bwon['’]t\b/g, "will not"],
  [/n['’]t\b/g, " not"],
  [/['’](re|ve|ll|d|m)\b/g, ""],
  [/['’]s\b/g, ""],
];

const digits = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

const replaced = (name: string, pattern: RegExp, by: string): Rule => ({
  name,
  apply: (phrase) => [phrase.replace(pattern, by)],
});

/** For any corpus, in this order. */
export const commonRules: readonly Rule[] = [
  { name: "lower case, without accents", apply: (phrase) => [withoutAccents(phrase.toLowerCase())] },
  replaced("& is and", /&/g, " and "),
  {
    name: "contractions in full",
    apply: (phrase) => [contractions.reduce((text, [a, b]) => text.replace(a, b), phrase)],
  },
  // The point of 3.4 is no full stop.
  { name: "cut at commas, slashes, full stops and lines", apply: (phrase) => phrase.split(/[,;/|\n\r()?!:]|\.(?!\d)/) },
  replaced("hyphens are spaces", /[-–—_+]/g, " "),
  // A measure belongs to one image: it names no class.
  replaced(
    "no measures",
    /\b\d+([.,]\d+)?\s*(arcsec(onds?)?|arcmin(utes?)?|degrees?|deg|kpc|mpc|jy|mjy|ghz|mhz|px|pixels?|%|"|'|″|′)/g,
    " ",
  ),
  {
    name: "small numbers as words",
    apply: (phrase) => [phrase.replace(/\b\d\b/g, (digit) => digits[Number(digit)] ?? "")],
  },
  replaced("no other numbers and signs", /[^a-z ]+/g, " "),
  { name: "single spaces", apply: (phrase) => [phrase.replace(/ +/g, " ").trim()] },
  { name: "no empty phrases", apply: (phrase) => (phrase === "" ? [] : [phrase]) },
];

/** Phrases that speak of the image beside the source, as in the radio sets (Bowles+ 2023): they describe no morphology. */
export const imageryRule: Rule = {
  name: "no phrases about optical, DSS or WISE imagery",
  apply: (phrase) => (/\b(optical|dss\d?|wise)\b/.test(phrase) ? [] : [phrase]),
};

export interface Cleaned {
  /** Of each answer. */
  phrases: string[][];
  /** Phrases that each rule changed, cut or dropped. */
  touched: { rule: string; phrases: number }[];
}

/** @param texts one an answer */
export function cleanPhrases(texts: readonly string[], rules: readonly Rule[]): Cleaned {
  const counts = rules.map(() => 0);
  const known = new Map<string, { phrases: string[]; touched: boolean[] }>();
  const phrases = texts.map((text) => {
    const found = known.get(text) ?? cleaned(text, rules);
    known.set(text, found);
    found.touched.forEach((isTouched, i) => {
      if (isTouched) counts[i] = (counts[i] ?? 0) + 1;
    });
    return found.phrases;
  });
  return { phrases, touched: rules.map(({ name }, i) => ({ rule: name, phrases: counts[i] ?? 0 })) };
}

function cleaned(text: string, rules: readonly Rule[]): { phrases: string[]; touched: boolean[] } {
  let phrases = [text];
  const touched = rules.map(({ apply }) => {
    const before = phrases;
    phrases = before.flatMap(apply);
    return phrases.length !== before.length || phrases.some((phrase, i) => phrase !== before[i]);
  });
  return { phrases, touched };
}

export function withoutAccents(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "");
}
