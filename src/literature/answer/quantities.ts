/** The numbers of a sentence with their units, LaTeX read: 3 x 10^9 M_sun is $3\times10^{9}\,M_\odot$. */

import { plainSigns } from "./mathSigns.ts";

export interface Quantity {
  value: number;
  /** Null where none follows that is known. */
  unit: string | null;
  written: string;
}

const units = new Map<string, string>();
for (const names of (
  "pc parsec parsecs|kpc|mpc megaparsec megaparsecs|gpc|km kilometers kilometres|km/s kms|m meter metre meters metres|cm|mm|um micron microns|nm|au|ly|" +
  "yr year years|kyr|myr|gyr|s sec second seconds|ms millisecond milliseconds|min minute minutes|h hr hour hours|d day days|month months|" +
  "hz|khz|mhz|ghz|thz|ev|kev|mev|gev|tev|pev|eev|k kelvin|mk|g|kg|mg|ug|t|jy|mjy|ujy|erg ergs|j|w|msun m_sun m_odot m_solar|lsun l_sun l_odot|rsun r_sun r_odot|" +
  "m_jup mjup m_j|m_earth m_oplus|r_earth r_oplus|r_jup rjup|deg degree degrees|arcmin arcminute arcminutes|arcsec arcsecond arcseconds|mas|mag mags magnitude magnitudes|dex|sigma|% percent per_cent"
).split("|")) {
  const [first = "", ...others] = names.split(" ");
  for (const name of [first, ...others]) units.set(name, first);
}
const compound: [RegExp, string][] = [
  [/\bkm\s*\/?\s*s(?:ec)?\s*(?:\^\s*-?1)?(?![a-z])/gi, "km/s"],
  [/\bkm\s+per\s+second\b/gi, "km/s"],
  [/\bsolar\s+mass(?:es)?\b/gi, "M_sun"],
  [/\bsolar\s+luminosit(?:y|ies)\b/gi, "L_sun"],
  [/\bsolar\s+radi(?:us|i)\b/gi, "R_sun"],
  [/\bper\s+cent\b/gi, "%"],
];

/** In the order they stand in; a range gives both its ends. */
export function quantities(text: string): Quantity[] {
  const plain = plainNumbers(text);
  const found: Quantity[] = [];
  const number =
    /(?<![\p{L}\p{N}_.^])([-+]?)(\d[\d,]*(?:\.\d+)?|\.\d+)(?:\s*(?:x|×)\s*10\s*\^\s*([-+]?\d+(?:\.\d+)?)|\s*\^\s*([-+]?\d+(?:\.\d+)?)|e([-+]?\d+)\b)?\s*(%|[A-Za-zμµ][A-Za-z_/]*)?/gu;
  for (const match of plain.matchAll(number)) {
    const [written, sign, digits = "", times, power, exponent, word = ""] = match;
    const before = plain.slice(0, match.index);
    // "2-3 kpc" is a range, and "NGC-1068" a name.
    const isNegative = sign === "-" && !/[\p{L}\p{N})]$/u.test(before);
    const base = Number(digits.replaceAll(",", ""));
    const value = power !== undefined ? base ** Number(power) : base * 10 ** Number(times ?? exponent ?? 0);
    if (!Number.isFinite(value)) continue;
    const unit = units.get(word.toLowerCase().replace(/[μµ]/g, "u")) ?? null;
    found.push({ value: isNegative ? -value : value, unit, written: written.trim() });
  }
  // The first of "2-3 kpc" is in kpc as well.
  found.forEach((quantity, i) => {
    const next = found[i + 1];
    if (
      quantity.unit === null &&
      next?.unit &&
      new RegExp(
        `${escaped(quantity.written)}\\s*(?:-|to|and|\\+/-|±)\\s*[-+]?${escaped(next.written.replace(/^[-+]/, ""))}`,
      ).test(plain)
    )
      quantity.unit = next.unit;
  });
  return found;
}

export function hasQuantity(among: readonly Quantity[], { value, unit }: Quantity): boolean {
  return among.some(
    (other) =>
      Math.abs(other.value - value) <= 1e-9 * Math.abs(value) &&
      (unit === null || other.unit === null || other.unit === unit) &&
      !(unit !== null && other.unit === null),
  );
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function plainNumbers(text: string): string {
  let plain = plainSigns(text)
    .replace(/\\times|×|\\cdot/g, "x")
    .replace(/\\pm|±/g, " ± ")
    .replace(/\\(?:sim|approx|simeq|lesssim|gtrsim|la|ga|leq?|geq?)(?![a-z])|[~≈∼≲≳≤≥]/g, " ")
    .replace(/\\%/g, "%")
    .replace(/\\[,;:! ]/g, " ")
    .replace(/\\(?:rm|mathrm|text|textrm|hbox|it|bf)(?![a-z])/g, " ")
    .replace(/\\([a-zA-Z]+)/g, "$1")
    .replace(/[−–—]/g, "-")
    .replace(/[${}]/g, "")
    .replace(/_\s+/g, "_")
    .replace(/\^\s+/g, "^")
    .replace(/⊙/g, "_sun");
  for (const [pattern, unit] of compound) plain = plain.replace(pattern, unit);
  return plain.replace(/\b([MLR])_?(?:odot|sun)\b/g, "$1_sun");
}
