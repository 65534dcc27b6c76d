/** Groups of words in the order of what they are worth as class targets: what they tell, how a forest uses them, how far people agree. */

import { randomStream } from "../../random.ts";
import { binned, growForest } from "./forest.ts";
import { bestCut } from "./information.ts";
import { takeTurn } from "./turn.ts";

export interface Worth {
  /** Bits about all classes together, at the best cut. */
  bits: number;
  /** Least share of a subject's answers that counts as naming it. */
  cut: number;
  /** Mean decrease of impurity in one forest a class, mean over classes. */
  importance: number;
  /** See `agreementBeyondHabit`. */
  agreement: number | null;
  /** Mean of the three ranks, from 0 (best of all three) to 1. */
  rank: number;
}

/**
 * @param shares of each group [subjects] @param agreements of each group
 * @param classes each [subjects] of 0 and 1 @param among subjects that may be learnt from
 */
export async function worths(
  shares: readonly Float64Array[],
  agreements: readonly (number | null)[],
  classes: readonly ArrayLike<number>[],
  among: readonly number[],
  { trees, seed, signal }: { trees: number; seed: number; signal?: AbortSignal },
): Promise<Worth[]> {
  const taken = (values: ArrayLike<number>) => among.map((row) => Number(values[row]));
  const some = classes.map(taken);
  const told = shares.map((each) => bestCut(taken(each), some));
  const importances = new Float64Array(shares.length);
  const data = binned(shares);
  for (const [k, isYes] of classes.entries()) {
    await takeTurn(signal);
    const forest = growForest(data, isYes, among, { trees, stream: randomStream(seed, "importance", k) });
    for (let i = 0; i < importances.length; i++)
      importances[i] = (importances[i] as number) + (forest.importances[i] as number) / classes.length;
  }
  const ranks = [told.map(({ bits }) => bits), importances, agreements.map((alpha) => alpha ?? -1)].map(ranksOf);
  return shares.map((_, i) => ({
    bits: told[i]?.bits ?? 0,
    cut: told[i]?.cut ?? Number.MIN_VALUE,
    importance: importances[i] as number,
    agreement: agreements[i] ?? null,
    rank: ranks.reduce((sum, each) => sum + (each[i] as number), 0) / (3 * Math.max(1, shares.length - 1)),
  }));
}

/** The largest is 0; equals share the mean of their places. */
export function ranksOf(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort(
    (a, b) => Number(values[b]) - Number(values[a]),
  );
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) to++;
    for (let place = from; place < to; place++) ranks[order[place] as number] = (from + to - 1) / 2;
    from = to;
  }
  return ranks;
}
