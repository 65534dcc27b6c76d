/** Which parts of a network learn, and how fast: Zoobot's fine-tuning (`n_blocks`, `lr_decay`). */

import { depthsOf } from "../../nn/depth.ts";

/** Blocks that learn by this setting; undefined for all. @param tune see `tuning` */
export function learningBlocks(tune: string): number | undefined {
  return tune === "all" ? undefined : Number(/^blocks:(\d+)$/.exec(tune)?.[1] ?? 0);
}

/**
 * Whether a parameter, or a layer, is left as it is.
 * @param names of all parameters; the encoder's begin with "encoder."
 */
export function frozenBy(tune: string, names: readonly string[]): (name: string) => boolean {
  const learning = learningBlocks(tune);
  if (learning === undefined) return () => false;
  const depths = depthsOf(encoderNames(names));
  return (name) => name.startsWith("encoder.") && depths.of(withoutEncoder(name)) < depths.count - learning;
}

/** The factor on the learning rate of a parameter: 1 for the head and the last block, times `decay` for each before it. */
export function rateBy(decay: number, names: readonly string[]): (name: string) => number {
  if (decay === 1) return () => 1;
  const depths = depthsOf(encoderNames(names));
  return (name) => (name.startsWith("encoder.") ? decay ** (depths.count - 1 - depths.of(withoutEncoder(name))) : 1);
}

function encoderNames(names: readonly string[]): string[] {
  return names.filter((name) => name.startsWith("encoder.")).map(withoutEncoder);
}

function withoutEncoder(name: string): string {
  return name.slice("encoder.".length);
}
