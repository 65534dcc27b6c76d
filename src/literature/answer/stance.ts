/** Whether a paper's own words support a claim or contradict it: a reading of cue words and of what they deny, no more. */

import { foldedAuthor, type Paper } from "../paper.ts";
import { stemsOf } from "../words.ts";
import { type Citation, citationOf } from "./answer.ts";
import { type ClaimedValue, meetsConditions, numbersAsked, readByValue } from "./claimedValue.ts";
import { covered, type Evidence, type Passage } from "./evidence.ts";
import { contradicting, leaningOf, leastCovered } from "./leaning.ts";
import type { Measured } from "./measured.ts";
import { isNegated } from "./negation.ts";

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
