/** Names that are written in many ways, each as one word: lines and ions, indexed letters, ratios of elements, redshifts. */

import { greek } from "./symbols.ts";

export interface SymbolWord {
  /** What a phrase is made of. */
  words: readonly string[];
  /** What else it is found by. */
  beside: readonly string[];
  /** One of them all: that which is only ever this. */
  name: string;
}

const series: Readonly<Record<string, { short: string; name?: string }>> = {
  h: { short: "h" },
  ly: { short: "ly", name: "lyman" },
  lyman: { short: "ly", name: "lyman" },
  pa: { short: "pa", name: "paschen" },
  paschen: { short: "pa", name: "paschen" },
  br: { short: "br", name: "brackett" },
  brackett: { short: "br", name: "brackett" },
};
const lines = ["alpha", "beta", "gamma", "delta", "epsilon"];

function lineOf(of: string, line: string): SymbolWord | undefined {
  const known = series[of];
  if (!known) return undefined;
  const whole = known.short + line;
  return known.name === undefined
    ? { words: [whole], beside: [line], name: whole }
    : { words: [known.name, line], beside: [whole], name: whole };
}

const sun: SymbolWord = { words: ["msun"], beside: [], name: "msun" };
const sigma8: SymbolWord = { words: ["sigma8"], beside: ["sigma"], name: "sigma8" };
const lambdaCdm: SymbolWord = { words: ["lambdacdm"], beside: ["lambda", "cdm"], name: "lambdacdm" };
const micron: SymbolWord = { words: ["micron"], beside: [], name: "micron" };

const elements = new Set(
  "h he li c n o f ne na mg al si p s cl ar k ca sc ti v cr mn fe co ni cu zn sr y zr ba la ce nd eu".split(" "),
);
/** "[M/H]", "[X/Fe]": metals and any element, over those that abundances are given by. */
const besideElements = new Set(["alpha", "m", "x", "z"]);
const usuallyUnder = new Set(["h", "fe"]);
const romans = /^(?:x{0,2}(?:i{1,3}|i?v|vi{1,3}|ix)|x{1,2})$/;
/** Of letters that are also types of stars, photometric bands and initials only the usual ions are read. */
const degreesOf: Readonly<Record<string, RegExp>> = {
  h: /^ii?$/,
  // "CV" is a cataclysmic variable.
  c: /^(?:i|ii|iii|iv|vi)$/,
  n: /^(?:i|ii|iii|iv|v|vi|vii)$/,
  o: /^(?:i|ii|iii|iv|v|vi|vii|viii)$/,
  // "The star's I magnitude" has no sulphur.
  s: /^(?:ii|iii|iv|vi|xv|xvi)$/,
  p: /^ii$/,
  k: /^i$/,
  y: /^ii$/,
  f: /^$/,
  v: /^ii$/,
  // "EUV" is ultraviolet.
  eu: /^ii$/,
};

/** "NI" is nickel, and "SIX" a number. */
function ions(): [string, SymbolWord][] {
  return [...elements].flatMap((element) =>
    ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii"].flatMap((degree): [string, SymbolWord][] => {
      const isWord =
        element.length === 1 && (degree === "v" || (degree === "i" && element !== "h") || /[kpvy]/.test(element));
      return isWord || !isIon(element, degree) ? [] : [[element + degree, ionOf(element, degree)]];
    }),
  );
}

function isIon(element: string, degree: string): boolean {
  return romans.test(degree) && elements.has(element) && (degreesOf[element]?.test(degree) ?? true);
}

function ionOf(element: string, degree: string): SymbolWord {
  const name = element + degree;
  return { words: [name], beside: element.length > 1 ? [element] : [], name };
}

/** Those that are written as one word. */
const whole: ReadonlyMap<string, SymbolWord> = new Map([
  ...Object.keys(series).flatMap((of) =>
    lines.map((line) => [of + line, lineOf(of, line) as SymbolWord] as [string, SymbolWord]),
  ),
  ["lya", lineOf("ly", "alpha") as SymbolWord],
  ...ions(),
  ["sigma8", sigma8],
  ["msol", sun],
  ["msolar", sun],
  ["lambdacdm", lambdaCdm],
  ["lcdm", lambdaCdm],
  ["mum", micron],
]);

/** What may make a symbol with the word before it. */
const seconds = new Set([
  ...lines,
  ...elements,
  ..."i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi xxii xxiii xxiv xxv xxvi cdm m".split(
    " ",
  ),
]);

/** Whether `joined` need be asked. */
export function mayJoin(word: string): boolean {
  return seconds.has(word) || isDigit(word, 0);
}

const isDigit = (word: string, at: number) => word.charCodeAt(at) >= 48 && word.charCodeAt(at) <= 57;

/** @param between what stands between the two words */
export function joined(before: string, between: string, word: string): SymbolWord | undefined {
  if (isDigit(word, 0)) return withNumber(before, between, word);
  if (between === "/") return ratio(before, word);
  const isHyphen = between === "-";
  if (!isHyphen && !/^[\s~]+$/.test(between)) return undefined;
  if (lines.includes(word)) return lineOf(before, word);
  if (word === "cdm") return before === "lambda" ? lambdaCdm : undefined;
  if (word === "m") return before === "mu" && !isHyphen ? micron : undefined;
  return isIon(before, word) && !(isHyphen && word.length < 2) ? ionOf(before, word) : undefined;
}

function ratio(over: string, under: string): SymbolWord | undefined {
  const isRatio = elements.has(over) ? elements.has(under) : besideElements.has(over) && usuallyUnder.has(under);
  if (!isRatio) return undefined;
  const name = `${over}/${under}`;
  return { words: [name], beside: [over, under].filter(({ length }) => length > 1), name };
}

function withNumber(before: string, between: string, number: string): SymbolWord | undefined {
  if (before === "sigma" && number === "8" && /^[\s-]$/.test(between)) return sigma8;
  const isRedshift = before === "redshift" || before === "redshifts";
  if (before !== "z" && !isRedshift) return undefined;
  if (!/^\d{1,4}(?:\.\d+)?$/.test(number) || !(isRedshift ? /^[\s~=<>]+$/ : /^[\s~]*[~=<>][\s~=<>]*$/).test(between))
    return undefined;
  const sign = between.includes(">") ? ">" : between.includes("<") ? "<" : "~";
  const value = Number(number);
  // Of 6.04 and 6 a question means the same; of 0.5 and 0.05 not.
  const about = Number(value.toPrecision(value < 10 ? 1 : 2));
  const [near, exact] = [`z${sign}${about}`, `z${sign}${value}`];
  const others = exact === near ? [] : [exact];
  return isRedshift
    ? { words: [before], beside: [near, ...others], name: near }
    : { words: [near], beside: others, name: near };
}

/** Of one word, a letter with an index among them: "m_bh", "sigma_8", "lyalpha". @returns undefined where it is a word like others */
export function symbolIn(word: string): SymbolWord | undefined {
  const known = whole.get(word);
  if (known || !word.includes("_")) return known;
  const [, letter = "", index = ""] = /^([a-z]{1,12})_([a-z\d_]{1,16})$/.exec(word) ?? [];
  const isNumbered = isDigit(index, 0);
  const isGreek = greek.has(letter);
  if (index === "" || !(isGreek || letter.length <= (isNumbered ? 4 : 2))) return undefined;
  const short = letter + index.replaceAll("_", "");
  // "ns" is a neutron star, and of "epsilone" the stem is "epsilon".
  const isWord = isNumbered || (short.length > 2 && !(isGreek && /^[es]$/.test(index)));
  const same = isWord ? whole.get(short) : undefined;
  if (same) return same;
  const written = isWord ? short : `${letter}_${index}`;
  const beside = isGreek ? [letter] : [];
  if (!isNumbered) beside.push(...(isGreek || letter.length < 2 ? [] : [letter]), ...indexWords(index));
  return { words: [written], beside, name: written };
}

function indexWords(index: string): string[] {
  return index.split("_").filter((part) => part.length > 1 && !/^(?:sun|star|earth|max|min|tot|eff)$/.test(part));
}
