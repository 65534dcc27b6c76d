/** The sentences of an abstract with where they stand in it, so that a quote is its source's own letters. */

export interface Span {
  /** Of the first letter, and past the last, in UTF-16 units. */
  start: number;
  end: number;
  /** `source.slice(start, end)` */
  text: string;
}

/** After these a full stop ends no sentence. */
const abbreviations = new Set(
  (
    "al fig figs eq eqs eqn eqns sect sec sects ref refs vs cf e.g i.e eg ie approx ca nos dr prof mr mrs st resp viz vol " +
    "pp chap astron astrophys mon roy soc phys lett suppl proc etc dept a.k.a ff"
  ).split(" "),
);
/** With a capital, these begin a sentence even where the full stop before them may belong to an abbreviation. */
const openers =
  /^(?:We|The|This|These|Those|Our|In|It|Here|However|Using|For|From|With|By|As|At|On|To|A|An|If|When|While|Both|There|Thus|Therefore|Finally|Moreover|Furthermore|Further|Although|Such|They|Their|Its|Most|Some|All|No|One|Two|Three|Because|Since|After|Based|Given|Comparing|Assuming|Although)\b/;
/** Headings of a structured abstract belong to the sentence they head. */
const heading = /^(?:context|aims?|methods?|results?|conclusions?|background|objectives?|purpose|summary)[.:]?$/i;
const neverEnds = new Set(["al", "etc", "approx"]);

/** In order, none overlapping; what lies between and around them is blank. */
export function sentences(source: string): Span[] {
  const math = mathSpans(source);
  const spans: Span[] = [];
  let start = 0;
  for (const found of source.matchAll(/[.!?]+["'”’)\]}]*\s+/g)) {
    const next = found.index + found[0].length;
    if (!endsSentence(source, start, found.index, next) || math.some(([low, high]) => low < found.index && next < high))
      continue;
    push(spans, source, start, next);
    start = next;
  }
  push(spans, source, start, source.length);
  return spans;
}

function push(spans: Span[], source: string, low: number, high: number): void {
  const text = source.slice(low, high);
  const start = low + text.length - text.trimStart().length;
  const trimmed = text.trim();
  if (trimmed !== "") spans.push({ start, end: start + trimmed.length, text: trimmed });
}

function endsSentence(source: string, start: number, stop: number, next: number): boolean {
  const rest = source.slice(next, next + 24);
  if (rest === "" || !/^["'“‘([{$\\]*[\p{Lu}\p{N}$\\]/u.test(rest)) return false;
  if (source[stop] !== ".") return true;
  const before = source.slice(Math.max(start, stop - 40), stop);
  if (heading.test(source.slice(start, stop).trim())) return false;
  const word = /[\p{L}\p{N}.'-]+$/u.exec(before)?.[0] ?? "";
  const plainRest = rest.replace(/^["'“‘([{]+/, "");
  const opens = openers.test(plainRest);
  const bare = word.toLowerCase().replace(/^[.-]+/, "");
  if (abbreviations.has(bare)) return opens && neverEnds.has(bare);
  // "E. Hubble", "J.-P. Luminet", "U.S. Naval": initials; "population I. We" is none.
  if (/(?:^|[.-])\p{Lu}$/u.test(word)) return opens && !/^A\b/.test(plainRest);
  // "2. 5" is a number that a line break split; "in 2010. 30 sources" is not.
  if (/^\d/.test(plainRest)) return !/^(?:\d{1,2}|no)$/i.test(word);
  return true;
}

/** Formulas: a full stop in one ends nothing. */
function mathSpans(source: string): [low: number, high: number][] {
  return [...source.matchAll(/(?<!\\)\$[^$]{1,300}(?<!\\)\$|\\\([^)]{1,300}\\\)/g)].map(({ 0: text, index }) => [
    index,
    index + text.length,
  ]);
}
