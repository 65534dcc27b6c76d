/** A paper's text as a reader sees it: LaTeX and HTML that are known become signs, the rest stays as it was written. For showing only: quotes are stored raw. */

import { htmlPattern, htmlSign } from "./readers/htmlPlain.ts";
import { latexPlain } from "./readers/latexPlain.ts";

/** A stretch of LaTeX, from `start` to before `end`, and what is shown for it. */
export interface Shown {
  start: number;
  end: number;
  shown: string;
}

const html = new RegExp(htmlPattern, "gi");
const group = String.raw`\{(?:[^{}]|\{[^{}]*\}){0,200}\}`;
const latex = new RegExp(
  [
    String.raw`(?<!\\)\$\$?[^$]{1,400}\$\$?`,
    String.raw`\{\\(?:it|em|bf|rm|sc|tt|sl|sf|cal)\b[^{}]{0,200}\}`,
    // A command with its argument, and what is raised or lowered by it.
    String.raw`\\(?:ion|[dt]?frac)\s?${group}\s?${group}`,
    String.raw`\\(?:[A-Za-z]+|["'\x60^~=.]\s?(?:\\[ij]|[A-Za-z])?)\s?(?:${group})?`,
    String.raw`\\[%&#_$]`,
    // arXiv's abstracts often leave the dollars out: M_{\odot}, 10^{12}.
    String.raw`(?<=[\p{L}\p{N})\]])[_^]${group}`,
    String.raw`\{\\[^{}]{1,40}\}`,
  ].join("|"),
  "gu",
);

/** @returns in order, none over another */
export function latexShown(text: string): Shown[] {
  const found: Shown[] = [];
  if (/[<&]/.test(text))
    for (const { 0: written, index } of text.matchAll(html)) {
      const shown = htmlSign(written);
      if (shown !== undefined && shown !== written) found.push({ start: index, end: index + written.length, shown });
    }
  if (!/[\\${}]/.test(text)) return found;
  const isFree = (start: number, end: number) => found.every((each) => end <= each.start || start >= each.end);
  const known = found.length;
  latex.lastIndex = 0;
  for (let match = latex.exec(text); match; match = latex.exec(text)) {
    const { 0: written, index } = match;
    const shown = signsOf(written);
    // What two dollars enclose by chance may hold where a formula begins.
    if (shown === undefined) latex.lastIndex = index + 1;
    else if (shown !== written && (known === 0 || isFree(index, index + written.length)))
      found.push({ start: index, end: index + written.length, shown });
  }
  return known === 0 ? found : found.sort((a, b) => a.start - b.start);
}

export function shownText(text: string): string {
  let [shown, at] = ["", 0];
  for (const each of latexShown(text)) {
    shown += text.slice(at, each.start) + each.shown;
    at = each.end;
  }
  return shown + text.slice(at);
}

/** @returns undefined where it is not known, or no LaTeX */
function signsOf(written: string): string | undefined {
  const isFormula = written.startsWith("$");
  // "between $5 and $6" has no formula.
  if (
    isFormula &&
    /(?<![\\A-Za-z])[A-Za-z]{2,} [A-Za-z]{2,}| [a-z]{3,} /.test(written.replace(/\\[A-Za-z]+\s?\{[^{}]*\}/g, ""))
  )
    return undefined;
  const plainer = simplified(written.replace(/^\$\$|\$\$$/g, "$"));
  const ways = isFormula ? [plainer] : /^[_^]/.test(written) ? [`$${plainer}$`] : [plainer, `$${plainer}$`];
  for (const way of ways) {
    const plain = latexPlain(way);
    // A command before a word is parted from it by the blank that LaTeX eats: "\alpha elements".
    if (plain !== undefined) return /^\\[A-Za-z]+\s$/.test(written) ? `${plain} ` : plain;
  }
  return undefined;
}

/** There are small digits but no small letters or points: "10^{4.5}" must not become 104.5. */
function raisedText(whole: string, inner: string): string {
  const plain = inner.trim();
  if (/^[-+\d]+$/.test(plain) || /^\\[A-Za-z]+$/.test(plain)) return whole;
  return /^[-+]?[\d.]+$|^[A-Za-z]$/.test(plain) ? `\\textasciicircum{}{${plain}}` : `\\textasciicircum{}({${plain}})`;
}

/** Fractions, roots and hats, on one line; citations by their keys. */
function simplified(formula: string): string {
  const argument = String.raw`\{([^{}]*)\}`;
  let [before, after] = ["", formula];
  while (before !== after) {
    before = after;
    after = before
      .replace(new RegExp(String.raw`\\[dt]?frac\s*${argument}\s*${argument}`, "g"), "{$1}/{$2}")
      .replace(new RegExp(String.raw`\\sqrt\s*${argument}`, "g"), "√{$1}")
      .replace(
        new RegExp(
          String.raw`\\(?:vec|overline|underline|widetilde|widehat|boldsymbol|bm|textup|operatorname|mathbb|mathscr|mathfrak)\s*${argument}`,
          "g",
        ),
        "{$1}",
      )
      .replace(new RegExp(String.raw`\\cite[a-z]*\s*${argument}`, "g"), "[$1]")
      .replace(new RegExp(String.raw`\\ion\s*${argument}\s*${argument}`, "g"), "{$1} {$2}");
  }
  return after
    .replace(/\^\{\s*(\+\s*[\d.]+)\s*\}\s*_\{\s*(-\s*[\d.]+)\s*\}/g, "($1/$2)")
    .replace(/_\{\s*(-\s*[\d.]+)\s*\}\s*\^\{\s*(\+\s*[\d.]+)\s*\}/g, "($2/$1)")
    .replace(/\^\{([^{}]*)\}/g, raisedText)
    .replace(/_\{\s*(?:\\(?:rm|it|mathrm|text)\s*)?([A-Za-z][A-Za-z, ]+)\}/g, "\\textunderscore{}{$1}")
    .replace(/\\farcs(?![a-z])/g, "″.")
    .replace(/\\kms(?![a-z])/g, "km/s")
    .replace(/\\(?:quad|qquad)(?![a-z])/g, " ");
}
