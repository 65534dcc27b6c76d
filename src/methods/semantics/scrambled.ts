/** What forests recover of classes dealt out anew among subjects: words tell nothing of them, so all of it is chance. */

import { randomStream, shuffled } from "../../random.ts";
import type { ClassTable } from "./answers.ts";
import { foldsOf, macroF1, recoverFold, splitAt, weightedF1 } from "./recovery.ts";

/** Of several scramblings. */
export interface ChanceScore {
  mean: number;
  /** A score of tags that tell nothing lies above it once in twenty times. */
  high: number;
}

export interface Scrambled {
  times: number;
  macroF1: ChanceScore;
  weightedF1: ChanceScore;
}

/** On 250 subjects of radio annotations three folds gave 0.180 as ten did, in a third of the time; fewer trees gave less. */
const mostFolds = 3;

/**
 * @param columns tags of subjects, each [subjects] @param classes each [subjects] of 0 and 1: all of a subject's move together
 * @param times twenty or more: of fewer the highest is no 95 %
 */
export async function scrambledScores(
  columns: readonly Float64Array[],
  classes: readonly Uint8Array[],
  {
    times = 20,
    folds,
    trees,
    seed,
    cut,
    signal,
  }: { times?: number; folds: number; trees: number; seed: number; cut?: number; signal?: AbortSignal },
): Promise<Scrambled> {
  const n = classes[0]?.length ?? 0;
  const rows = Array.from({ length: n }, (_, i) => i);
  const count = Math.min(folds, mostFolds);
  const scores: { macro: number; weighted: number }[] = [];
  for (let t = 0; t < times; t++) {
    const order = shuffled(n, randomStream(seed, "scrambled", t));
    const dealt = classes.map((each) => Uint8Array.from(order, (from) => each[from] as number));
    const said = classes.map(() => new Uint8Array(n));
    // Other forests each time, or one lucky forest would be lucky twenty times.
    const how = { trees, seed: seed * times + t, cut, signal };
    const parts = foldsOf(n, count, how.seed);
    for (let fold = 0; fold < count; fold++) await recoverFold(columns, dealt, splitAt(parts, fold), said, how);
    scores.push({ macro: macroF1(dealt, said, rows), weighted: weightedF1(dealt, said, rows) });
  }
  return {
    times,
    macroF1: chance(scores.map(({ macro }) => macro)),
    weightedF1: chance(scores.map(({ weighted }) => weighted)),
  };
}

/** A table of classes that its words tell nothing of. @param subjects among whom the classes are dealt out anew */
export function scrambledClasses(classes: ClassTable, subjects: readonly string[], seed: number): ClassTable {
  const order = shuffled(subjects.length, randomStream(seed, "scrambled table"));
  const dealt = subjects.flatMap((subject, i) => {
    const shares = classes.shares.get(subjects[order[i] as number] ?? "");
    return shares ? [[subject, shares] as const] : [];
  });
  return { ...classes, shares: new Map([...classes.shares, ...dealt]) };
}

function chance(values: readonly number[]): ChanceScore {
  const sorted = [...values].sort((a, b) => a - b);
  // The true classes are one dealing more: of twenty the highest is what they pass by chance once in 21 times.
  const place = Math.min(sorted.length, Math.ceil(0.95 * (sorted.length + 1))) - 1;
  return { mean: values.reduce((a, b) => a + b, 0) / values.length, high: sorted[place] ?? Number.NaN };
}
