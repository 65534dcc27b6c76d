/** A sentence as its smallest parts, small words and signs included: "from" and "to" tell who does what to whom. */

import { plainFormulas } from "./plainFormulas.ts";

export interface Token {
  /** Without its inflection, by which parts are compared. */
  form: string;
  written: string;
  /** Says nothing: articles, "also", "here". */
  isEmpty: boolean;
  /** A comma or the like. */
  isStop: boolean;
}

const empty = new Set(
  "the a an also here however therefore thus moreover furthermore indeed hence overall finally both then".split(" "),
);
/** These have no inflection to lose. */
const whole = new Set(
  (
    "these there here where those more before because above despite although some since once whose else like inside outside beside otherwise become " +
    "alone whole one none three five nine this thus always perhaps does goes its less unless across towards during being nothing something thing"
  ).split(" "),
);
/** Words that may stand for each other, whatever is spoken of. */
const same = new Map<string, string>();
for (const group of (
  "is are|was were|have has had|~ approximately roughly about around \\sim \\approx \\simeq ∼ ≈ circa|% percent|since because|while whereas|use using utilise utilize employ|" +
  "perform conduct carry|study investigate examine explore|occur happen|this these|display exhibit|find found|colour color|behaviour behavior|disk disc|centre center|" +
  "begin begun start|lead led|see seen|show shown|make made|give given|draw drawn|grow grown|know known"
).split("|")) {
  const [first = "", ...others] = group.split(" ");
  for (const word of [first, ...others]) same.set(word, first);
}

export function tokens(text: string): Token[] {
  const plain = plainFormulas(text)
    .normalize("NFKC")
    .replace(/[’‘]/g, "'")
    .replace(/[−–—]/g, "-")
    .replace(/\bper cent\b/g, "%")
    .replace(/\bMilky Way [Gg]alaxy\b/g, "Milky Way")
    .replace(
      /\b[Tt]he (?:authors|study|paper|work)(?= (?:\w+ly )?(?:find|found|show|report|conclude|demonstrate|derive|note|measure|confirm|present|detect|determine|obtain|observe)s?(?:ed)?\b)/g,
      "we",
    )
    .replace(/\bcannot\b/g, "can not")
    // "has previously been shown" and "was previously shown", "stars that have discs" and "stars with discs".
    .replace(/\b(?:has|have) ((?:\w+ly |recently |often )?)been (?=(?:\w+ly )?\w+(?:ed|wn|en|und)\b)/g, "was $1")
    .replace(
      /(?<=\b\w+s )(?:that|which) have (?=(?:an? |large|small|high|low|strong|weak|bright|long|short|\w+al )\b)/g,
      "with ",
    )
    .replace(/\\[,;:! ]|[${}]/g, " ")
    .replace(/(?<=\w)'s\b/g, " 's");
  return [
    ...plain.matchAll(/\\[a-zA-Z]+|[-+]?\d+(?:[.,]\d+)*|\p{L}[\p{L}\p{N}]*(?:[-'_/][\p{L}\p{N}]+)*'?|[^\s.!?"“”]/gu),
  ].map(({ 0: written }) => {
    const form = formOf(written);
    return { form, written, isEmpty: empty.has(form), isStop: /^[,:]$/.test(written) };
  });
}

/** Plurals and tenses fall together; "relate" and "relative" do not. */
function formOf(written: string): string {
  const word = /\p{Ll}/u.test(written.slice(1)) || written.length === 1 ? written.toLowerCase() : written;
  const known = same.get(word);
  if (known !== undefined) return known;
  if (/^\p{Lu}{2,}s$/u.test(written)) return written.slice(0, -1);
  if (!/^[a-z-]{4,}$/.test(word) || whole.has(word)) return word;
  const stripped = word
    .replace(/(?<=[a-z]{2})ies$|(?<=[a-z]{2})ied$/, "y")
    .replace(/(?<=ss|sh|ch|x|z)es$/, "")
    .replace(/(?<![su])s$/, "")
    .replace(/(?<=[a-z]{3})(?:ed|ing)$/, "")
    .replace(/([bdgmnprt])\1$/, "$1")
    .replace(/e$/, "");
  return same.get(stripped) ?? same.get(`${stripped}e`) ?? stripped;
}
