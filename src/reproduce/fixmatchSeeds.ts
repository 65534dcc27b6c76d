/** What the seeds of FixMatch's reproduction gave, and what a scale is. */

import type { Configuration } from "../methods/fixmatch/configuration.ts";
import type { Distance, Reached } from "./fixmatchRuns.ts";

/** What a scale is. */
export interface Size {
  base: Partial<Configuration>;
  trainingSteps: number;
  /** Numbers of labels, of the same catalogue as the pool; the last is taken as all. */
  volumes: readonly number[];
  /** Labels of the comparisons between pools. */
  volume: number;
  /** Shares of FR I in the pool. */
  rates: readonly number[];
  /** Of objects, for the spread of a distance. */
  draws: number;
}

/** What one seed gave. */
export interface Seed {
  /** By number of labels; all of them last. */
  supervised: Map<number, Reached>;
  /** By number of labels, the others' images as the pool. */
  same: Map<number, Reached>;
  /** At `volume`, by pool. */
  pools: { name: string; reached: Reached; gain: number; distance: Distance | undefined }[];
  /** Confident labels alone, and with uncertain sources as the pool. */
  confident: { supervised: Reached; withUncertain: Reached };
}

export function rateName(rate: number): string {
  return `${Math.round(100 * rate)} % FR I`;
}

/** What the same catalogue's unlabelled images bring. */
export function gainAt({ same, supervised }: Seed, volume: number): number {
  return (same.get(volume)?.accuracy ?? Number.NaN) - (supervised.get(volume)?.accuracy ?? Number.NaN);
}
