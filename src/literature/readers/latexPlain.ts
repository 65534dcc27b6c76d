/** Plain text of the LaTeX that nearly all bibliographies are made of, quickly; of anything rarer it says that it does not know. */

import { greekCommands } from "../greekLetters.ts";
import { pairs } from "../pairs.ts";
import { loweredDigits, raisedDigits } from "../smallDigits.ts";

const marks: Record<string, string> = {
  "`": "\u0300",
  "'": "\u0301",
  "^": "\u0302",
  "~": "\u0303",
  "=": "\u0304",
  u: "\u0306",
  ".": "\u0307",
  '"': "\u0308",
  r: "\u030a",
  H: "\u030b",
  v: "\u030c",
  d: "\u0323",
  c: "\u0327",
  k: "\u0328",
  b: "\u0331",
  dot: "\u0307",
  ddot: "\u0308",
  bar: "\u0304",
  hat: "\u0302",
  tilde: "\u0303",
};

/** Commands that stand for a letter or sign. */
const signs: Record<string, string> = {
  ...greekCommands,
  ...pairs(
    "ss ß ae æ AE Æ oe œ OE Œ o ø O Ø l ł L Ł aa å AA Å i ı j ȷ dh ð DH Ð th þ TH Þ S § P ¶ pounds £ copyright © ldots … dots … " +
      "textendash – textemdash — textquoteright ’ textquoteleft ‘ textasciitilde ~ textbackslash \\ textless < textgreater > " +
      "textasciicircum ^ textunderscore _ textdegree ° degree ° textmu μ",
  ),
  ...pairs(
    "pm ± mp ∓ times × div ÷ cdot · sim ∼ approx ≈ simeq ≃ cong ≅ leq ≤ le ≤ geq ≥ ge ≥ lesssim ≲ lsim ≲ la ≲ gtrsim ≳ gsim ≳ ga ≳ ll ≪ gg ≫ " +
      "neq ≠ ne ≠ equiv ≡ propto ∝ rightarrow → to → leftarrow ← infty ∞ odot ⊙ sun ⊙ oplus ⊕ earth ⊕ partial ∂ nabla ∇ surd √ sum ∑ " +
      "int ∫ prime ′ circ ∘ ell ℓ hbar ℏ AA Å arcsec ″ arcmin ′ lt < gt > ast ∗ star ⋆ bullet • parallel ∥ perp ⊥ mid ∣ deg ° degr ° arcdeg ° micron μm geqslant ≥ leqslant ≤ langle ⟨ rangle ⟩ in ∈ log log ln ln sin sin cos cos tan tan exp exp max max " +
      "min min msun M⊙ Msun M⊙ simgt ≳ simlt ≲",
  ),
};
/** Commands that change only how what follows looks. */
const looks = new Set(
  (
    "it em bf rm sc tt sl sf cal normalfont emph textit textbf textrm textsc texttt textsf textsl textnormal text mathrm mathit mathbf mathcal " +
    "mathsf mathtt mbox hbox left right displaystyle textstyle boldmath protect ensuremath relax uppercase textsuperscript textsubscript sp sb rmfamily " +
    "bfseries itshape small"
  ).split(" "),
);

/** @returns undefined where there is a command that is not known here, or braces or dollars do not close */
export function latexPlain(latex: string): string | undefined {
  if (!/[\\{}$~^_`']|--/.test(latex)) return latex;
  const read = new Reading(latex);
  const text = read.group(false, false);
  return text === undefined || read.at < latex.length ? undefined : text.normalize("NFC");
}

const commandName = /\\([A-Za-z]+|.|$)/sy;

class Reading {
  at = 0;
  private readonly latex: string;

  constructor(latex: string) {
    this.latex = latex;
  }

  /** Up to the brace or dollar that ends it, or to the end. */
  group(isMath: boolean, isInBraces: boolean): string | undefined {
    let text = "";
    for (;;) {
      const letter = this.latex[this.at];
      if (letter === undefined) return isMath || isInBraces ? undefined : text;
      if (letter === "}") return isInBraces ? text : undefined;
      if (letter === "$") {
        if (isMath) return isInBraces ? undefined : text;
        if (this.latex[++this.at] === "$") return undefined;
        const formula = this.group(true, false);
        if (formula === undefined || this.latex[this.at] !== "$") return undefined;
        this.at++;
        text += formula;
        continue;
      }
      const piece = this.piece(isMath);
      if (piece === undefined) return undefined;
      text += piece;
    }
  }

  private piece(isMath: boolean): string | undefined {
    const letter = this.latex[this.at] as string;
    if (letter === "{") return this.braced(isMath);
    if (letter === "\\") return this.command(isMath);
    this.at++;
    if (isMath && (letter === "^" || letter === "_")) return this.index(letter === "^" ? raisedDigits : loweredDigits);
    if (isMath) return letter === " " ? "" : letter === "'" ? "′" : letter;
    if (letter === "~") return " ";
    if (letter === "-") return this.follows("--") ? "—" : this.follows("-") ? "–" : "-";
    if (letter === "`") return this.follows("`") ? "“" : "‘";
    if (letter === "'") return this.follows("'") ? "”" : "'";
    return letter;
  }

  private follows(rest: string): boolean {
    if (!this.latex.startsWith(rest, this.at)) return false;
    this.at += rest.length;
    return true;
  }

  private braced(isMath: boolean): string | undefined {
    this.at++;
    const text = isMath ? this.mathGroup() : this.group(false, true);
    if (text === undefined || this.latex[this.at] !== "}") return undefined;
    this.at++;
    return text;
  }

  private mathGroup(): string | undefined {
    let text = "";
    while (this.at < this.latex.length && this.latex[this.at] !== "}") {
      if (this.latex[this.at] === "$") return undefined;
      const piece = this.piece(true);
      if (piece === undefined) return undefined;
      text += piece;
    }
    return text;
  }

  /** Small digits where there are such, else as it is. */
  private index(digits: Readonly<Record<string, string>>): string | undefined {
    const next = this.latex[this.at];
    if (next === undefined || next === "}" || next === "$") return undefined;
    const text = this.piece(true);
    if (text === undefined) return undefined;
    const small = [...text].map((letter) => digits[letter]);
    return small.every((letter) => letter !== undefined) ? small.join("") : text;
  }

  private command(isMath: boolean): string | undefined {
    commandName.lastIndex = this.at;
    const [written = "", name = ""] = commandName.exec(this.latex) ?? [];
    if (name === "") return undefined;
    this.at += written.length;
    if (/^[%&#_${}]$/.test(name)) return name;
    if (/^[ ,;:!/\n]$/.test(name)) return name === "!" || name === "/" ? "" : " ";
    if (name === "-") return "";
    if (name === "\\") return " ";
    if (
      marks[name] !== undefined &&
      !(isMath && /[.=]/.test(name)) &&
      (!/[A-Za-z]/.test(name) || /^[\s{\\]/.test(this.latex[this.at] ?? ""))
    )
      return this.accented(marks[name] as string);
    if (/^[A-Za-z]/.test(name)) while (this.latex[this.at] === " ") this.at++;
    if (signs[name] !== undefined) {
      if (this.latex.startsWith("{}", this.at)) this.at += 2;
      return signs[name];
    }
    return looks.has(name) ? "" : undefined;
  }

  private accented(mark: string): string | undefined {
    while (this.latex[this.at] === " ") this.at++;
    const next = this.latex[this.at];
    if (next === undefined || next === "}") return undefined;
    const base = this.piece(false);
    if (base === undefined || base === "") return undefined;
    const [first = "", ...rest] = [...base];
    // A dot below an accent is lost.
    const letter = first === "ı" ? "i" : first === "ȷ" ? "j" : first;
    return (letter + mark).normalize("NFC") + rest.join("");
  }
}
