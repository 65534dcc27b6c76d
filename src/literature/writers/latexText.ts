/** Text as LaTeX that any BibTeX can set: letters of other alphabets as commands, what LaTeX would obey escaped, its own formulae left alone. */

import { greekCommands, greekNames } from "../greekLetters.ts";
import { pairs } from "../pairs.ts";
import { loweredDigits, plainOf, raisedDigits } from "../smallDigits.ts";

/** After decomposition: the mark that follows a letter, and its command. */
const accents: Record<string, string> = {
  "\u0300": "`",
  "\u0301": "'",
  "\u0302": "^",
  "\u0303": "~",
  "\u0304": "=",
  "\u0306": "u",
  "\u0307": ".",
  "\u0308": '"',
  "\u030a": "r",
  "\u030b": "H",
  "\u030c": "v",
  "\u0323": "d",
  "\u0327": "c",
  "\u0328": "k",
  "\u0331": "b",
};

const letters: Record<string, string> = {
  ß: "{\\ss}",
  æ: "{\\ae}",
  Æ: "{\\AE}",
  œ: "{\\oe}",
  Œ: "{\\OE}",
  ø: "{\\o}",
  Ø: "{\\O}",
  ł: "{\\l}",
  Ł: "{\\L}",
  ı: "{\\i}",
  "–": "--",
  "—": "---",
  "‘": "`",
  "’": "'",
  "“": "``",
  "”": "''",
  "…": "{\\ldots}",
  "\u00a0": "~",
};

const symbols: Record<string, string> = {
  ...commandsOf(Object.entries(greekNames)),
  ...commandsOf(Object.entries(greekCommands).map(([name, letter]) => [letter, name])),
  ...commandsOf(
    Object.entries(
      pairs(
        "± pm × times ÷ div " +
          "∼ sim ≈ approx ≃ simeq ≤ leq ≥ geq ≲ lesssim ≳ gtrsim ≪ ll ≫ gg ≠ neq → rightarrow ← leftarrow ∞ infty ∝ propto ⊙ odot ⊕ oplus " +
          "√ surd ∂ partial ∇ nabla ∑ sum ∫ int · cdot ′ prime",
      ),
    ),
  ),
  "<": "<",
  ">": ">",
  "°": "^{\\circ}",
  "−": "-",
};

const raised = plainOf(raisedDigits);
const lowered = plainOf(loweredDigits);

/**
 * @param text plain, or with LaTeX in it, as arXiv's titles have it: what is LaTeX stays, where its braces and dollars close
 */
export function latexText(text: string): string {
  if (!isWholeLatex(text)) return withCommands(text.replace(/[\\%&#_^~${}]/g, (sign) => escapes[sign] as string));
  return text
    .split(/((?<!\\)\$[^$]*(?<!\\)\$)/)
    .map((part, i) => (i % 2 === 1 ? formula(part) : withCommands(part.replace(notYetEscaped, escapedSign))))
    .join("");
}

/** Commands and escapes that are there stay; so does a tie between two words. */
const notYetEscaped = /\\(?:[A-Za-z]+|.)|[_^]\{[^{}$]*\}|[%&#_^~]/g;

function escapedSign(found: string, at: number, text: string): string {
  if (found === "~" && /\w/.test(text[at + 1] ?? "") && /[\w.]/.test(text[at - 1] ?? "")) return found;
  // arXiv's abstracts often leave the dollars of an index out.
  if (/^[_^]\{/.test(found)) return `$${found}$`;
  return escapes[found] ?? found;
}

/** Whether it can be handed on as LaTeX: braces and dollars close, and no lone backslash ends it. */
function isWholeLatex(text: string): boolean {
  let depth = 0;
  let dollars = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "\\") {
      if (i + 1 === text.length || !/[A-Za-z"'`^~=.&%$#_{},;:! \\-]/.test(text[i + 1] as string)) return false;
      i++;
    } else if (text[i] === "{") depth++;
    else if (text[i] === "}" && --depth < 0) return false;
    else if (text[i] === "$") dollars++;
  }
  return depth === 0 && dollars % 2 === 0;
}

/** In a formula only what is no ASCII is written otherwise. */
function formula(text: string): string {
  return [...text]
    .map((letter) => (symbols[letter] && letter.length === 1 && !/[<>]/.test(letter) ? `${symbols[letter]} ` : letter))
    .join("");
}

const escapes: Record<string, string> = {
  "\\": "\\textbackslash{}",
  "%": "\\%",
  "&": "\\&",
  "#": "\\#",
  _: "\\_",
  $: "\\$",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
  "{": "\\{",
  "}": "\\}",
};

function withCommands(text: string): string {
  const inFormulae = text
    .normalize("NFC")
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+/g, (run) => `$^{${digits(run, raised)}}$`)
    .replace(/[₀₁₂₃₄₅₆₇₈₉₊₋]+/g, (run) => `$_{${digits(run, lowered)}}$`);
  return [...inFormulae].map(letterText).join("");
}

function digits(run: string, plain: Readonly<Record<string, string>>): string {
  return [...run].map((digit) => plain[digit]).join("");
}

function letterText(letter: string): string {
  if (letter < "\u007f" && !/[<>]/.test(letter)) return letter;
  if (letters[letter]) return letters[letter];
  if (symbols[letter]) return `$${symbols[letter]}$`;
  const [base = "", mark = "", ...more] = [...letter.normalize("NFD")];
  const accent = accents[mark];
  if (accent === undefined || more.length > 0 || !/^[A-Za-z]$/.test(base)) return letter;
  const under = base === "i" && /[`'^~="]/.test(accent) ? "\\i" : base;
  return /[a-zH]/.test(accent) ? `{\\${accent}{${base}}}` : `{\\${accent}${under === "\\i" ? "{\\i}" : base}}`;
}

/** LaTeX has no omicron, and a plain letter for what has another form. */
function commandsOf(letters: readonly [letter: string, name: string][]): Record<string, string> {
  return Object.fromEntries(
    letters.flatMap(([letter, name]) => (/^var|^omicron$/.test(name) ? [] : [[letter, `\\${name}`]])),
  );
}
