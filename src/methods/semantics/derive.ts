/** Class targets in people's own words: derived from free-text answers and experts' classes (Bowles+ 2022, 2023). */

import { Fault } from "../../fault.ts";
import type { TextEncoder } from "../../literature/encoder/textEncoder.ts";
import { randomStream } from "../../random.ts";
import type { Answer, ClassTable } from "./answers.ts";
import { commonRules, imageryRule, type Rule } from "./cleaning.ts";
import { binned, growForest } from "./forest.ts";
import { averageLinkage, clustersAt, correlation, likenesses, type Merge, wordsOf } from "./grouping.ts";
import { mutualInformation } from "./information.ts";
import { tagName } from "./naming.ts";
import { type Worth, worths } from "./ranking.ts";
import { bestShare, macroF1 } from "./recovery.ts";
import {
  agreementBeyondHabit,
  agreementOn,
  answersWith,
  peopleOf,
  sharesOf,
  type Term,
  type Vocabulary,
} from "./terms.ts";
import { takeTurn } from "./turn.ts";
import { allWords, type CleanAnswers, cleanAnswers, commonWords } from "./vocabulary.ts";

export interface DeriveOptions {
  /** How many tags; by default those that carry 68 % of the importance, at least 15, and at most 30 though they carry less. */
  tags?: number;
  rules?: readonly Rule[];
  /** Words at least this alike become one tag. */
  likeness?: number;
  /** A class is a subject's where at least this share of its experts say so. */
  expertShare?: number;
  trees?: number;
  seed?: number;
  onProgress?: (fraction: number, text: string) => void;
  signal?: AbortSignal;
}

export const defaults = {
  rules: [...commonRules, imageryRule],
  likeness: 0.22,
  expertShare: 0.5,
  trees: 100,
  seed: 1,
} as const;

export interface DerivedTag {
  name: string;
  /** Words that mean it, the most used first. */
  words: string[];
  answers: number;
  subjects: number;
  people: number;
  /** What it tells about all classes, in bits. */
  bits: number;
  /** Least share of a subject's answers that counts as having the tag. */
  cut: number;
  importance: number;
  /** Of the people who use it, beyond the habit of each; null where no two of them described one subject. */
  agreement: number | null;
  /** Krippendorff's alpha of naming it, among all people. */
  alpha: number | null;
  rank: number;
  /** The class it tells most about, and whether for or against it. */
  tells: { class: string; bits: number; isFor: boolean };
  phrases: [phrase: string, answers: number][];
}

export interface ClassTargets {
  /** Classes that enough subjects have to be learnt, and how many have them. */
  names: string[];
  counts: number[];
  /** Each [subjects] of 0 and 1, in the vocabulary's order of subjects. */
  values: Uint8Array[];
  /** Classes that too few subjects have. */
  rare: string[];
}

export interface Derivation {
  clean: CleanAnswers;
  vocabulary: Vocabulary;
  /** All words, for the comparison with the full text. */
  text: Vocabulary;
  targets: ClassTargets;
  /** Groups of terms (places in the vocabulary), the best first; the first `tags.length` of them are the tags. */
  groups: number[][];
  /** Importance of each group. */
  worths: number[];
  tags: DerivedTag[];
  /** Words of tags that neither English nor astronomers' papers have: of another language, in answers that are else English. */
  strange: string[];
  /** How many groups carry 68 % of the importance, were there no fewest and most tags. */
  carrying: number;
  /** How the tags join, the most alike first: items are places in `tags`. */
  tree: Merge[];
  /** Macro F1 out of bag for each number of tags that was tried. */
  tried: { tags: number; macroF1: number }[];
}

const [fewestTags, mostTags] = [15, 30];
/** Ten folds need one in each. */
const fewestOfClass = 10;

/** @throws Fault "too-few-words", "language", "no-common-subjects", "too-few-classed"; what `signal` was aborted with */
export async function derive(
  given: readonly Answer[],
  classes: ClassTable,
  encoder: TextEncoder,
  options: DeriveOptions = {},
): Promise<Derivation> {
  const { rules, likeness, expertShare, trees, seed, signal } = { ...defaults, ...options };
  const report = options.onProgress ?? (() => {});
  const described = given.filter(({ subject }) => classes.shares.has(subject));
  if (described.length === 0)
    throw new Fault(
      "no-common-subjects",
      `no subject has both words and classes: the annotations' first is "${given[0]?.subject}", the classes' "${[...classes.shares.keys()][0]}"`,
    );
  report(0.02, "cleaning");
  const clean = await cleanAnswers(described, rules, encoder);
  const vocabulary = commonWords(clean);
  const text = allWords(clean);
  const targets = targetsOf(classes, vocabulary.subjects, expertShare);
  report(0.1, "grouping");
  const groups = await groupsOf(vocabulary, encoder, likeness);
  report(0.3, "ranking");
  const all = vocabulary.subjects.map((_, i) => i);
  const ranked = await rankedGroups(groups, { vocabulary, answers: clean.answers }, targets, all, {
    trees,
    seed,
    signal,
  });
  report(0.6, "choosing how many");
  const tried = await tryCounts(ranked, targets, { trees, seed, signal });
  const count = Math.min(ranked.length, options.tags ?? chosenCount(ranked));
  const tags = ranked.slice(0, count).map((group) => tagOf(group, vocabulary, clean, targets));
  const tree = treeOf(ranked.slice(0, count).map(({ shares }) => shares));
  report(1, "derived");
  return {
    clean,
    vocabulary,
    text,
    targets,
    groups: ranked.map(({ members }) => members),
    worths: ranked.map(({ worth }) => worth.importance),
    tags: named(tags),
    strange: strangeWords(tags, clean),
    carrying: carryingCount(ranked),
    tree,
    tried,
  };
}

/** @throws Fault "too-few-classed" */
export function targetsOf(classes: ClassTable, subjects: readonly string[], expertShare: number): ClassTargets {
  const all = classes.names.map((name, k) => {
    const values = Uint8Array.from(subjects, (subject) =>
      Number((classes.shares.get(subject)?.[k] ?? 0) >= expertShare - 1e-9),
    );
    return { name, values, count: values.reduce((a, b) => a + b, 0) };
  });
  const learnt = all.filter(({ count }) => count >= fewestOfClass && count <= subjects.length - fewestOfClass);
  if (learnt.length < 1)
    throw new Fault(
      "too-few-classed",
      `no class is had, and lacked, by ${fewestOfClass} subjects or more: words cannot be held to classes so rare (most: ${all
        .slice(0, 3)
        .map(({ name, count }) => `${name} ${count}`)
        .join(", ")}, of ${subjects.length} subjects)`,
    );
  return {
    names: learnt.map(({ name }) => name),
    counts: learnt.map(({ count }) => count),
    values: learnt.map(({ values }) => values),
    rare: all.filter((each) => !learnt.includes(each)).map(({ name }) => name),
  };
}

async function groupsOf(vocabulary: Vocabulary, encoder: TextEncoder, least: number): Promise<number[][]> {
  const { terms } = vocabulary;
  const words = [...new Set(terms.flatMap(wordsOf))];
  const encoded = await encoder.encode(words.map((title) => ({ title, abstract: "" })));
  const { dimension } = encoder;
  const vectors = new Map(words.map((word, i) => [word, encoded.subarray(i * dimension, (i + 1) * dimension)]));
  return clustersAt(averageLinkage(likenesses(terms, vocabulary, vectors).values, terms.length), terms.length, least);
}

export interface RankedGroup {
  members: number[];
  shares: Float64Array;
  worth: Worth;
}

/** @param among subjects that may be learnt from */
export async function rankedGroups(
  groups: readonly number[][],
  { vocabulary, answers }: { vocabulary: Vocabulary; answers: readonly Answer[] },
  { values }: ClassTargets,
  among: readonly number[],
  options: { trees: number; seed: number; signal?: AbortSignal },
): Promise<RankedGroup[]> {
  const uses = groups.map((members) => answersWith(members.map((i) => vocabulary.terms[i] as Term)));
  const shares = uses.map((each) => sharesOf(each, vocabulary));
  const agreements = uses.map((each) => agreementBeyondHabit(each, answers, vocabulary));
  const found = await worths(shares, agreements, values, among, options);
  return groups
    .map((members, i) => ({
      members: [...members],
      shares: shares[i] as Float64Array,
      worth: found[i] as RankedGroup["worth"],
    }))
    .sort((a, b) => a.worth.rank - b.worth.rank || (a.members[0] as number) - (b.members[0] as number));
}

async function tryCounts(
  ranked: readonly RankedGroup[],
  { values }: ClassTargets,
  options: { trees: number; seed: number; signal?: AbortSignal },
): Promise<Derivation["tried"]> {
  const counts = [15, 18, 22, 26, 30].filter((count, i) => i === 0 || count <= ranked.length);
  const tried: Derivation["tried"] = [];
  for (const tags of counts) {
    await takeTurn(options.signal);
    const data = binned(ranked.slice(0, tags).map(({ shares }) => shares));
    const rows = Array.from({ length: data.rows }, (_, i) => i);
    const said = values.map((isYes, k) => {
      const stream = randomStream(options.seed, "count", k);
      const { outOfBag } = growForest(data, isYes, rows, { trees: options.trees, stream });
      const cut = bestShare(outOfBag, isYes, rows);
      return outOfBag.map((share) => Number(share > cut));
    });
    tried.push({ tags, macroF1: macroF1(values, said, rows) });
  }
  return tried;
}

/** The paper kept the words that carry 68 % of all importance; a person can learn 30. */
const keptImportance = 0.68;

function chosenCount(ranked: readonly RankedGroup[]): number {
  return Math.min(mostTags, Math.max(fewestTags, carryingCount(ranked)));
}

function carryingCount(ranked: readonly { worth: { importance: number } }[]): number {
  let sum = 0;
  const last = ranked.findIndex(({ worth }) => {
    sum += worth.importance;
    return sum >= keptImportance;
  });
  return last < 0 ? ranked.length : last + 1;
}

function tagOf(
  { members, worth }: RankedGroup,
  vocabulary: Vocabulary,
  { answers }: CleanAnswers,
  { names, values }: ClassTargets,
): DerivedTag {
  const terms = members
    .map((i) => vocabulary.terms[i] as Term)
    .sort((a, b) => b.answers.length - a.answers.length || (a.lemma < b.lemma ? -1 : 1));
  const uses = answersWith(terms);
  const shares = sharesOf(uses, vocabulary);
  const isNamed = Uint8Array.from(shares, (share) => Number(share > 0 && share >= worth.cut - 1e-9));
  const bits = values.map((each) => mutualInformation(isNamed, each));
  const most = bits.indexOf(Math.max(...bits));
  const phrases = new Map<string, number>();
  for (const term of terms) for (const [phrase, count] of term.phrases) phrases.set(phrase, count);
  return {
    name: tagName(terms, uses.length),
    words: [...new Set(terms.map(({ form }) => form))],
    answers: uses.length,
    subjects: new Set(uses.map((i) => vocabulary.subjectOf[i])).size,
    people: peopleOf(uses, answers),
    bits: worth.bits,
    cut: worth.cut,
    importance: worth.importance,
    agreement: worth.agreement,
    alpha: agreementOn(uses, vocabulary),
    rank: worth.rank,
    tells: { class: names[most] ?? "", bits: bits[most] ?? 0, isFor: isMoreOften(isNamed, values[most] as Uint8Array) },
    phrases: [...phrases].sort((a, b) => b[1] - a[1]).slice(0, 8),
  };
}

function isMoreOften(isNamed: Uint8Array, isClass: Uint8Array): boolean {
  const counts = [0, 0, 0, 0];
  isNamed.forEach((named, i) => {
    const cell = 2 * named + Number(isClass[i]);
    counts[cell] = (counts[cell] as number) + 1;
  });
  const [without = 0, withoutYes = 0, withTag = 0, withYes = 0] = counts;
  return withYes * (without + withoutYes) >= withoutYes * (withTag + withYes);
}

function strangeWords(tags: readonly DerivedTag[], { isKnown }: CleanAnswers): string[] {
  const words = new Set(tags.flatMap(({ words: forms }) => forms).flatMap((form) => form.split(" ")));
  return [...words].filter((word) => !isKnown(word));
}

/** Two tags of one pair of words, such as "edge brightened" for both, go by their own words. */
function named(tags: readonly DerivedTag[]): DerivedTag[] {
  const counts = new Map<string, number>();
  for (const { name } of tags) counts.set(name, (counts.get(name) ?? 0) + 1);
  return tags.map((tag) => ((counts.get(tag.name) ?? 0) > 1 ? { ...tag, name: tag.words[0] ?? tag.name } : tag));
}

function treeOf(shares: readonly Float64Array[]): Merge[] {
  const n = shares.length;
  const values = new Float64Array(n * n).fill(1);
  for (let a = 0; a < n; a++)
    for (let b = 0; b < a; b++) {
      const value = correlation(shares[a] as Float64Array, shares[b] as Float64Array);
      values[a * n + b] = value;
      values[b * n + a] = value;
    }
  return averageLinkage(values, n);
}

export const tagCounts = [fewestTags, mostTags] as const;
