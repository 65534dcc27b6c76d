/** The values of a sentence with their errors, bounds and units, LaTeX read: "H_0 = 67.4 \pm 0.5 km/s/Mpc", "between 2 and 3 Gyr", "> 30 %". */

import { stemsOf } from "../words.ts";
import { plainSigns } from "./mathSigns.ts";
import { type Unit, unitAt } from "./units.ts";
import { inDigits } from "./wordedNumbers.ts";

export interface Measured {
  /** value: `low` and `high` are the same; above, below: the end that is open is infinite. */
  kind: "value" | "above" | "below" | "range";
  /** In basic units. */
  low: number;
  high: number;
  /** One standard error downwards and upwards, all its parts added in quadrature; null where none is given. */
  error: { down: number; up: number } | null;
  /** Half of the last digit that is written. */
  rounding: number;
  /** Written as a power of ten alone, which means its order. */
  isPower: boolean;
  /** "about", "~" */
  isAbout: boolean;
  unit: Unit | null;
  /** The stem of what is counted, where no unit follows. */
  counted: string | null;
  /** In the plain text: from its number to behind its unit. */
  start: number;
  end: number;
}

/** Without LaTeX, one sign for each relation, symbols in one spelling, numbers in digits. */
export function plainMath(text: string): string {
  return (
    plainSigns(inDigits(text))
      .replace(/\\(?:times|cdot)(?![a-z])|\*(?=\s*10\s*\^)/g, "x")
      .replace(/\\pm(?![a-z])|\+\s?\/\s?-|\+-(?=\s*[\d.])/g, "±")
      .replace(/\\(?:lesssim|la|leq?|leqslant|lt|simlt)(?![a-zA-Z])|[≲≤]|<~|=<|<=|&lt;/g, "<")
      .replace(/\\(?:gtrsim|ga|geq?|geqslant|gt|simgt)(?![a-zA-Z])|[≳≥]|>~|=>|>=|&gt;/g, ">")
      .replace(/\\(?:sim|approx|simeq|cong)(?![a-z])|[≈∼≃≅]/g, "~")
      .replace(/\\%/g, "%")
      .replace(/\\[,;:! ]|~(?=[A-Za-z])/g, " ")
      .replace(/\\(?:rm|mathrm|text|textrm|hbox|mbox|it|bf|left|right)(?![a-z])/g, " ")
      .replace(/\\([a-zA-Z]+)/g, "$1")
      .replace(/\$/g, "")
      .replace(
        /([\d.)])\s*\^?\s*\{?\^?\{?\s*\+\s*(\d[\d.]*)\s*\}?\s*(?:\/\s*|_)?\{?\s*-\s*(\d[\d.]*)\s*\}*/g,
        "$1 (+$2,-$3)",
      )
      .replace(/([\d.)])\s*_\s*\{?\s*-\s*(\d[\d.]*)\s*\}?\s*\^\s*\{?\s*\+\s*(\d[\d.]*)\s*\}?/g, "$1 (+$3,-$2)")
      .replace(/[{}]/g, "")
      .replace(/(?<![A-Za-z])([MLR])\s*_?\s*(?:odot|sun|solar|⊙)/g, "$1sun")
      .replace(/(?<![A-Za-z])([MR])\s*(?:_\s*(?:oplus|earth|Earth|⊕)|⊕)/g, "$1earth")
      .replace(/(?<![A-Za-z])([MR])\s*_\s*(?:Jup|jup|J)\b/g, "$1jup")
      .replace(/\b(solar|Jupiter|Earth)\s+(mass(?:es)?|luminosit(?:y|ies))\b/g, "$1-$2")
      // As often written for km/s/Mpc.
      .replace(/(km\s?\/\s?s(?:ec)?)[ .](?=Mpc(?!\s*\^?\s*-))/g, "$1/")
      // "H_0" is "H0", but "n_s" is not "ns".
      .replace(/(?<=[A-Za-z])_\s*(?=[A-Za-z0-9])/g, "_")
      // The power behind a bracket is of both ends: "(1.2-1.9) x 10^12".
      .replace(/\(\s*([\d.]+)\s*(-|–|to)\s*([\d.]+)\s*\)\s*x\s*10\s*\^\s*([-+]?\d+)/g, "$1 x 10^$4 $2 $3 x 10^$4")
      .replace(/(?<=[A-Za-z])_(?=\d)|(?<=[A-Za-z]{2})_(?=[A-Za-z])|(?<=[A-Za-z])_(?=[A-Za-z]{2})/g, "")
  );
}

const digits = String.raw`(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)`;
const power = String.raw`(?:\s*x\s*10\s*\^\s*([-+]?\d+(?:\.\d+)?)|\s*\^\s*([-+]?\d+(?:\.\d+)?)|[eE]([-+]?\d+)(?![\w.]))?`;
const number = new RegExp(String.raw`(?<![\p{L}\p{N}_.^])(?<!\p{L}-)([-+]?)\s?(${digits})${power}`, "gu");
const times = /\s*(thousand|million|billion|trillion)\b/y;
const timesOf: Record<string, number> = { thousand: 1e3, million: 1e6, billion: 1e9, trillion: 1e12 };
const oneError = new RegExp(String.raw`\s*±\s*(${digits})${power}(\s*%)?(?:\s*\([a-z. ]{2,25}\))?`, "yu");
const twoErrors = new RegExp(String.raw`\s*\(\+(${digits}),-(${digits})\)(?:\s*\([a-z. ]{2,25}\))?`, "yu");
const inBrackets = /\((\d{1,3})\)/y;
const closed = /\s*\)\s*(?:x\s*10\s*\^\s*([-+]?\d+))?/y;

const about =
  /(?:~|\b(?:about|approximately|around|roughly|nearly|circa|some|close to|of order|of the order of|order of))\s*$/i;
const comparative =
  "(?:more|greater|larger|higher|older|longer|faster|brighter|hotter|heavier|farther|further|wider|bigger|stronger|thicker|richer|steeper)";
const lesser =
  "(?:less|lower|fewer|smaller|younger|shorter|slower|fainter|cooler|colder|lighter|closer|nearer|narrower|weaker|thinner|poorer|shallower)";
const above = new RegExp(
  String.raw`(?:>|(?<!\bno )\b${comparative}(?: \w+){0,2} than|\bat least|\babove|\bexceed(?:s|ed|ing)?|\bover|\bbeyond|\blower (?:\w+ )?(?:limit|bound)s?(?: (?:of|on|is|are|at)(?: \w+)?|\b[^\d;.]{0,80} (?:of|is|are|be|at)|[^\d;.]{0,80}=)|\bno ${lesser} than)\s*(?:~|about|approximately)?\s*$`,
  "i",
);
const below = new RegExp(
  String.raw`(?:<|(?<!\bno )\b${lesser}(?: \w+){0,2} than|\bat most|\bbelow|\bunder|\bup to|\bupper (?:\w+ )?(?:limit|bound)s?(?: (?:of|on|is|are|at)(?: \w+)?|\b[^\d;.]{0,80} (?:of|is|are|be|at)|[^\d;.]{0,80}=)|\bno ${comparative} than)\s*(?:~|about|approximately)?\s*$`,
  "i",
);

interface Part {
  value: number;
  error: Measured["error"];
  rounding: number;
  isPower: boolean;
  unit: Unit | null;
  start: number;
  end: number;
}

/** @param plain of `plainMath` @returns in the order they stand in, a range as one */
export function measured(plain: string): Measured[] {
  const parts: Part[] = [];
  for (const match of plain.matchAll(number)) {
    if (match.index < (parts.at(-1)?.end ?? 0)) continue;
    const part = partAt(plain, match);
    if (part) parts.push(part);
  }
  const found: Measured[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as Part;
    const next = parts[i + 1];
    const before = plain.slice(Math.max(0, part.start - 120), part.start);
    const whole = next && isRange(plain, part, next, before) ? next : undefined;
    if (whole) i++;
    const unit = (whole ?? part).unit ?? part.unit;
    const end = (whole ?? part).end;
    // The first of "2-3 kpc" is in kpc as well.
    const factor = (of: Part) => (unit ? (of.unit ?? unit).factor : 1);
    const scaled = (of: Part) => of.value * factor(of);
    const ends = [scaled(part), scaled(whole ?? part)].sort((a, b) => a - b) as [number, number];
    const kind = whole
      ? "range"
      : above.test(before)
        ? "above"
        : below.test(before)
          ? "below"
          : listed(found.at(-1), plain, part);
    const last = whole ?? part;
    found.push({
      kind,
      low: kind === "below" ? Number.NEGATIVE_INFINITY : ends[0],
      high: kind === "above" ? Number.POSITIVE_INFINITY : ends[1],
      error: last.error && { down: last.error.down * factor(last), up: last.error.up * factor(last) },
      rounding: last.rounding * factor(last),
      isPower: last.isPower,
      isAbout: about.test(before),
      unit,
      counted: unit ? null : nounAt(plain, end),
      start: part.start,
      end,
    });
  }
  return found;
}

/** "upper bounds on it are 1.1, 0.76 and 0.54 eV": each of a list is what its first is. */
function listed(before: Measured | undefined, plain: string, part: Part): "value" | "above" | "below" {
  const isNext = before && /^\s*(?:,|,?\s*(?:and|or))\s*$/.test(plain.slice(before.end, part.start));
  return isNext && (before.kind === "above" || before.kind === "below") ? before.kind : "value";
}

function partAt(plain: string, match: RegExpExecArray): Part | undefined {
  const [written, sign = "", text = "", , raised] = match;
  const start = match.index;
  const before = plain.slice(0, start);
  // "2-3 kpc" is a range, "NGC-1068" a name.
  const isNegative = sign === "-" && !/[\p{L}\p{N})]$/u.test(/^-\s/.test(written) ? before.trimEnd() : before);
  const base = Number(text.replaceAll(",", ""));
  const exponent = Number(match[3] ?? match[5] ?? 0);
  let value = raised === undefined ? base * 10 ** exponent : base ** Number(raised);
  const isPower = raised !== undefined;
  let rounding = isPower ? orderOnly * value : lastDigit(text) * 10 ** exponent;
  let end = start + written.length;
  const squares = { down: 0, up: 0 };
  let isGiven = false;
  const add = (down: number, up: number) => {
    isGiven = true;
    squares.down += down ** 2;
    squares.up += up ** 2;
  };
  let unit: Unit | null = null;
  const bracket = at(inBrackets, plain, end);
  if (bracket && text.includes(".")) {
    const digit = Number(bracket[1]) * 2 * lastDigit(text) * 10 ** exponent;
    add(digit, digit);
    end = inBrackets.lastIndex;
  }
  for (;;) {
    const named = at(times, plain, end);
    if (named) {
      const factor = timesOf[named[1] as string] as number;
      value *= factor;
      rounding *= factor;
      end = times.lastIndex;
    }
    const one = at(oneError, plain, end);
    if (one) {
      const [, digitsOf = "", exponentOf, raisedOf, shortOf, isShare] = one;
      const size =
        raisedOf === undefined
          ? Number(digitsOf.replaceAll(",", "")) * 10 ** Number(exponentOf ?? shortOf ?? 0)
          : Number(digitsOf) ** Number(raisedOf);
      // "3.1 ± 10 %" is a tenth of it, but "45 ± 3 %" is in per cent as it is.
      const error = isShare && unit && !unit.isPercent ? (Math.abs(value) * size) / 100 : size;
      // "3.1 ± 0.2 x 10^9": the power is of both.
      const shared =
        match[3] === undefined && raised === undefined && exponentOf !== undefined ? Number(exponentOf) : 0;
      if (shared !== 0) {
        value *= 10 ** shared;
        rounding *= 10 ** shared;
      }
      add(error, error);
      end = oneError.lastIndex - (isShare && !(unit && !unit.isPercent) ? (isShare.length ?? 0) : 0);
      continue;
    }
    const two = at(twoErrors, plain, end);
    if (two) {
      add(Number(two[2]), Number(two[1]));
      end = twoErrors.lastIndex;
      continue;
    }
    const close = isGiven && /\([^()]*$/.test(before) ? at(closed, plain, end) : undefined;
    if (close && !unit && close[1] !== undefined) {
      const factor = 10 ** Number(close[1]);
      value *= factor;
      rounding *= factor;
      squares.down *= factor ** 2;
      squares.up *= factor ** 2;
      end = closed.lastIndex;
      continue;
    }
    const stands: ReturnType<typeof unitAt> = unit
      ? undefined
      : (unitAt(plain, end) ?? (close ? unitAt(plain, closed.lastIndex) : undefined));
    if (!stands) break;
    unit = stands.unit;
    end = stands.end;
  }
  if (!Number.isFinite(value)) return undefined;
  const error = isGiven ? { down: Math.sqrt(squares.down), up: Math.sqrt(squares.up) } : null;
  return { value: isNegative ? -value : value, error, rounding, isPower, unit, start, end };
}

function at(pattern: RegExp, text: string, place: number): RegExpExecArray | undefined {
  pattern.lastIndex = place;
  return pattern.exec(text) ?? undefined;
}

/** What "10^12" leaves open, of its size. */
const orderOnly = 0.3;

/** Half of it: 0.05 of "67.4", 0.5 of "73"; of "70" and "6000" too, as nobody says which of their zeros count. */
function lastDigit(text: string): number {
  const decimals = text.split(".")[1]?.length ?? 0;
  return 0.5 * 10 ** -decimals;
}

function isRange(plain: string, part: Part, next: Part, before: string): boolean {
  const between = plain.slice(part.end, next.start);
  const sameKind = !part.unit || !next.unit || part.unit.dimension === next.unit.dimension;
  if (!sameKind || part.error) return false;
  if (/\bbetween\s*(?:~|about)?\s*$/i.test(before)) return /^\s*and\s*$/.test(between);
  return (
    /^\s*(?:to|through|-)\s*$/.test(between) ||
    (/^\s*$/.test(between) && /^-/.test(plain.slice(next.start)) && next.value > 0)
  );
}

/** "95 known moons": of the next two words the last that is no adjective, roughly; both are tried by whoever asks. */
function nounAt(plain: string, end: number): string | null {
  const word = /^\s+((?:[a-z]+\s+)?[a-z]{3,}s)\b/.exec(plain.slice(end))?.[1];
  if (word === undefined) return null;
  return stemsOf(word).at(-1) ?? null;
}
