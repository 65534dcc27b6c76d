/** Whether a paper's own words support a claim or contradict it: a reading of cue words and of what they deny, no more. */

import { foldedAuthor, type Paper } from "../paper.ts";
import { stemsOf } from "../words.ts";
import { type Citation, citationOf } from "./answer.ts";
import { type ClaimedValue, meetsConditions, numbersAsked, readByValue } from "./claimedValue.ts";
import { covered, type Evidence, type Passage } from "./evidence.ts";
import type { Measured } from "./measured.ts";
import { areOpposed, isNegated } from "./negation.ts";

/** unclear: it gives a value of what is asked, which leaves it open. */
export const stances = ["supports", "contradicts", "mixed", "unclear", "does not address"] as const;
export type Stance = (typeof stances)[number];

export interface PaperStance {
  id: string;
  year: number | null;
  stance: Stance;
  /** Null where it does not address the claim. */
  citation: Citation | null;
}

export interface Consensus {
  /** What was read as the claim; asked otherwise, it is read otherwise. */
  claim: string;
  counts: Record<Stance, number>;
  /** The same with papers of one group (two of the first three authors shared) counted once. */
  groups: Record<Stance, number>;
  says: string;
}

export interface StanceReading {
  papers: PaperStance[];
  consensus: Consensus;
}

/** Of the claim's telling words, the share that must stand beside a cue; beside "we find that", which everybody writes, nearly all. */
const leastCovered = { plain: 0.6, loose: 0.85 };
/** How far from its cue a claim may stand, in letters. */
const reach = { plain: 160, loose: 100 };
/** Of a claim of one telling word more than so many one may be missing; but never the last, which is what is claimed of the others. */
const wordsPerMissing = 4;
const clauseEnds = /[;:]|\b(?:but|while|whereas|although|though|even if|unless|however|despite)\b/i;

export function readStances({ question, stems, papers, passages }: Evidence, claim: string): StanceReading {
  const isDenial = deniesItself(question);
  const own = new Set(stemsOf(question));
  const { claimed, conditions } = numbersAsked(question, stems);
  const byCue = (passage: Passage): Leaning => {
    if (passage.coverage < leastCovered.plain || !meetsConditions(conditions, passage.text)) return 0;
    return leaningOf(passage.text, own, stems, asksWhatItIs(question));
  };
  const read = papers.map((paper): PaperStance => {
    const leanings = passages
      .filter((passage) => passage.paper.id === paper.id)
      .map((passage) => ({
        passage,
        leaning: claimed ? byValue(claimed, passage, conditions) : byCue(passage),
      }))
      .filter(({ leaning }) => leaning !== 0)
      // What leaves it open says less than what does not.
      .sort(
        (a, b) =>
          Number(a.leaning === "open") - Number(b.leaning === "open") || b.passage.coverage - a.passage.coverage,
      );
    const best = leanings[0];
    const { id, year } = paper;
    if (!best) return { id, year, stance: "does not address", citation: null };
    const citation = citationOf(best.passage);
    if (best.leaning === "open") return { id, year, stance: "unclear", citation };
    const isMixed = leanings.some(({ leaning }) => leaning !== "open" && leaning !== best.leaning);
    const supports = best.leaning > 0 !== isDenial;
    return { id, year, stance: isMixed ? "mixed" : supports ? "supports" : "contradicts", citation };
  });
  const stanceOf = new Map(read.map(({ id, stance }) => [id, stance]));
  const counts = counted(read.map(({ stance }) => stance));
  const groups = counted(
    groupsOf(papers).map((members) => together(members.map(({ id }) => stanceOf.get(id) as Stance))),
  );
  const says = sentenceOf(counts, groups, claimed !== undefined);
  return { papers: read, consensus: { claim, counts, groups, says } };
}

/** 1 for, -1 against, 0 neither; open: a value that settles nothing. */
type Leaning = -1 | 0 | 1 | "open";

function byValue(claimed: ClaimedValue, { text, paper }: Passage, conditions: readonly Measured[]): Leaning {
  const said = readByValue(claimed, text, paper.title);
  if (said === "says nothing") return 0;
  if (said === "unclear" || !meetsConditions(conditions, text)) return "open";
  return said === "supports" ? 1 : -1;
}

/** Of one sentence beside a question that yes or no would answer, each of the question's words telling as much as `stems` says. */
export function stanceOf(
  sentence: string,
  question: string,
  stems: ReadonlyMap<string, number>,
): "supports" | "contradicts" | "neither" {
  const { claimed, conditions } = numbersAsked(question, stems);
  if (claimed) {
    const said = meetsConditions(conditions, sentence) ? readByValue(claimed, sentence) : "unclear";
    if (said === "unclear" || said === "says nothing") return "neither";
    return (said === "supports") !== deniesItself(question) ? "supports" : "contradicts";
  }
  const own = new Set(stemsOf(sentence));
  if (!meetsConditions(conditions, sentence)) return "neither";
  if (covered(stems, own) < leastCovered.plain) return "neither";
  const leaning = leaningOf(sentence, new Set(stemsOf(question)), stems, asksWhatItIs(question));
  if (leaning === 0) return "neither";
  return leaning > 0 !== deniesItself(question) ? "supports" : "contradicts";
}

/** "at frequencies that are not harmonics" denies nothing of the claim. */
function deniesItself(question: string): boolean {
  return isNegated(question.split(/\b(?:that|which|who|where)\b/)[0] ?? "") && question.search(contradicting) < 0;
}

/** "Is Pluto a planet?" */
function asksWhatItIs(question: string): boolean {
  return /^\W*(?:is|are|was|were)\b/i.test(question);
}

const supporting =
  /\b(?:confirm\w*|consistent with|(?<!\bin )(?:supports?|supported|supporting)|in (?:good |excellent )?agreement|agrees? with|evidence (?:for|of|that)|verif(?:y|ies|ied)|corroborat\w*|favou?rs?|favou?red|strongly suggests?)\b/gi;
const loose =
  /\b(?:find|found|show|shows|shown|conclude|concludes|demonstrat\w*|establish\w*|reveal\w*|suggests?|implies|imply|indicates?) that\b/gi;
const contradicting =
  /\b(?:inconsistent with|rules? out|ruled out|ruling out|in (?:strong |some |mild )?tension|contradict\w*|disagrees? with|challeng\w*|exclude[sd]?|exclusion|refut\w*|no (?:significant |strong |clear |convincing )?evidence(?! against)|(?:little|scant|lack of|absence of) evidence|disfavou?r\w*|argues? against|evidence against|unlikely|fails? to|failed to|reject(?:s|ed)?|incompatible|at odds)\b/gi;
/** What is hoped for, planned or asked is not found. */
const ahead =
  /\b(?:will|would|could|may|might|should|whether|if|aim\w*|in order to|future|upcoming|planned|designed|attempt\w*|try|trying|hop(?:e|es|ed|ing)|needed|required|necessary|enough)\b[^.;]{0,60}$|(?:^|[.;:]\s*)to (?:\w+ ){0,2}$/i;
const denied =
  /(?:\b(?:not(?! only)|no(?! doubt)|never|cannot|neither|nor|without|hardly|barely)\b|n['’]t\b)(?:\s+[\w-]+){0,3}\s*$/i;

/** 1 for, -1 against, 0 neither: of a sentence that speaks of the claim. */
function leaningOf(
  text: string,
  claim: ReadonlySet<string>,
  tells: ReadonlyMap<string, number>,
  isCopular: boolean,
): -1 | 0 | 1 {
  // Of "is X ruled out?" the cue is the claim.
  if (claim.has("rule") || claim.has("exclud")) {
    const found = contradicting.exec(text);
    contradicting.lastIndex = 0;
    // Of "is w = -1 excluded?" too little is left to know it by.
    const others = new Map([...tells].filter(([stem]) => !/^(?:rule|exclud|out|sigma)/.test(stem)));
    if (!found || others.size < 2 || !saysIt(text, others, 0)) return 0;
    return denied.test(text.slice(0, found.index)) ? -1 : 1;
  }
  let sum = 0;
  let claimed = "";
  let heard = "";
  let rest = text;
  let hasCue = false;
  for (const [pattern, direction] of [
    [contradicting, -1],
    [supporting, 1],
    [loose, 1],
  ] as const)
    for (const { 0: cue, index } of rest.matchAll(pattern)) {
      hasCue ||= pattern !== loose;
      const [before, after] = besides(text, index, cue.length, pattern === loose ? reach.loose : reach.plain);
      // "X is ruled out": but nobody writes "X we find that".
      const side = pattern === loose ? after : `${before} ${after}`;
      if (!saysIt(side, tells, pattern === loose ? leastCovered.loose : leastCovered.plain)) continue;
      const isDenied = denied.test(rest.slice(0, index));
      if (ahead.test(before)) continue;
      // "cannot rule out" is no support; "not consistent with" contradicts.
      if (isDenied) sum += direction > 0 ? -1 : 0;
      // "We reject that they are not produced by magnetars" is too much for a reading of cues.
      else if (direction > 0 || !/\bnot?\b|n['’]t\b/i.test(after)) sum += direction;
      heard += ` ${side}`;
      // What a later clause denies ("even if we detect none") is not the claim.
      if (direction > 0 && !isDenied) claimed = after.split(",")[0] ?? "";
      rest = rest.slice(0, index) + " ".repeat(cue.length) + rest.slice(index + cue.length);
    }
  if (sum === 0) return hasCue ? 0 : plainLeaning(text, claim, tells, isCopular);
  const leaning = Math.sign(sum);
  // "We find that bars do not slow down" supports nothing of a claim that they do.
  const deniesTheRest = leaning > 0 && isNegated(claimed);
  const isOpposite = areOpposed(claim, new Set(stemsOf(heard))) !== undefined;
  return (deniesTheRest !== isOpposite ? -leaning : leaning) as -1 | 1;
}

/** What stands before and behind a cue within its clause. */
function besides(text: string, index: number, length: number, within: number): [before: string, after: string] {
  const before =
    text
      .slice(Math.max(0, index - within), index)
      .split(clauseEnds)
      .at(-1) ?? "";
  const after = text.slice(index + length, index + length + within).split(clauseEnds)[0] ?? "";
  return [before, after];
}

/** Whether a text has the claim's words: its subject alone is mentioned in much that says nothing of the claim. */
function saysIt(side: string, tells: ReadonlyMap<string, number>, least: number): boolean {
  const own = new Set(stemsOf(side));
  const asked = [...tells.keys()];
  const missing = asked.filter((stem) => !own.has(stem));
  const last = asked.at(-1);
  return (
    covered(tells, own) >= least &&
    missing.length <= Math.max(0, Math.floor((asked.length - 1) / wordsPerMissing)) &&
    (last === undefined || own.has(last))
  );
}

const open =
  /\b(?:whether|if|may|might|could|would|should|possib\w+|assum\w+|suppos\w*|hypothe\w+|questions?|unclear|unknown|debated?|controvers\w*|tests?|investigate\w*|explore\w*|examine\w*|propos\w*|expected|anticipate|predict\w*|future|will)\b/i;
/** Without a cue a sentence must say nearly all of the claim in one clause, and plainly. */
const leastPlain = { denied: 0.7, said: 0.85 };

function plainLeaning(
  text: string,
  claim: ReadonlySet<string>,
  tells: ReadonlyMap<string, number>,
  isCopular: boolean,
): -1 | 0 | 1 {
  if (open.test(text)) return 0;
  const clauses = text.split(/;|,? \b(?:but|while|whereas|although|though|even|despite|unless|because|so)\b/);
  const shares = clauses.map((clause) => covered(tells, new Set(stemsOf(clause))));
  const most = Math.max(...shares);
  const clause = clauses[shares.indexOf(most)] ?? "";
  if (!saysIt(clause, tells, 0)) return 0;
  const spoken = clause.split(/\s+/);
  const stemsOfEach = spoken.map((word) => new Set(stemsOf(word)));
  const places = [...tells.keys()]
    .map((stem) => stemsOfEach.findIndex((own) => own.has(stem)))
    .filter((place) => place >= 0);
  if (!isSaidInOrder(places, spoken, isCopular)) return 0;
  const last = stemsOfEach.findLastIndex((own) => [...own].some((stem) => tells.has(stem)));
  // "quench star formation without destroying the core" is no denial.
  const isDenied =
    isNegated(
      spoken
        .slice(0, last + 1)
        .join(" ")
        .replace(cuts, ""),
    ) !==
    (areOpposed(claim, new Set(stemsOf(clause))) !== undefined);
  if (isDenied) return most >= leastPlain.denied ? -1 : 0;
  return most >= leastPlain.said ? 1 : 0;
}

/** Cuts made on data deny nothing. */
const cuts = /\b(?:excluding|rejecting)\b/gi;

const copula = /\b(?:is|are|was|were|be|been|remains?|appears?|seems?|become[sn]?)\b/i;

/**
 * Whether a clause says the claim's words one after the other; of "is X Y?" with a form of "be" before Y: "the dwarf planet Pluto
 * has moons" is no word on whether Pluto is a planet.
 * @param places of those words among all that are spoken
 */
function isSaidInOrder(places: readonly number[], spoken: readonly string[], isCopular: boolean): boolean {
  if (places.some((place, i) => i > 0 && place < (places[i - 1] as number))) return false;
  return !isCopular || copula.test(spoken.slice((places[0] ?? 0) + 1, (places.at(-1) ?? 0) + 1).join(" "));
}

/** Papers that share two of their first three authors, and theirs, are one group. */
export function groupsOf(papers: readonly Paper[]): Paper[][] {
  const leads = papers.map(({ authors }) => new Set(authors.slice(0, 3).map(surnameAndInitial)));
  const group = papers.map((_, i) => i);
  const root = (i: number): number => (group[i] === i ? i : root(group[i] as number));
  for (let i = 0; i < papers.length; i++)
    for (let j = 0; j < i; j++) {
      const shared = [...(leads[i] as Set<string>)].filter((author) => leads[j]?.has(author)).length;
      if (shared >= 2) group[root(i)] = root(j);
    }
  const groups = new Map<number, Paper[]>();
  papers.forEach((paper, i) => {
    const members = groups.get(root(i)) ?? [];
    members.push(paper);
    groups.set(root(i), members);
  });
  return [...groups.values()];
}

function surnameAndInitial(author: string): string {
  const [surname = "", given = ""] = foldedAuthor(author).split(", ");
  return `${surname}, ${given.slice(0, 1)}`;
}

function together(members: readonly Stance[]): Stance {
  const said = [...new Set(members.filter((stance) => stance !== "does not address" && stance !== "unclear"))];
  if (said.length === 0) return members.includes("unclear") ? "unclear" : "does not address";
  return said.length === 1 ? (said[0] as Stance) : "mixed";
}

function counted(list: readonly Stance[]): Record<Stance, number> {
  const counts = { supports: 0, contradicts: 0, mixed: 0, unclear: 0, "does not address": 0 };
  for (const stance of list) counts[stance]++;
  return counts;
}

function sentenceOf(counts: Record<Stance, number>, groups: Record<Stance, number>, isByValue: boolean): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const address = total - counts["does not address"];
  if (address === 0)
    return isByValue
      ? `None of the ${total} papers read gives a value of it in a sentence that names it: unclear.`
      : `By their cue words none of the ${total} papers read speaks for or against it.`;
  const how = isByValue
    ? "By the values that their sentences give (for within their errors, against beyond three of them)"
    : "By cue words alone";
  const open = isByValue ? `${counts.unclear} leave it open, ` : "";
  return (
    `${how}, of ${total} papers read ${counts.supports} support it, ${counts.contradicts} contradict it, ${counts.mixed} do both, ${open}and ` +
    `${counts["does not address"]} do not address it; with papers of one group counted once: ${groups.supports}, ${groups.contradicts}, ${groups.mixed}${isByValue ? `, ${groups.unclear}` : ""}. Read the quotes.`
  );
}
