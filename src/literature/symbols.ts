/** Formulas and signs as plain letters that words can be made of: "$\sigma_{\rm 8}$" and "σ₈" are "sigma_8", "H$\alpha$" and "Hα" are "halpha". */

import { greekLetters, greekNames } from "./greekLetters.ts";
import { withoutAccents } from "./paper.ts";
import { loweredDigits, loweredLetters, plainOf, raisedDigits } from "./smallDigits.ts";

export const greek: ReadonlySet<string> = new Set(Object.keys(greekLetters));

/** By command and by sign. What tells a redshift "about 6" from one above it is kept. */
const relations: Readonly<Record<string, string>> = {
  ...each("sim simeq approx cong ∼ ≈ ≃ ≅ ≂ ≊", "~"),
  ...each("gtrsim gsim ga geq ge gt gg geqslant simgt ≳ ≥ ⩾ ≧ ⪆ ≫", ">"),
  ...each("lesssim lsim la leq le lt ll leqslant simlt ≲ ≤ ⩽ ≦ ⪅ ≪", "<"),
};
/** What stands below a letter: of the Sun, of a star, of a black hole, of the Earth. */
const bodies: Readonly<Record<string, string>> = {
  ...each("odot sun ⊙ ☉ ⨀", "sun"),
  ...each("star ast * ∗ ⋆ ★", "star"),
  ...each("bullet •", "bh"),
  ...each("oplus earth ⊕ ♁", "earth"),
};
/** Commands that change only how what follows looks. */
const looks = new Set(
  (
    "rm it em bf sc tt sl sf cal mathrm mathit mathbf mathcal mathsf mathtt text textrm textit textbf textsc textsf textsl textnormal mbox hbox ensuremath " +
    "emph small scriptsize tiny rmfamily bfseries itshape scshape upshape operatorname left right bm boldsymbol hat bar tilde vec dot overline widehat widetilde textup " +
    "displaystyle textstyle scriptstyle protect relax textsubscript limits nolimits"
  ).split(" "),
);
/** Commands that no reader says. */
const silent = new Set(
  (
    "times pm mp cdot cdots ldots dots frac dfrac tfrac sqrt langle rangle to rightarrow leftarrow leftrightarrow longrightarrow infty in partial nabla int sum prod " +
    "neq ne equiv propto prime circ ell thinspace quad qquad enspace mid parallel perp ast over big bigg cite ref label deg degr arcmin arcsec"
  ).split(" "),
);

function each(signs: string, name: string): Record<string, string> {
  return Object.fromEntries(signs.split(" ").map((sign) => [sign, name]));
}

const small = plainOf({ ...loweredDigits, ...loweredLetters });
const raised = plainOf(raisedDigits);
const lowered = new RegExp(`[${Object.keys(small).join("")}]+`, "gu");
const lifted = new RegExp(`[${Object.keys(raised).join("")}]+`, "gu");

/** What a text must have to be changed, lower case apart: a backslash, a dollar, a brace, "^", or what ASCII has not. */
const special = /[^\s\x20-\x23\x25-\x5b\x5d\x5f-\x7a\x7c\x7e]/;
const hasSmall = /[\u2070-\u209c²³¹\u1d62-\u1d6a\u2c7c]/;

const piece =
  /\\ion\s*\{([a-z]+)\}\s*\{?\s*(?:\\[a-z]+\s*)?([ivx]+|\d\d?)\s*\}?|\\([a-z]+)(\s*)|\\(.)|[_^]\s*|[{}$*]|[\u0080-\uffff]/gs;

/** @returns in lower case and without accents; indices follow "_" */
export function plainSymbols(text: string): string {
  if (!special.test(text)) return text.toLowerCase();
  const line = hasSmall.test(text)
    ? text
        .replace(lowered, (run) => `_{${[...run].map((sign) => small[sign]).join("")}}`)
        .replace(lifted, (run) => `^{${[...run].map((sign) => raised[sign]).join("")}}`)
    : text;
  return new Reading(withoutAccents(line)).plain();
}

type Group = "index" | "exponent" | "isotope" | "plain";

class Reading {
  private readonly text: string;
  private read = "";
  private groups: Group[] = [];
  private next: Group = "plain";
  private isFormula = false;

  constructor(text: string) {
    this.text = text;
  }

  plain(): string {
    const { text } = this;
    let at = 0;
    piece.lastIndex = 0;
    for (let match = piece.exec(text); match; match = piece.exec(text)) {
      if (match.index > at) {
        this.read += text.slice(at, match.index);
        this.next = "plain";
      }
      at = piece.lastIndex;
      this.take(match, text[at] ?? "");
    }
    return this.read + text.slice(at);
  }

  private take(match: RegExpExecArray, after: string): void {
    const [sign, element, degree, command, blank = "", escaped] = match;
    if (element !== undefined && degree !== undefined) this.read += ` ${element} ${romanOf(degree)} `;
    else if (command !== undefined) this.command(command, blank !== "" && !/[_^]/.test(after));
    else if (escaped !== undefined) this.read += /[-!/]/.test(escaped) ? "" : " ";
    else if (sign.endsWith("}")) this.close(after);
    else if (sign === "{") {
      this.groups.push(this.next);
      this.next = "plain";
    } else if (sign === "$") this.dollar(after);
    else if (sign[0] === "_") {
      // "\\sigma _8" is as LaTeX reads it.
      this.read = `${this.read.trimEnd()}_`;
      this.next = "index";
    } else if (sign[0] === "^") {
      const isIsotope = !/[\w)\]]$/.test(this.read);
      if (!isIsotope) this.read += " ";
      this.next = isIsotope ? "isotope" : "exponent";
    } else this.letter(sign);
  }

  private command(name: string, isApart: boolean): void {
    if (looks.has(name)) return;
    const letter = name.startsWith("var") ? name.slice(3) : name;
    if (greek.has(letter)) {
      // "\Omega\Lambda" is a product, "H\alpha" and "\Omega_\Lambda" are names.
      const isProduct = this.afterCommand === this.read.length;
      this.greek(letter, isProduct);
      this.afterCommand = this.read.length;
      if (isApart) this.read += " ";
    } else if (relations[name] !== undefined) this.read += relations[name];
    else if (bodies[name] !== undefined) this.body(`${bodies[name]}${isApart ? " " : ""}`, " ");
    else this.read += silent.has(name) ? " " : ` ${name} `;
    this.next = "plain";
  }

  private afterCommand = -1;

  /** "5σ" is five of them. */
  private greek(name: string, isApart: boolean): void {
    this.read += isApart || /\d$/.test(this.read) ? ` ${name}` : name;
  }

  private body(name: string, otherwise: string): void {
    if (this.read.endsWith("_")) this.read += name;
    else if (name.startsWith("sun") && /[a-z]$/.test(this.read)) this.read += `_${name}`;
    else this.read += otherwise;
  }

  private close(after: string): void {
    const group = this.groups.pop();
    // "M_{BH}c" is a product, "H_{2}O" one molecule, "^{13}CO" another.
    const isApart = group === "exponent" || (group === "index" && /[a-z]$/.test(this.read) && /[a-z\d\\]/.test(after));
    if (isApart) this.read += " ";
    this.next = "plain";
  }

  private dollar(after: string): void {
    this.isFormula = !this.isFormula;
    if (this.isFormula && /\d$/.test(this.read) && after !== "_" && after !== "^") this.read += " ";
  }

  private letter(sign: string): void {
    const name = greekNames[sign];
    if (name !== undefined) this.greek(name, false);
    else if (relations[sign] !== undefined) this.read += relations[sign];
    else if (bodies[sign] !== undefined) this.body(bodies[sign], sign);
    else this.read += /[‐‑‒–−]/.test(sign) ? "-" : sign;
    this.next = "plain";
  }
}

const romans = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"];

function romanOf(degree: string): string {
  if (!/\d/.test(degree)) return degree;
  const value = Number(degree);
  return "x".repeat(Math.floor(value / 10)) + romans[value % 10];
}
