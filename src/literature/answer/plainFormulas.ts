/** One spelling for what LaTeX, Unicode and plain letters write in three: "$M_{\rm BH}\gtrsim10^{9}\,M_\odot$" is "M_BH ≳ 10^9 M_⊙". For comparing only. */

import { greekCommands } from "../greekLetters.ts";
import { pairs } from "../pairs.ts";
import { plainSigns } from "./mathSigns.ts";

const signs: Readonly<Record<string, string>> = {
  ...greekCommands,
  ...pairs(
    "odot ⊙ sun ⊙ oplus ⊕ star * ast * pm ± times x cdot · le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ lesssim ≲ la ≲ gtrsim ≳ ga ≳ ll ≪ gg ≫ lt < gt > sim ~ approx ~ simeq ~ propto ∝",
  ),
};
const words: Readonly<Record<string, string>> = { sigma: "σ", Omega: "Ω", Lambda: "Λ" };

export function plainFormulas(text: string): string {
  // Sentences without a formula are many.
  if (/^[\x20-\x23\x25-\x5b\x5d\x60-\x7a|]*$/.test(text) && !/[MLR]sun|solar/.test(text)) return text;
  return plainSigns(text)
    .replace(/(?<!\\)\b(sigma|Omega|Lambda)(?=[_\d]|CDM)/g, (name) => words[name] as string)
    .replace(/\\(?:rm|mathrm|text|textrm|it|mathit|bf|mathbf|hbox|mbox|left|right)(?![A-Za-z])\s?/g, "")
    .replace(/\\([A-Za-z]+)(?![A-Za-z])\s?/g, (whole, name: string) => signs[name] ?? whole)
    .replace(/\\[,;:! ]|(?<=\w)~(?=[A-Za-z])/g, " ")
    .replace(/\\%/g, "%")
    .replace(/\$/g, "")
    .replace(/\s*([_^])\s*\{\s*([^{}]*?)\s*\}/g, "$1$2")
    .replace(/[{}]/g, "")
    .replace(/(?<=\p{L})\s+_\s*(?=[\p{L}\p{N}⊙])/gu, "_")
    .replace(/\b([MLR])\s?_?(?:⊙|sun\b|Sun\b|solar\b)/g, "$1_⊙")
    .replace(/\bsolar mass(?:es)?\b/g, "M_⊙")
    .replace(/\bsolar luminosit(?:y|ies)\b/g, "L_⊙")
    .replace(/Λ[ -]?CDM|\bLCDM\b/g, "ΛCDM")
    .replace(/(?<=\d)\s*x\s*(?=10\b)/g, " x ")
    .replace(/\s*([≲≳≤≥≪≫±])\s*/g, " $1 ");
}
