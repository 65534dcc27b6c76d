/** How well a list of papers answers a question: the measures of Pathfinder's benchmark, with intervals by bootstrap. */

import { randomStream } from "../../random.ts";

/** Of one question: by measure, 0 to 1. */
export type Measures = Record<string, number>;

/** @param listed ids, best first, 100 or more where there are so many */
export function measuresOf(listed: readonly string[], relevant: readonly string[]): Measures {
  const wanted = new Set(relevant);
  const isHit = listed.map((id) => wanted.has(id));
  const first = isHit.indexOf(true);
  const within = (k: number) => (first >= 0 && first < k ? 1 : 0);
  const recall = (k: number) => isHit.slice(0, k).filter(Boolean).length / wanted.size;
  return {
    "success@1": within(1),
    "success@5": within(5),
    "success@10": within(10),
    "mrr@10": within(10) / (first + 1 || 1),
    "recall@10": recall(10),
    "recall@50": recall(50),
    "recall@100": recall(100),
    "ndcg@10": gainAtTen(isHit, wanted.size),
  };
}

/** Binary gains; ideal over as many as there are, ten at most. */
function gainAtTen(isHit: readonly boolean[], relevant: number): number {
  const discount = (rank: number) => 1 / Math.log2(rank + 2);
  const gain = isHit.slice(0, 10).reduce((sum, hit, rank) => sum + (hit ? discount(rank) : 0), 0);
  let ideal = 0;
  for (let rank = 0; rank < Math.min(10, relevant); rank++) ideal += discount(rank);
  return ideal > 0 ? gain / ideal : 0;
}

export interface Estimate {
  mean: number;
  /** 95 %, percentiles of the means of questions drawn again with replacement. */
  interval: [low: number, high: number];
}

const draws = 2000;

/** @returns by measure; with the same seed always the same */
export function estimates(questions: readonly Measures[], seed = 1): Record<string, Estimate> {
  const names = Object.keys(questions[0] ?? {});
  const stream = randomStream(seed, "bootstrap");
  const picks = Array.from({ length: draws }, () => questions.map(() => stream.below(questions.length)));
  return Object.fromEntries(
    names.map((name) => {
      const values = questions.map((measures) => measures[name] ?? 0);
      const means = picks.map((pick) => mean(pick.map((i) => values[i] as number))).sort((a, b) => a - b);
      const at = (share: number) => means[Math.round(share * (draws - 1))] ?? 0;
      return [name, { mean: mean(values), interval: [at(0.025), at(0.975)] as [number, number] }];
    }),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
