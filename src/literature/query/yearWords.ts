/** Years in a plain question, "since 2015", "in the last five years", "before 2000", by a closed grammar: limits on when papers appeared. */

import type { Condition } from "./query.ts";

export interface YearWords {
  /** As the question has them. */
  words: string;
  condition: Extract<Condition, { kind: "range" }>;
}

const numbers: Readonly<Record<string, number>> = Object.fromEntries(
  "one two three four five six seven eight nine ten".split(" ").map((word, i) => [word, i + 1]),
);
const count = `(?:\\d{1,2}|${Object.keys(numbers).join("|")})`;
const year = "((?:19|20)\\d\\d)";

type Rule = readonly [
  pattern: RegExp,
  range: (match: readonly string[], now: number) => [number | null, number | null],
];

/** "Since" and "after" alone are said of events, too; so is "in 2005", which is therefore read of papers only. */
const papers =
  "(?:papers?|articles?|studies|work|works|results?|research|publications?|literature|published|written|appeared)";
const rules: readonly Rule[] = [
  [
    new RegExp(`\\b(?:in|over|during|from|within) the (?:last|past) (?:(${count}) )?(years?|decades?)\\b`, "i"),
    ([, given, unit = ""], now) => {
      const each = /^decade/i.test(unit) ? 10 : 1;
      return [now - each * (given ? (numbers[given.toLowerCase()] ?? Number(given)) : 1), null];
    },
  ],
  [
    new RegExp(`\\b(?:between|from) ${year} (?:and|to|until|through) ${year}\\b`, "i"),
    ([, from, to]) => [Math.min(Number(from), Number(to)), Math.max(Number(from), Number(to))],
  ],
  [new RegExp(`\\b(?:since|from) ${year}(?: on| onwards?)?(?=[\\s?.,;]*$|,)`, "i"), ([, from]) => [Number(from), null]],
  [new RegExp(`\\bsince ${year}\\b`, "i"), ([, from]) => [Number(from), null]],
  [
    new RegExp(`\\b${papers} (?:published |written )?(?:after|later than) ${year}\\b`, "i"),
    ([, from]) => [Number(from) + 1, null],
  ],
  [new RegExp(`\\bafter ${year}(?=[\\s?.,;]*$)`, "i"), ([, from]) => [Number(from) + 1, null]],
  [new RegExp(`\\b(?:before|prior to) ${year}(?=[\\s?.,;]*$)`, "i"), ([, to]) => [null, Number(to) - 1]],
  [
    new RegExp(`\\b${papers} (?:published |written )?(?:before|prior to) ${year}\\b`, "i"),
    ([, to]) => [null, Number(to) - 1],
  ],
  [new RegExp(`\\b(?:until|up to) ${year}(?=[\\s?.,;]*$)`, "i"), ([, to]) => [null, Number(to)]],
  [/\b(?:in|during|from) the ((?:19|20)\d)0['’]?s\b/i, ([, decade]) => [Number(`${decade}0`), Number(`${decade}9`)]],
  [
    new RegExp(`\\b${papers} (?:(?:published|written) )?(?:in|from|of) ${year}\\b`, "i"),
    ([, only]) => [Number(only), Number(only)],
  ],
];

/**
 * @param now the year that is now
 * @returns the first that is understood, and the question without it; undefined where it names no years
 */
export function yearWords(question: string, now: number): (YearWords & { rest: string }) | undefined {
  for (const [pattern, range] of rules) {
    const match = pattern.exec(question);
    if (!match) continue;
    const [from, to] = range(match, now);
    const rest = `${question.slice(0, match.index)} ${question.slice(match.index + match[0].length)}`;
    if (!/\p{L}{2}/u.test(rest)) continue;
    return {
      words: match[0].trim(),
      condition: { kind: "range", field: "year", from, to },
      rest: rest
        .replace(/\s+/g, " ")
        .replace(/ (?=[?.,;])/g, "")
        .trim(),
    };
  }
  return undefined;
}

export function yearsText({ words, condition: { from, to } }: YearWords): string {
  const years =
    from === null ? `to ${to}` : to === null ? `from ${from}` : from === to ? `${from}` : `${from} to ${to}`;
  return `year ${years}, from your words "${words}"`;
}
