/** Experts' classes recovered from words: forests on some subjects, F1 on the others (Bowles+ 2023, section 3.4). */

import { randomStream, shuffled } from "../../random.ts";
import { binned, forestShare, growForest } from "./forest.ts";
import { takeTurn } from "./turn.ts";

/** Of one yes-or-no class. */
export interface Confusion {
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
}

/** 0 where nothing was said and nothing was to be said, as in scikit-learn. */
export function f1({ truePositives, falsePositives, falseNegatives }: Confusion): number {
  const all = 2 * truePositives + falsePositives + falseNegatives;
  return all === 0 ? 0 : (2 * truePositives) / all;
}

/** @param rows which of them count, each as often as it stands there */
export function confusion(truth: ArrayLike<number>, said: ArrayLike<number>, rows: ArrayLike<number>): Confusion {
  let [truePositives, falsePositives, falseNegatives] = [0, 0, 0];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    if (said[row]) {
      if (truth[row]) truePositives++;
      else falsePositives++;
    } else if (truth[row]) falseNegatives++;
  }
  return { truePositives, falsePositives, falseNegatives };
}

/** Mean F1 over classes. @param truth, said each class [rows] of 0 and 1 */
export function macroF1(
  truth: readonly ArrayLike<number>[],
  said: readonly ArrayLike<number>[],
  rows: ArrayLike<number>,
): number {
  return (
    truth.reduce((sum, each, k) => sum + f1(confusion(each, said[k] as ArrayLike<number>, rows)), 0) / truth.length
  );
}

/** Mean F1 weighted by how many rows truly have each class. */
export function weightedF1(
  truth: readonly ArrayLike<number>[],
  said: readonly ArrayLike<number>[],
  rows: ArrayLike<number>,
): number {
  let [sum, weight] = [0, 0];
  truth.forEach((each, k) => {
    const found = confusion(each, said[k] as ArrayLike<number>, rows);
    const support = found.truePositives + found.falseNegatives;
    sum += support * f1(found);
    weight += support;
  });
  return weight === 0 ? 0 : sum / weight;
}

/** Subjects in `folds` parts, shuffled. @returns of each subject its part */
export function foldsOf(subjects: number, folds: number, seed: number): Uint8Array {
  const parts = new Uint8Array(subjects);
  shuffled(subjects, randomStream(seed, "folds")).forEach((subject, place) => {
    parts[subject] = place % folds;
  });
  return parts;
}

/** Subjects learnt from, and those of one part. @param parts as `foldsOf` gives them */
export function splitAt(parts: Uint8Array, fold: number): { learning: number[]; held: number[] } {
  const rows = Array.from(parts, (_, i) => i);
  return { learning: rows.filter((i) => parts[i] !== fold), held: rows.filter((i) => parts[i] === fold) };
}

/**
 * Trains one forest a class on `learning`, and says of the other subjects which classes they have.
 * @param said each class [subjects], written for `held` only
 * @param cut a forest's share from which it says yes; by default the one that does best for what each tree did not see
 */
export async function recoverFold(
  shares: readonly Float64Array[],
  classes: readonly ArrayLike<number>[],
  { learning, held }: { learning: readonly number[]; held: readonly number[] },
  said: readonly Uint8Array[],
  { trees, seed, cut, signal }: { trees: number; seed: number; cut?: number; signal?: AbortSignal },
): Promise<void> {
  const data = binned(shares);
  for (const [k, isYes] of classes.entries()) {
    await takeTurn(signal);
    const forest = growForest(data, isYes, learning, { trees, stream: randomStream(seed, "recovery", k) });
    const least = cut ?? bestShare(forest.outOfBag, isYes, learning);
    for (const row of held) (said[k] as Uint8Array)[row] = Number(forestShare(forest, data, row) > least);
  }
}

/** The share above which yes gives the best F1; between the last yes and the first no. */
export function bestShare(shares: ArrayLike<number>, isYes: ArrayLike<number>, rows: readonly number[]): number {
  const order = rows.filter((row) => !Number.isNaN(shares[row])).sort((a, b) => Number(shares[b]) - Number(shares[a]));
  const positives = order.reduce((sum, row) => sum + Number(isYes[row]), 0);
  let best = { score: 0, cut: 0.5 };
  let truePositives = 0;
  order.forEach((row, i) => {
    truePositives += Number(isYes[row]);
    const [here, next] = [Number(shares[row]), Number(shares[order[i + 1] ?? -1] ?? 0)];
    if (next === here) return;
    const score = (2 * truePositives) / (i + 1 + positives);
    if (score > best.score) best = { score, cut: (here + next) / 2 };
  });
  return best.cut;
}

/**
 * 95 % interval of a number that is computed from subjects, by the bootstrap over them.
 * @param measure of rows, each as often as it stands there; NaN is left out
 */
export function bootstrapInterval(
  subjects: number,
  measure: (rows: Int32Array) => number,
  { times, seed }: { times: number; seed: number },
): [number, number] {
  const values: number[] = [];
  for (let t = 0; t < times; t++) {
    const stream = randomStream(seed, "bootstrap", t);
    const value = measure(Int32Array.from({ length: subjects }, () => stream.below(subjects)));
    if (!Number.isNaN(value)) values.push(value);
  }
  values.sort((a, b) => a - b);
  const at = (share: number) => values[Math.round(share * (values.length - 1))] ?? Number.NaN;
  return [at(0.025), at(0.975)];
}
