/** Unicode's signs of mathematics as LaTeX writes them: "10¹² M☉" is "10^12 M⊙", "H₀" is "H_0", "Ωₘ" is "Omega_m". */

import { loweredDigits, loweredLetters, plainOf, raisedDigits } from "../smallDigits.ts";

const raised = plainOf(raisedDigits);
const lowered = plainOf({ ...loweredDigits, ...loweredLetters });

const raisedRun = runOf(raised, "^");
const loweredRun = runOf(lowered, "_");

/** A point may stand inside: "⁺⁰.⁵₋₀.₄". */
function runOf(known: Record<string, string>, sign: string): (text: string) => string {
  const one = `[${Object.keys(known).join("")}]`;
  const run = new RegExp(`${one}+(?:[.·˙]${one}+)?`, "gu");
  return (text) => text.replace(run, (written) => sign + [...written].map((letter) => known[letter] ?? ".").join(""));
}

/** As in HTML, which records of ADS have. */
const html = /<(sup|sub)>([^<>]{1,20})<\/\1>/gi;

/** @returns the text with LaTeX's `^` and `_`, "x" before a power of ten, "-" for every minus, "⊙" for the Sun */
export function plainSigns(text: string): string {
  // Most sentences are plain, and this runs on every one that is read.
  if (/^[\x20-\x3b\x3d-\x7e]*$/.test(text)) return text;
  const plain = text.replace(html, (_, where: string, inner: string) =>
    where.toLowerCase() === "sup" ? `^${inner}` : `_${inner}`,
  );
  return loweredRun(raisedRun(plain))
    .normalize("NFKC")
    .replace(/[☉⨀]/g, "⊙")
    .replace(/[‐‑‒–—―−﹣]/g, "-")
    .replace(/[×✕✖⨯]|[·∙⋅](?=\s*10\b)/g, "x")
    .replace(/⩽/g, "≤")
    .replace(/⩾/g, "≥")
    .replace(/Ω/g, "Omega")
    .replace(/Λ/g, "Lambda")
    .replace(/σ/g, "sigma");
}
