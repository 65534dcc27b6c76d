/** Does a sentence say no more than its quotes? By rules alone, and by a language model's word where there is one, which can only take away. */

import { namesIn } from "../names.ts";
import { stemsOf } from "../words.ts";
import { areOpposed, isNegated, negatedStems } from "./negation.ts";
import { hasQuantity, quantities } from "./quantities.ts";
import { isReadingOf } from "./readings.ts";
import { tokens } from "./tokens.ts";
import { asWrittenIn, strangeShare } from "./wordedNumbers.ts";

export type Checked =
  | { status: "quoted" | "supported"; why?: undefined }
  | { status: "weak" | "unsupported"; why: string };

export type Entailment = "entails" | "contradicts" | "neither";

/** Share of a sentence's own words that its quotes must have. */
const leastOverlap = 0.5;
/** Share of them that must stand in the order of a quote: "A drives B" is not "B drives A". */
const leastInOrder = 0.7;

/** Words with which a writer reports; they say nothing of the sky. */
export const reporting: ReadonlySet<string> = new Set(
  stemsOf(
    "find finds found finding show shows shown suggest suggests suggested indicate indicates report reports reported conclude concludes study studies " +
      "paper papers author authors work works result results according say says describe describes note notes evidence data thus therefore however " +
      "moreover furthermore finally overall while whereas although because since also example particular one another several many addition contrast",
  ),
);

/** @param quotes whole sentences of papers; none is no support */
export function check(written: string, quotes: readonly string[], entailment?: Entailment): Checked {
  if (quotes.length === 0) return { status: "unsupported", why: "it cites nothing" };
  if (quotes.some((quote) => bare(quote) === bare(written))) return { status: "quoted" };
  const sentence = asWrittenIn(written, quotes);
  if (entailment === "contradicts") return { status: "unsupported", why: "its quotes say otherwise" };
  const source = quotes.join(" ");
  const own = stemsOf(sentence).filter((stem) => !reporting.has(stem));
  const theirs = stemsOf(source);
  const known = new Set(theirs);
  const opposed = contradiction(sentence, quotes, known);
  if (opposed) return { status: "unsupported", why: opposed };

  const isSaid = isSaidBy(sentence, quotes);
  if (isSaid && entailment !== "neither") return { status: "supported" };
  if (isSaid) return { status: "weak", why: "the language model does not find it in its quotes" };

  const faults: string[] = [];
  const novel = [...new Set(own.filter((stem) => !known.has(stem)))];
  const overlap = own.length === 0 ? 0 : 1 - own.filter((stem) => !known.has(stem)).length / own.length;
  if (overlap < leastOverlap) faults.push("most of its words are not in its quotes");
  const missing = namesIn(sentence).filter(({ stems }) => stems.some((stem) => !known.has(stem)));
  if (missing.length > 0) faults.push(`not in its quotes: ${missing.map(({ written }) => written).join(", ")}`);
  else if (overlap >= leastOverlap && novel.length > 0)
    faults.push(`words that are not in its quotes: ${novel.join(", ")}`);
  const shared = own.filter((stem) => known.has(stem));
  const inOrder = Math.max(...[...quotes, source].map((quote) => longestCommon(shared, stemsOf(quote))));
  if (shared.length > 0 && inOrder / shared.length < leastInOrder) faults.push("its words stand in another order");
  if (entailment === "neither") faults.push("the language model does not find it in its quotes");
  if (faults.length === 0) faults.push(difference(sentence, quotes));

  if (faults.length === 1 && overlap >= leastOverlap) return { status: "weak", why: faults[0] as string };
  return { status: "unsupported", why: faults.join("; ") };
}

/** The whole by one quote, or each of its clauses by one. */
function isSaidBy(sentence: string, quotes: readonly string[]): boolean {
  if (quotes.some((quote) => isReadingOf(sentence, quote))) return true;
  const clauses = sentence.split(/;\s+|,\s+(?:and|while|whereas|but)\s+/);
  return (
    quotes.length > 1 &&
    clauses.length > 1 &&
    clauses.every((clause) => tokens(clause).length >= 4 && quotes.some((quote) => isReadingOf(clause, quote)))
  );
}

/** In a few words, for the reader who decides. */
function difference(sentence: string, quotes: readonly string[]): string {
  const own = tokens(sentence).filter(({ isEmpty, isStop }) => !isEmpty && !isStop);
  const all = new Set(quotes.flatMap((quote) => tokens(quote).map(({ form }) => form)));
  const novel = own.filter(({ form }) => !all.has(form)).map(({ written }) => written);
  if (novel.length > 0) return `words that are not in its quotes: ${[...new Set(novel)].slice(0, 6).join(", ")}`;
  if (quotes.length > 1) return "no one of its quotes says all of it";
  const said = new Set(own.map(({ form }) => form));
  const left = tokens(quotes[0] as string).filter(
    ({ form, isEmpty, isStop }) => !isEmpty && !isStop && !said.has(form),
  );
  return left.length > 0
    ? `it leaves out what may matter: ${left
        .slice(0, 8)
        .map(({ written }) => written)
        .join(" ")}${left.length > 8 ? " ..." : ""}`
    : "its words stand in another order";
}

/** What no reading could make right: another number, a "not" more or less, the opposite word. */
function contradiction(sentence: string, quotes: readonly string[], known: ReadonlySet<string>): string | undefined {
  const numbers = quotes.flatMap((quote) => quantities(quote));
  const wrong = quantities(sentence).find((quantity) => !hasQuantity(numbers, quantity));
  const strange = wrong?.written ?? strangeShare(sentence, quotes);
  if (strange !== undefined) return `the number ${strange} is not in its quotes`;
  // Of several quotes the one that the sentence is nearest to.
  const own = new Set(stemsOf(sentence));
  const shares = quotes.map((quote) => stemsOf(quote).filter((stem) => own.has(stem)).length);
  const nearest = quotes[shares.indexOf(Math.max(...shares))] as string;
  if (isNegated(sentence) !== isNegated(nearest)) return "it denies what its quotes say, or says what they deny";
  const denied = negatedStems(sentence);
  const theirs = negatedStems(nearest);
  if (denied.length > 0 && !denied.some((stem) => theirs.includes(stem)))
    return "it denies something else than its quotes";
  const opposite = areOpposed(own, known);
  return opposite ? `its quotes say "${opposite.theirs}" and not "${opposite.own}"` : undefined;
}

function bare(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/^["“'\s]+|["”'\s]+$/g, "")
    .trim();
}

/** Of a sentence's words that another has, the share that stands in the other's order; 1 where they share none. */
export function inOrderShare(sentence: string, other: string): number {
  const theirs = stemsOf(other);
  const shared = stemsOf(sentence).filter((stem) => theirs.includes(stem));
  return shared.length === 0 ? 1 : longestCommon(shared, theirs) / shared.length;
}

/** Length of the longest common subsequence. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = new Uint16Array(b.length + 1);
  for (const one of a) {
    const next = new Uint16Array(b.length + 1);
    for (let j = 0; j < b.length; j++)
      next[j + 1] = one === b[j] ? (row[j] as number) + 1 : Math.max(row[j + 1] as number, next[j] as number);
    row = next;
  }
  return row[b.length] as number;
}
