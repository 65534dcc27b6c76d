/** The labelled and the unlabelled images of a FixMatch run: which labels are kept, and what each step sees. */

import { randomStream, shuffled } from "../../random.ts";
import { type Examples, indicesOf } from "../../training/examples.ts";
import { plainOrder } from "../../training/sampling.ts";
import { sourcesOf, targetsIn } from "../sidda/domains.ts";
import type { Configuration } from "./configuration.ts";

/**
 * So many training examples, every class as often as it is among all of them and at least once: by largest remainders.
 * @returns their indices, ascending
 */
export function keptLabels(examples: Examples, count: number, seed: number): number[] {
  const training = indicesOf(examples, "train");
  const byClass = new Map<number, number[]>();
  for (const index of training) {
    const name = examples.targets[index]?.indexOf(1) ?? -1;
    byClass.set(name, [...(byClass.get(name) ?? []), index]);
  }
  const shares = [...byClass].map(([name, own]) => {
    const exact = (count * own.length) / training.length;
    return { name, own, exact, taken: Math.min(own.length, Math.max(1, Math.floor(exact))) };
  });
  const sum = () => shares.reduce((total, { taken }) => total + taken, 0);
  while (sum() < Math.min(count, training.length)) {
    const open = shares.filter(({ own, taken }) => taken < own.length);
    open.sort((a, b) => b.exact - b.taken - (a.exact - a.taken));
    if (open[0]) open[0].taken++;
  }
  return shares
    .flatMap(({ name, own, taken }) => {
      const order = shuffled(own.length, randomStream(seed, "labels", name + 1));
      return Array.from(order.subarray(0, taken), (at) => own[at] as number);
    })
    .sort((a, b) => a - b);
}

/**
 * One epoch, as one list for batches: of each step the labelled images, then the unlabelled ones, both lists gone through
 * again and again, shuffled anew each time. For supervised training the labelled ones alone.
 */
export function pooledOrder(
  examples: Examples,
  options: Pick<Configuration, "sources" | "seed" | "batchSize" | "unlabelledRatio" | "stepsPerEpoch" | "isSupervised">,
  epoch: number,
): number[] {
  const { seed, batchSize, unlabelledRatio, stepsPerEpoch, isSupervised } = options;
  const unlabelled = isSupervised ? 0 : batchSize * unlabelledRatio;
  const first = epoch * stepsPerEpoch;
  const labelledOnes = endless(sourcesOf(examples, options, "train"), seed, first * batchSize);
  const unlabelledOnes = endless(targetsIn(examples, options, "train"), seed + 1, first * unlabelled);
  return Array.from({ length: stepsPerEpoch }, () => [
    ...Array.from({ length: batchSize }, labelledOnes),
    ...Array.from({ length: unlabelled }, unlabelledOnes),
  ]).flat();
}

/** The items of shuffled rounds through a list, from the place `start` on. */
function endless(indices: readonly number[], seed: number, start: number): () => number {
  let place = start;
  let known: { round: number; order: readonly number[] } | undefined;
  return () => {
    const round = Math.floor(place / indices.length);
    if (known?.round !== round) known = { round, order: plainOrder(indices, seed, round) };
    return known.order[place++ % indices.length] as number;
  };
}
