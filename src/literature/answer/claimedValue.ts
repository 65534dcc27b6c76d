/** A claim about a number ("is H0 73 km/s/Mpc?") and what the value in a paper's sentence, with its error, says of it. */

import { stemsOf } from "../words.ts";
import { isOfAsked, standsBeside } from "./boundValue.ts";
import { claimOf } from "./claim.ts";
import { type ByValue, compared } from "./comparedValue.ts";
import { namesJoined, namesMasked } from "./designations.ts";
import { type Heard, heardOf } from "./heardValue.ts";
import { type Measured, measured, plainMath } from "./measured.ts";
import type { Unit } from "./units.ts";

export interface ClaimedValue {
  value: Measured;
  /** What it is said of, by how much each word tells, 1 in sum. */
  subject: ReadonlyMap<string, number>;
  /** Of those, what names the quantity ("distance" of the distance to a galaxy): without them a length is any length. */
  quantity: readonly string[];
}

export interface NumbersAsked {
  /** Undefined where the numbers are only conditions ("at z > 2"). */
  claimed: ClaimedValue | undefined;
  /** Under which it is asked. */
  conditions: readonly Measured[];
}

const comparing = new Set(
  stemsOf(
    "greater larger higher more less lower smaller fewer older younger longer shorter faster slower brighter fainter hotter cooler exceed exceeds above below " +
      "least most equal equals approximately roughly around nearly value measured really true case consistent exactly than per percent cent",
  ),
);

/** One spelling for what has two names, and words for symbols too short to be one. */
export function inOneSpelling(plain: string): string {
  return (
    namesJoined(plain)
      .replace(/\b(?:scalar|primordial) spectral (?:index|tilt)(?:\s*\(?n_s\b\)?)?/gi, "n_s")
      .replace(/\bHubble(?:'s|s)?[- ](?:constant|parameter)(?:\s*\(?\s*H0?\b\)?)?|\bHo(?=\s*[=~<>])/gi, "H0")
      .replace(/\bmatter density(?: parameter)?\b|\bOmega_?(?:m|M|0)\b/g, "Omegam")
      .replace(
        /\bdark energy equation[- ]of[- ]state(?: parameter)?\b|\bequation[- ]of[- ]state(?: parameter)?\b/gi,
        "symbolw",
      )
      // The growth rate times sigma_8 is not sigma_8.
      .replace(/\bf\s*(?:\(z\))?\s*(?=sigma_?8)/g, "f")
      .replace(/\bM_?(?:SM)?BH\b|\bM_?bullet\b/g, "black hole mass")
      .replace(/(?<![A-Za-z])a_?\*(?![A-Za-z])/g, "spin")
      .replace(/(\d[\d.,]*)\s*<\s*([A-Za-z][\w ]{0,20}?)\s*<\s*(\d[\d.,]*)/g, "$2 between $1 and $3")
      .replace(/\bredshifts?\b/gi, "redshift")
      .replace(/(?<![\w-])([A-Za-z])(?=\s*(?:=|~|<|>|is\b|of\b|being\b)\s*[-+~<>]?\s*\d)/g, (_, letter: string) =>
        letter === "z" ? "redshift" : letter === "a" || letter === "A" ? letter : `symbol${letter}`,
      )
      .replace(
        /^((?:is|was|does|can|could)\s+)([b-zB-Z])(?=\s+[-+~<>]?\s*(?:\d|about|greater|less|more|between|above|below|equal))/i,
        (_, verb, letter) => (letter === "z" ? `${verb}redshift` : `${verb}symbol${letter}`),
      )
  );
}

/** "Is r < 0.1 (tensor-to-scalar)?" says behind the value of what it is. */
function bracketFirst(question: string): string {
  return question.replace(/^(\W*(?:is|are|was|were)\s+)(.*\d[^()]*?)\s*\(([^()\d]+)\)(\W*)$/i, "$1$3 $2$4");
}

/** @param stems what each of the question's words tells */
export function numbersAsked(question: string, stems: ReadonlyMap<string, number>): NumbersAsked {
  const plain = inOneSpelling(plainMath(bracketFirst(question)));
  const all = measured(plain).filter((value) => !isYear(plain, value) && !isConditional(plain, value, "year"));
  const isCondition = (value: Measured) => isConditional(plain, value, "condition") || !endsTheClaim(plain, value);
  const claims = all.filter((value) => !isCondition(value));
  const conditions = all.filter(isCondition);
  const value = claims.at(-1);
  if (!value) return { claimed: undefined, conditions };
  let words = plain;
  for (const { start, end } of [...all].reverse()) words = `${words.slice(0, start)} ${words.slice(end)}`;
  const own = [...new Set(stemsOf(words))].filter((stem) => !comparing.has(stem));
  const known = own.flatMap((stem) => stems.get(stem) ?? []);
  const usual = known.length > 0 ? known.reduce((sum, share) => sum + share, 0) / known.length : 1;
  const shares = own.map((stem) => [stem, stems.get(stem) ?? usual] as const);
  const sum = shares.reduce((total, [, share]) => total + share, 0);
  if (sum === 0) return { claimed: undefined, conditions: all };
  const subject = new Map(shares.map(([stem, share]) => [stem, share / sum]));
  const quantity = [...new Set(stemsOf(quantityIn(plain, value)))].filter((stem) => subject.has(stem));
  return { claimed: { value, subject, quantity }, conditions: [...conditions, ...claims.slice(0, -1)] };
}

/** "the distance" of "is the distance to M31 780 kpc", "mass" of "does it have a mass of 10^12 Msun"; empty of "has 79 moons". */
function quantityIn(plain: string, { start }: Measured): string {
  const before = plain.slice(0, start);
  const isOne =
    /^(?:is|was|are|were)\s+(.+?)(?=\s(?:of|to|in|for|from|between|at|towards?|within|among)\b|\s*[=~<>]|$)/i.exec(
      before.trimEnd(),
    );
  if (isOne) return isOne[1] as string;
  return /(\w+)\s+(?:of|is|=)\s*(?:about|~)?\s*$/i.exec(before)?.[1] ?? "";
}

/** The question's words, without the value that is claimed: no paper needs that number to speak of the question. */
export function withoutValues(question: string): string {
  if (claimOf(question) === undefined) return question;
  if (numbersAsked(question, new Map()).claimed === undefined) return question;
  const plain = plainMath(question);
  return measured(namesMasked(plain)).reduceRight(
    (text, { start, end }) => `${text.slice(0, start)} ${text.slice(end)}`,
    plain,
  );
}

function isYear(plain: string, { unit, low, high, kind, start, end }: Measured): boolean {
  const isWhole = /^\d{4}s?$/.test(plain.slice(start, end).trim());
  return unit === null && (isWhole || kind === "range") && [low, high].every((year) => year >= 1600 && year <= 2100);
}

/** "Are models at 100 Mpc ruled out?" claims another thing than a number. */
function endsTheClaim(plain: string, { end, counted }: Measured): boolean {
  const after = plain.slice(end).trim();
  return (
    counted !== null ||
    /^(?:$|[?.,;]|(?:in|at|for|of|during|within|from|on|near|around|across|wide|long|old|away|thick|deep|high|or|and|today|now|as|with|if|when)\b)/i.test(
      after,
    )
  );
}

/** "at z = 0.7", "within 10 kpc": under which something is so. */
function isConditional(plain: string, { start }: Measured, what: "condition" | "year"): boolean {
  const before = plain.slice(0, start);
  if (what === "year") return /\b(?:year|arXiv:?)\s*:?\s*$/i.test(before);
  if (/\b(?:is|was) (?:the )?(?:\w+ )?redshift\b[^,]*$/i.test(before) && !/\bat (?:a )?redshift/i.test(before))
    return false;
  return (
    /\bredshift\s*(?:of|is|=|above|below|greater than|less than|larger than|higher than|lower than|beyond|between)?\s*[~<>=]*\s*$/i.test(
      before,
    ) ||
    /\b(?:at|within|inside|for|when|where|during|in the (?:last|first|past)|with)\s+(?:\w+\s+)?(?:[\w-]+\s*)?(?:(?:of|above|below|greater than|less than|larger than|more than|over|under|at least)\s*)?[~<>=]*\s*$/i.test(
      before,
    )
  );
}

const leastSubject = 0.6;

/**
 * @param title of the paper: of a sentence that only says "we find 72.8 ± 1.1 km/s/Mpc" it says what was measured
 */
export function readByValue({ value: claim, subject, quantity }: ClaimedValue, sentence: string, title = ""): ByValue {
  const plain = inOneSpelling(plainMath(sentence));
  const names = (text: string) => {
    const own = new Set(stemsOf(text));
    return shareOf(subject, text) >= leastSubject && quantity.every((stem) => own.has(stem));
  };
  const isNamed = names(plain);
  const isTitled = !isNamed && claim.unit !== null && names(`${inOneSpelling(plainMath(title))} ${plain}`);
  if (!isNamed && !isTitled) return "says nothing";
  let all = measured(plain).flatMap((value) => inClaimsUnit(claim, value, plain, subject) ?? []);
  // A value that is only passed by in the title's paper may be of anything: it must be measured, with an error.
  if (isTitled)
    all = all.filter(
      ({ error }) =>
        error !== null && /\b(?:we|our|is|are|find|obtain|measure\w*|deriv\w*|yield\w*|giv\w+)\b/i.test(plain),
    );
  const ends = measured(plain).map(({ end }) => end);
  // What is counted stands behind its number.
  const asked = { subject: new Map([...subject].filter(([stem]) => stem !== claim.counted)), quantity };
  const read = all.flatMap((value) => {
    const from = Math.max(0, ...ends.filter((end) => end <= value.start));
    const heard = heardOf(plain, value, from);
    if (heard === undefined) return [];
    const isAsked = isOfAsked(plain, value, from, asked, isTitled ? inOneSpelling(plainMath(title)) : "");
    return [{ value, heard, isBound: standsBeside(plain, value, subject), isAsked }];
  });
  const bound = read.filter(({ isBound, isAsked }) => isBound || isAsked);
  const verdicts = (bound.length > 0 ? bound : read).map(({ value, heard, isBound, isAsked }): ByValue => {
    const verdict = verdictOn(claim, value, heard, isBound || isAsked);
    // What is not plainly of the asked may be of anything.
    return verdict === "contradicts" && !isAsked ? "unclear" : verdict;
  });
  const said = new Set(verdicts.filter((verdict) => verdict !== "says nothing"));
  if (said.size === 0) return "says nothing";
  const sure = [...said].filter((verdict) => verdict !== "unclear");
  return sure.length === 1 ? (sure[0] as ByValue) : "unclear";
}

/** Whether a sentence has for each condition a value of its kind that meets it. */
export function meetsConditions(conditions: readonly Measured[], sentence: string): boolean {
  const all = measured(inOneSpelling(plainMath(sentence)));
  return conditions.every((condition) =>
    all.some((value) => {
      if ((condition.unit?.dimension ?? "") !== (value.unit?.dimension ?? "")) return false;
      const slack = Math.max(
        condition.rounding,
        value.rounding,
        value.error?.up ?? 0,
        condition.isAbout || value.isAbout ? 0.1 * Math.abs(value.low) : 0,
      );
      return value.low - slack <= condition.high && value.high + slack >= condition.low;
    }),
  );
}

function shareOf(subject: ReadonlyMap<string, number>, text: string): number {
  const own = new Set(stemsOf(text));
  let sum = 0;
  for (const [stem, share] of subject) if (own.has(stem)) sum += share;
  return sum;
}

/** A year, a redshift, a number of things, or a factor of something else. */
function isOfOther(plain: string, value: Measured): boolean {
  const behind = plain.slice(value.end);
  return isYear(plain, value) || isRedshift(plain, value) || countsWhatFollows.test(behind) || isFactor.test(behind);
}

/** "0.495 Omega_M^-0.60" */
const isFactor = /^[\s)]{0,3}\(?[A-Z][A-Za-z]*[_\d]*\s*\^/;

/** "0.07 < z < 2.3" */
function isRedshift(plain: string, { start, end }: Measured): boolean {
  return (
    /(?<![A-Za-z])(?:z|redshift)\s*[<>=~]+\s*$/.test(plain.slice(0, start)) ||
    /^\s*[<>=~]+\s*(?:z|redshift)(?![A-Za-z])/.test(plain.slice(end))
  );
}

/** "the three active neutrino masses", "in 4 models" */
const countsWhatFollows =
  /^[ -](?!(?:and|or|at|for|from|with|in|of|by|to|on|as|is|are|was|were|has|than|that|which|when|where|while|but|if|using|assuming|given|based|after|we|the|a|an)\b)[a-z]{3,}/;

/** @returns undefined where it is of another kind */
function inClaimsUnit(
  claim: Measured,
  value: Measured,
  plain: string,
  subject: ReadonlyMap<string, number>,
): Measured | undefined {
  if (claim.unit === null && claim.counted !== null) return value.counted === claim.counted ? value : undefined;
  const [dimension, theirs] = [claim.unit?.dimension ?? "", value.unit?.dimension ?? ""];
  if (dimension !== theirs) {
    // "values (in km/s/Mpc) of H0 = 71 ± 2"
    const isBare = claim.unit && value.unit === null && !isOfOther(plain, value) && standsBeside(plain, value, subject);
    return isBare ? scaled(value, claim.unit as Unit) : undefined;
  }
  if (dimension !== "") return value;
  const [isShare, isTheirs] = [claim.unit?.isPercent ?? false, value.unit?.isPercent ?? false];
  // An unbound one settles nothing: see verdictOn.
  if (isShare && isTheirs) return value;
  // A number without a unit may count anything: it must stand beside what it is of.
  if (isShare !== isTheirs && !isFraction(isShare ? value : claim)) return undefined;
  return !isOfOther(plain, value) && standsBeside(plain, value, subject) ? value : undefined;
}

function scaled(value: Measured, unit: Unit): Measured {
  const { low, high, error, rounding } = value;
  const by = unit.factor;
  return {
    ...value,
    low: by * low,
    high: by * high,
    rounding: by * rounding,
    error: error && { down: by * error.down, up: by * error.up },
    unit,
  };
}

function isFraction({ kind, low, high }: Measured): boolean {
  const ends = kind === "above" ? [low] : kind === "below" ? [high] : [low, high];
  return ends.every((end) => end >= 0 && end <= 1);
}

function verdictOn(claim: Measured, value: Measured, heard: Heard, isBound: boolean): ByValue {
  // A share of something, in a sentence with many.
  if (value.unit?.isPercent && !isBound) return "unclear";
  if (heard === "said") return compared(claim, value, isBound);
  // "We rule out H0 > 70" says that it is below.
  if (value.kind === "above")
    return compared(claim, { ...value, kind: "below", low: Number.NEGATIVE_INFINITY, high: value.low }, isBound);
  if (value.kind === "below")
    return compared(claim, { ...value, kind: "above", low: value.high, high: Number.POSITIVE_INFINITY }, isBound);
  return compared(claim, value, isBound) === "supports" ? "contradicts" : "says nothing";
}
