/** The examples of two domains in one list: the source's, then the target's. */

import { counted } from "../../counted.ts";
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
 * One epoch, as one list for batches of twice `batchSize`: as many images of the source, then as many of the target, until the
 * source is at its end; a smaller target begins again, in another order. Without adaptation the source's alone.
 */
export function pairedOrder(
  examples: Examples,
  options: Pick<Configuration, "sources" | "seed" | "batchSize" | "divergence">,
  epoch: number,
): number[] {
  const { seed, batchSize, divergence } = options;
  const source = plainOrder(sourcesOf(examples, options, "train"), seed, epoch);
  if (divergence === "none") return source;
  const targets = targetsIn(examples, options, "train");
  const steps = Math.max(1, Math.floor(source.length / batchSize));
  const rounds = Math.ceil((steps * batchSize) / targets.length);
  // A stream of its own: the two orders are independent.
  const target = Array.from({ length: rounds }, (_, round) =>
    round === 0
      ? plainOrder(targets, seed + 1, epoch)
      : drawn(targets, targets.length, seed + 1, "again", epoch, round),
  ).flat();
  return Array.from({ length: steps }, (_, step) => [
    ...source.slice(step * batchSize, (step + 1) * batchSize),
    ...target.slice(step * batchSize, (step + 1) * batchSize),
  ]).flat();
}

/** What a person should know after a training in which no epoch tells the source's classes apart. */
export function nothingLearntRemark(
  { divergence, lossUnits }: Pick<Configuration, "divergence" | "lossUnits">,
  { images, accuracy, chanceAccuracy }: { images: number; accuracy: number; chanceAccuracy: number },
): string {
  const percent = (share: number) => `${Math.round(100 * Math.min(1, share))} %`;
  const advice =
    divergence === "none"
      ? "Train longer (--epochs), or label more"
      : `Give it more --warmup${lossUnits === "paper" ? ", or --loss-units measured" : ""}`;
  return `no epoch told the labelled survey's own classes apart: of its ${counted(images, "validation image")} ${percent(accuracy)} were given their class, which chance does too (up to ${percent(chanceAccuracy)}). The run's predictions are worth nothing. ${advice}`;
}

/** What a person should know before a training whose target has less than half as many images; undefined where it has more. */
export function smallTargetRemark(
  examples: Examples,
  options: Pick<Configuration, "sources" | "target" | "divergence">,
): string | undefined {
  const source = sourcesOf(examples, options, "train").length;
  const target = targetsIn(examples, options, "train").length;
  if (options.divergence === "none" || 2 * target >= source) return undefined;
  return `survey "${options.target}" has ${counted(target, "image")} to train with beside ${source} of the source: each is seen about ${Math.round(source / target)} times an epoch, and what so few show may not be what all of it are like`;
}
