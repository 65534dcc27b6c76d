/** Whether the tags do as well as the full text: both must recover experts' classes of subjects that neither was chosen or trained on. */

import { randomStream } from "../../random.ts";
import type { Derivation } from "./derive.ts";
import { rankedGroups } from "./derive.ts";
import { bootstrapInterval, confusion, f1, foldsOf, macroF1, recoverFold, splitAt, weightedF1 } from "./recovery.ts";
import { type Scrambled, scrambledScores } from "./scrambled.ts";
import { answersWith, sharesOf, type Term } from "./terms.ts";

export interface Score {
  macroF1: number;
  interval: [number, number];
  weightedF1: number;
  /** In the order of the classes. */
  f1: number[];
}

export interface Evaluation {
  folds: number;
  seeds: number;
  classes: { name: string; subjects: number }[];
  /** Tags chosen anew in each fold from the other folds. */
  tags: Score;
  /** Every word that stands in two answers or more. */
  text: Score & { words: number };
  /** Other features that were given to compare, such as the tags of a paper. */
  others: (Score & {
    name: string;
    tags: number;
    /** 95 % of our macro F1 less theirs, over subjects drawn anew. */
    lessInterval: [number, number];
  })[];
  /** Says yes as often as the class is had, at random. */
  guessing: Score;
  /** What the tags recover of scrambled classes: it is more than guessing does. */
  scrambled: Scrambled;
  /** Whether the tags recover more of the classes than of scrambled ones; else no other figure here says anything of them. */
  isTold: boolean;
  /** 95 % of the tags' weighted F1, over subjects drawn anew, less guessing or what they reach on scrambled classes (`high`), whichever is more. */
  gainInterval: [number, number];
  /** Macro F1 of tags over that of the text. */
  ratio: number;
  ratioInterval: [number, number];
}

export interface Features {
  name: string;
  /** Each [subjects], 0 to 1. */
  columns: Float64Array[];
}

export interface EvaluateOptions {
  folds?: number;
  seeds?: number;
  trees?: number;
  seed?: number;
  /** See `recoverFold`. */
  cut?: number;
  others?: readonly Features[];
  onProgress?: (fraction: number, text: string) => void;
  signal?: AbortSignal;
}

/** What was said of every subject, by each seed: [seeds][classes][subjects]. */
export type Said = Uint8Array[][];

/** What was said of every subject by tags and by the text, for intervals over several evaluations. */
export interface Judged {
  evaluation: Evaluation;
  /** Each class [subjects] of 0 and 1. */
  truth: Uint8Array[];
  tags: Said;
  text: Said;
}

export async function evaluateTags(derivation: Derivation, options: EvaluateOptions = {}): Promise<Evaluation> {
  return (await judgeTags(derivation, options)).evaluation;
}

/** @throws what `signal` was aborted with */
export async function judgeTags(
  { clean, vocabulary, text, targets, groups, tags }: Derivation,
  options: EvaluateOptions = {},
): Promise<Judged> {
  const { folds = 10, seeds = 1, trees = 100, seed: first = 1, cut, others = [], signal } = options;
  const n = vocabulary.subjects.length;
  const textColumns = text.terms.map(({ answers }) => sharesOf(answers, text));
  const empty = (): Said => Array.from({ length: seeds }, () => targets.values.map(() => new Uint8Array(n)));
  const [byTags, byText, byGuess] = [empty(), empty(), empty()];
  const byOthers = others.map(empty);
  for (let s = 0; s < seeds; s++) {
    const seed = first + s;
    const parts = foldsOf(n, folds, seed);
    for (let fold = 0; fold < folds; fold++) {
      options.onProgress?.((s * folds + fold) / (seeds * folds), `fold ${fold + 1} of ${folds}, seed ${seed}`);
      const split = splitAt(parts, fold);
      const how = { trees, seed, cut, signal };
      const ranked = await rankedGroups(groups, { vocabulary, answers: clean.answers }, targets, split.learning, how);
      const recover = (columns: readonly Float64Array[], said: Said) =>
        recoverFold(columns, targets.values, split, said[s] as Uint8Array[], how);
      const chosen = ranked.slice(0, tags.length).map(({ shares }) => shares);
      await recover(chosen, byTags);
      await recover(textColumns, byText);
      for (const [i, { columns }] of others.entries()) await recover(columns, byOthers[i] as Said);
    }
    guess(targets.values, byGuess[s] as Uint8Array[], seed);
  }
  options.onProgress?.(1, "scrambled classes");
  const tagColumns = groups
    .slice(0, tags.length)
    .map((members) => sharesOf(answersWith(members.map((i) => vocabulary.terms[i] as Term)), vocabulary));
  const scrambled = await scrambledScores(tagColumns, targets.values, { folds, trees, seed: first, cut, signal });
  const scored = (said: Said) => score(targets.values, said, n);
  const scores = { tags: scored(byTags), text: scored(byText) };
  const guessing = scored(byGuess);
  const evaluation: Evaluation = {
    folds,
    seeds,
    classes: targets.names.map((name, k) => ({ name, subjects: targets.counts[k] ?? 0 })),
    tags: scores.tags,
    text: { ...scores.text, words: text.terms.length },
    others: others.map(({ name, columns }, i) => ({
      ...scored(byOthers[i] as Said),
      name,
      tags: columns.length,
      lessInterval: lessInterval(targets.values, byTags, byOthers[i] as Said, macroF1),
    })),
    guessing,
    scrambled,
    isTold: scores.tags.macroF1 > scrambled.macroF1.high,
    // Of frequent classes guessing says yes more often than a forest does that needs a majority.
    gainInterval: gainInterval(targets.values, byTags, Math.max(scrambled.weightedF1.high, guessing.weightedF1)),
    ratio: scores.tags.macroF1 / scores.text.macroF1,
    ratioInterval: ratioInterval(targets.values, byTags, byText, first),
  };
  return { evaluation, truth: targets.values, tags: byTags, text: byText };
}

/** 95 % of macro F1 of the first over that of the second: subjects are drawn anew, and seeds where there are several. */
export function ratioInterval(truth: readonly Uint8Array[], first: Said, second: Said, seed: number): [number, number] {
  let draw = 0;
  const measure = (rows: Int32Array) => {
    const stream = randomStream(seed, "seeds", draw++);
    const seeds = first.map(() => stream.below(first.length));
    const some = (said: Said) => seeds.map((s) => said[s] as Uint8Array[]);
    return meanMacro(truth, some(first), rows) / meanMacro(truth, some(second), rows);
  };
  return bootstrapInterval(truth[0]?.length ?? 0, measure, { times: 1000, seed });
}

/** 95 % of a measure of the first less that of the second: subjects are drawn anew, the same ones for both. */
export function lessInterval(
  truth: readonly Uint8Array[],
  first: Said,
  second: Said,
  measure: typeof macroF1,
): [number, number] {
  return drawnAnew(truth, (rows) => meanOf(measure, truth, first, rows) - meanOf(measure, truth, second, rows));
}

function gainInterval(truth: readonly Uint8Array[], said: Said, chance: number): [number, number] {
  return drawnAnew(truth, (rows) => meanOf(weightedF1, truth, said, rows) - chance);
}

function meanOf(measure: typeof macroF1, truth: readonly Uint8Array[], said: Said, rows: Int32Array): number {
  return said.reduce((sum, one) => sum + measure(truth, one, rows), 0) / said.length;
}

function drawnAnew(truth: readonly Uint8Array[], measure: (rows: Int32Array) => number): [number, number] {
  return bootstrapInterval(truth[0]?.length ?? 0, measure, { times: 500, seed: 1 });
}

function score(truth: readonly Uint8Array[], said: Said, n: number): Score {
  const rows = Int32Array.from({ length: n }, (_, i) => i);
  const mean = (measure: (one: Uint8Array[]) => number) =>
    said.reduce((sum, one) => sum + measure(one), 0) / said.length;
  return {
    macroF1: meanMacro(truth, said, rows),
    interval: bootstrapInterval(n, (some) => meanMacro(truth, said, some), { times: 500, seed: 1 }),
    weightedF1: mean((one) => weightedF1(truth, one, rows)),
    f1: truth.map((each, k) => mean((one) => f1(confusion(each, one[k] as Uint8Array, rows)))),
  };
}

function meanMacro(truth: readonly Uint8Array[], said: Said, rows: Int32Array): number {
  return said.reduce((sum, one) => sum + macroF1(truth, one, rows), 0) / said.length;
}

function guess(truth: readonly Uint8Array[], said: readonly Uint8Array[], seed: number): void {
  truth.forEach((each, k) => {
    const share = each.reduce((a, b) => a + b, 0) / each.length;
    const stream = randomStream(seed, "guess", k);
    for (let row = 0; row < each.length; row++) (said[k] as Uint8Array)[row] = Number(stream.uniform() < share);
  });
}
