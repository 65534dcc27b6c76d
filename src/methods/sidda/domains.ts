/** The examples of two domains in one list: the source's, then the target's. */

import { type Examples, indicesOf } from "../../training/examples.ts";
import { drawn, plainOrder } from "../../training/sampling.ts";
import type { Configuration } from "./configuration.ts";

type Split = Examples["splits"][number];

/** Indices of one domain's objects in one split. */
export function sourcesOf(examples: Examples, { sources }: Pick<Configuration, "sources">, split: Split): number[] {
  return indicesOf(examples, split).filter((index) => index < sources);
}

export function targetsIn(examples: Examples, { sources }: Pick<Configuration, "sources">, split: Split): number[] {
  return indicesOf(examples, split).filter((index) => index >= sources);
}

/** Training images of either domain by which losses are measured before they are weighed: some of all of it, by the seed. */
export function unitObjects(
  examples: Examples,
  options: Pick<Configuration, "sources" | "seed" | "batchSize">,
): { sources: number[]; targets: number[] } {
  const some = (indices: readonly number[], domain: string) =>
    drawn(indices, 4 * options.batchSize, options.seed, "units", domain);
  return {
    sources: some(sourcesOf(examples, options, "train"), "source"),
    targets: some(targetsIn(examples, options, "train"), "target"),
  };
}

/** One label known: a target object may have none, or one of a class that the source lacks. */
export function isLabelled({ targets }: Examples, index: number): boolean {
  return targets[index]?.includes(1) ?? false;
}

/**
 * One epoch, as one list for batches of twice `batchSize`: as many images of the source, then as many of the target, until
 * the shorter list is at its end. Without adaptation the source's alone.
 */
export function pairedOrder(
  examples: Examples,
  options: Pick<Configuration, "sources" | "seed" | "batchSize" | "divergence">,
  epoch: number,
): number[] {
  const { seed, batchSize, divergence } = options;
  const source = plainOrder(sourcesOf(examples, options, "train"), seed, epoch);
  if (divergence === "none") return source;
  // A stream of its own: the two orders are independent.
  const target = plainOrder(targetsIn(examples, options, "train"), seed + 1, epoch);
  const steps = Math.max(1, Math.floor(Math.min(source.length, target.length) / batchSize));
  return Array.from({ length: steps }, (_, step) => [
    ...source.slice(step * batchSize, (step + 1) * batchSize),
    ...target.slice(step * batchSize, (step + 1) * batchSize),
  ]).flat();
}
