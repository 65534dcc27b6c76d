/** Numbers that stand in words: "a tenth" is 10 %, "two thirds" 67 %, "an order of magnitude" a factor of 10, "five" 5. */

import { quantities } from "./quantities.ts";

interface Worded {
  /** What the number is: a share of something, by how many times it differs, how often, or how many. */
  kind: "share" | "factor" | "fold" | "times" | "count";
  value: number;
  /** Digits behind the point of `value` as it is written, in per cent of a share; undefined of what is in words, which means it exactly. */
  decimals: number | undefined;
  written: string;
  start: number;
  end: number;
}

const small = "two three four five six seven eight nine ten eleven twelve".split(" ");
const cardinals: Readonly<Record<string, number>> = {
  ...Object.fromEntries(small.map((word, i) => [word, i + 2])),
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  "a dozen": 12,
  "a hundred": 100,
  "one hundred": 100,
  "a thousand": 1000,
  "one thousand": 1000,
};
const parts: Readonly<Record<string, number>> = {
  half: 2,
  third: 3,
  quarter: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
  twentieth: 20,
  hundredth: 100,
  thousandth: 1000,
};

const word = `(?:${Object.keys(cardinals).join("|")}|one)`;
const digits = String.raw`\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?`;
const number = `(?:${digits}|${word})`;
const part = Object.keys(parts)
  .filter((name) => name !== "half")
  .join("|");

const numberOf = (written: string): number => {
  const lower = written.toLowerCase().replace(/\s+/g, " ");
  return lower === "one" ? 1 : (cardinals[lower] ?? Number(written.replaceAll(",", "")));
};
const decimalsOf = (written: string): number | undefined =>
  /\d/.test(written) ? (written.split(".")[1]?.length ?? 0) : undefined;

/** In the order they are tried in: what one has read no later one reads. */
const forms: [pattern: RegExp, read: (match: RegExpExecArray) => Pick<Worded, "kind" | "value" | "decimals">][] = [
  [
    new RegExp(String.raw`(?<![\w.^±-])(${number})\s*(?:\\?%|per\s?cent\b)`, "gi"),
    ([, of = ""]) => ({ kind: "share", value: numberOf(of) / 100, decimals: decimalsOf(of) }),
  ],
  [
    /(?<![\w./^-])([1-9])\/(\d{1,3})(?![\w/.]|\s*-)/g,
    ([, over, under]) => ({ kind: "share", value: Number(over) / Number(under), decimals: undefined }),
  ],
  [
    // "a third component" is none.
    new RegExp(
      String.raw`\b(?:(an?|one)[ -](${part})(?=\s+(?:of|the|as|that|to)\b|\s*[.,;?!)]|\s*$)|(two|three|four|five|six|seven|eight|nine)[ -](${part})s)\b`,
      "gi",
    ),
    ([, , name, count = "one", names]) => ({
      kind: "share",
      value: numberOf(count) / (parts[(name ?? names ?? "").toLowerCase()] as number),
      decimals: undefined,
    }),
  ],
  [
    // "half-light" and "half a day" are none.
    /\b(?:(?:an?|one)[ -])?half\b(?!-|\s+(?:light|mass|width|maximum|max|power|life|lives|an?|integer|number|density|opening|cycle|period|year|day|hour|century)\b)/gi,
    () => ({ kind: "share", value: 0.5, decimals: undefined }),
  ],
  [
    new RegExp(String.raw`\b(an?|${number}) orders? of magnitude\b`, "gi"),
    ([, of = ""]) => ({ kind: "factor", value: 10 ** (/^an?$/i.test(of) ? 1 : numberOf(of)), decimals: undefined }),
  ],
  [
    new RegExp(String.raw`\b(?:an? )?factor(?: of)? (${number})(?!\w|\.\d|\s*(?:to|-|–|\\pm|±)\s*\d)`, "gi"),
    ([, of = ""]) => ({ kind: "factor", value: numberOf(of), decimals: undefined }),
  ],
  [
    new RegExp(String.raw`(?<![\w.^-])(${number})[ -]?fold\b`, "gi"),
    ([, of = ""]) => ({ kind: "fold", value: numberOf(of), decimals: undefined }),
  ],
  [
    new RegExp(String.raw`(?<![\w.^-])(?:(${number}) times|(twice)|thrice)\b`, "gi"),
    ([, of, twice]) => ({ kind: "times", value: of ? numberOf(of) : twice ? 2 : 3, decimals: undefined }),
  ],
  [
    new RegExp(String.raw`(?<![\w.^-])(${Object.keys(cardinals).join("|")})\b(?![-./^])`, "gi"),
    ([, of = ""]) => ({ kind: "count", value: numberOf(of), decimals: undefined }),
  ],
  [
    /(?<![\w.^$\\{=<>~+-]|[<>~=]\s)(\d{1,3}(?:,\d{3})+|\d{1,4})(?![\w.,^-]*[\w^%]|\s*[\\%±×])/g,
    ([, of = ""]) => ({ kind: "count", value: numberOf(of), decimals: undefined }),
  ],
];

function wordedIn(text: string): Worded[] {
  const found: Worded[] = [];
  for (const [pattern, read] of forms)
    for (const match of text.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (found.every((each) => end <= each.start || start >= each.end))
        found.push({ ...read(match), written: match[0], start, end });
    }
  return found.sort((a, b) => a.start - b.start);
}

const alike = (written: string) => written.toLowerCase().replace(/[\s-]+/g, " ");

/** "33 %" is a third, "30 %" is not: what is in words must round to what is in digits. */
function isSame(a: Worded, b: Worded): boolean {
  if (a.kind !== b.kind) return false;
  const decimals = a.decimals ?? b.decimals;
  if (a.kind !== "share" || decimals === undefined) return Math.abs(a.value - b.value) <= 1e-9 * Math.abs(a.value);
  if (a.decimals !== undefined && b.decimals !== undefined) return Math.abs(a.value - b.value) <= 1e-12;
  const rounded = (value: number) => (100 * value).toFixed(decimals);
  return rounded(a.value) === rounded(b.value);
}

/** The sentence with each of its numbers as a quote writes the same one, be it in words or in digits. */
export function asWrittenIn(sentence: string, quotes: readonly string[]): string {
  const mine = wordedIn(sentence);
  if (mine.length === 0) return sentence;
  const theirs = quotes.flatMap(wordedIn);
  let text = sentence;
  for (const each of mine.reverse()) {
    if (theirs.some(({ written }) => alike(written) === alike(each.written))) continue;
    const same = theirs.find((other) => isSame(each, other));
    if (same) text = text.slice(0, each.start) + same.written + text.slice(each.end);
  }
  return text;
}

/** A share in words that no quote has, whether in words, in per cent or as a fraction of one. */
export function strangeShare(sentence: string, quotes: readonly string[]): string | undefined {
  const mine = wordedIn(sentence).filter(({ kind, written }) => kind === "share" && !/\d/.test(written));
  if (mine.length === 0) return undefined;
  const theirs = quotes.flatMap(wordedIn);
  const bare = quotes.flatMap(quantities).filter(({ unit }) => unit === null);
  const isKnown = (each: Worded) =>
    theirs.some((other) => alike(other.written) === alike(each.written) || isSame(each, other)) ||
    bare.some(({ value }) => Math.abs(value - each.value) < 0.005);
  return mine.find((each) => !isKnown(each))?.written;
}

/** In digits, for whoever reads values: "a third of" as "33 % of". */
export function inDigits(text: string): string {
  return wordedIn(text).reduceRight((now, { kind, value, written, start, end }) => {
    if (
      kind === "times" ||
      (/\d/.test(written) && kind !== "factor") ||
      (kind === "factor" && !/order/i.test(written) && /\d/.test(written))
    )
      return now;
    const digits = {
      share: `${Number((100 * value).toFixed(value < 0.01 ? 1 : 0))} %`,
      factor: `a factor of ${value}`,
      fold: `${value}-fold`,
      times: written,
      count: String(value),
    }[kind];
    return now.slice(0, start) + digits + now.slice(end);
  }, text);
}
