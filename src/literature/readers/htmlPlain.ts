/** Plain text of the HTML that ADS, Crossref and Zotero leave in titles and abstracts: indices become small digits, entities letters. */

import type { PaperDraft } from "../paper.ts";
import { loweredDigits, raisedDigits } from "../smallDigits.ts";

const lowered: Readonly<Record<string, string>> = { ...loweredDigits, "−": "₋" };
const raised: Readonly<Record<string, string>> = { ...raisedDigits, "−": "⁻" };

/** Only what these records have: "a < b and c > d" is no tag. */
const names =
  "(?:[a-z]+:[a-z-]+|i|b|u|em|strong|span|small|tt|sc|p|br|div|a|sup|sub|inf|astrobj|title|sec|italic|bold|inline-formula|tex-math|math|mi|mn|mo|mrow|msub|msup|mtext)";
const attributes = String.raw`(?:\s+[\w:-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+))*\s*\/?`;
const tag = `</?${names}${attributes}>`;
const within = "([^<>]{0,80})";
const index = (name: string) => String.raw`<${name}>\s*${within}\s*</${name}>`;
const [sup, sub] = [index("sup"), index("(?:sub|inf)")];
const entity = "&(?:#\\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,8}\\d?);";

/** What `htmlPlain` reads, piece by piece. */
export const htmlPattern = `${sup}\\s?${sub}|${sub}\\s?${sup}|${sup}|${sub}|${tag}|${entity}`;
const pattern = new RegExp(htmlPattern, "gi");
const breaking = /^<\/?(?:p|br|div|title|sec|[a-z]+:(?:p|title|sec))\b/i;

export function htmlPlain(html: string): string {
  let [before, after] = ["", html];
  // ADS writes some of its entities twice over: "&amp;lt;".
  for (let i = 0; i < 4 && before !== after && /[<&]/.test(after); i++) {
    before = after;
    after = after.replace(pattern, (piece) => htmlSign(piece) ?? piece);
  }
  return after;
}

/** Of a draft all that people read. */
export function plainDraft(draft: PaperDraft): PaperDraft {
  const { title = "", abstract = "", authors = [], journal, keywords = [] } = draft;
  return {
    ...draft,
    title: htmlPlain(title),
    abstract: htmlPlain(abstract),
    authors: authors.map(htmlPlain),
    journal: journal == null ? null : htmlPlain(journal),
    keywords: keywords.map(htmlPlain),
  };
}

/** @returns undefined where it is not known */
export function htmlSign(piece: string): string | undefined {
  if (piece.startsWith("&")) return entityLetter(piece.slice(1, -1));
  const both = new RegExp(`^(?:${sup}\\s?${sub}|${sub}\\s?${sup})$`, "i").exec(piece);
  if (both) {
    const [up, down] = [both[1] ?? both[4] ?? "", both[2] ?? both[3] ?? ""].map((text) =>
      htmlPlain(text).replace("−", "-"),
    );
    // Two errors of one value.
    return /^\+\s*[\d.]+$/.test(up as string) && /^-\s*[\d.]+$/.test(down as string)
      ? `(${up}/${down})`
      : `${indexText(down as string, false)}${indexText(up as string, true)}`;
  }
  const [, isUp, inner] = /^<(?:(sup)|sub|inf)>([^<>]*)</i.exec(piece) ?? [];
  if (inner !== undefined) return indexText(htmlPlain(inner).trim(), isUp !== undefined);
  return breaking.test(piece) ? " " : "";
}

/** There are small digits but no small letters or points: "10<sup>4.5</sup>" must not become 104.5. */
function indexText(text: string, isRaised: boolean): string {
  const small = [...text].map((letter) => (isRaised ? raised : lowered)[letter]);
  if (small.every((letter) => letter !== undefined)) return small.join("");
  if (!isRaised) return /^[A-Za-z]/.test(text) ? `_${text}` : text;
  if (/^[-+−]?\d*\.\d+$/.test(text)) return `^${text}`;
  return /\d/.test(text) ? `^(${text})` : text;
}

const letters: Record<string, string> = Object.fromEntries(
  (
    "amp & lt < gt > quot \" apos ' minus − plusmn ± times × middot · deg ° sim ∼ asymp ≈ ap ≈ ne ≠ le ≤ ge ≥ lsim ≲ gsim ≳ infin ∞ prop ∝ prime ′ Prime ″ " +
    "ndash – mdash — hellip … lsquo ‘ rsquo ’ ldquo “ rdquo ” laquo « raquo » sect § micro μ sup1 ¹ sup2 ² sup3 ³ frac12 ½ radic √ sum ∑ int ∫ part ∂ rarr → larr ← " +
    "sun ⊙ odot ⊙ sol ⊙ alpha α beta β gamma γ delta δ epsilon ε epsi ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ " +
    "upsilon υ phi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω " +
    "szlig ß aelig æ AElig Æ oelig œ OElig Œ oslash ø Oslash Ø lstrok ł Lstrok Ł eth ð ETH Ð thorn þ THORN Þ aring å Aring Å inodot ı"
  )
    .split(" ")
    .flatMap((word, i, all) => (i % 2 === 0 ? [[word, all[i + 1] as string]] : [])),
);
const blanks = new Set(["nbsp", "ensp", "emsp", "thinsp"]);
const accents: Record<string, string> = {
  grave: "\u0300",
  acute: "\u0301",
  circ: "\u0302",
  tilde: "\u0303",
  macr: "\u0304",
  breve: "\u0306",
  uml: "\u0308",
  ring: "\u030a",
  caron: "\u030c",
  cedil: "\u0327",
};

function entityLetter(name: string): string | undefined {
  const [, isHex, digits] = /^#(x?)([0-9a-f]+)$/i.exec(name) ?? [];
  if (digits !== undefined) {
    const code = Number.parseInt(digits, isHex ? 16 : 10);
    const isLetter =
      code >= 0x20 && code < 0x110000 && !(code >= 0xd800 && code < 0xe000) && !(code >= 0x7f && code < 0xa0);
    return isLetter ? String.fromCodePoint(code) : undefined;
  }
  if (blanks.has(name)) return " ";
  const [, base, accent] = /^([A-Za-z])([a-z]+)$/.exec(name) ?? [];
  const mark = accents[accent ?? ""];
  if (letters[name] !== undefined) return letters[name];
  if (base && mark) return (base + mark).normalize("NFC");
  return /^(?:AMP|LT|GT|QUOT)$/.test(name) ? letters[name.toLowerCase()] : undefined;
}
