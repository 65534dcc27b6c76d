/** What is drawn on the page of FixMatch's reproduction. */

import { meanInterval } from "../explore/meanInterval.ts";
import type { Plot } from "./claims.ts";
import type { Reached } from "./fixmatchRuns.ts";
import { gainAt, type Seed, type Size } from "./fixmatchSeeds.ts";

/** Titles by which `poolFigures` finds its bars again. */
export const gainTitle = "What each pool brings";
export const distanceTitle = "Fréchet distance of each pool";

export function plotsOf(seeds: readonly Seed[], { volumes, volume }: Size): Plot[] {
  const bar = (name: string, of: (seed: Seed) => number) => {
    const { mean, interval } = meanInterval(seeds.map(of));
    return { name, value: mean, ...(interval.every(Number.isFinite) ? { interval } : {}) };
  };
  const counts = [...(seeds[0]?.supervised.keys() ?? [])];
  const both = (of: (each: Reached) => number) =>
    counts.flatMap((count) => [
      bar(`${count} labels`, ({ supervised }) => of(supervised.get(count) as Reached)),
      ...(volumes.includes(count) ? [bar(`${count} and FixMatch`, ({ same }) => of(same.get(count) as Reached))] : []),
    ]);
  const pools = seeds[0]?.pools.map(({ name }) => name) ?? [];
  const poolOf = ({ pools: own }: Seed, name: string) => own.find((each) => each.name === name);
  return [
    {
      title: "Accuracy by number of labels",
      measure: "accuracy, 95 % over seeds",
      bars: both(({ accuracy }) => accuracy),
    },
    {
      title: "What the same catalogue's unlabelled images bring",
      measure: "accuracy less that of the labels alone",
      bars: volumes.map((count) => bar(`${count} labels`, (seed) => gainAt(seed, count))),
    },
    {
      title: `${gainTitle} to ${volume} labels`,
      measure: "accuracy less that of the labels alone",
      bars: pools.map((name) => bar(name, (seed) => poolOf(seed, name)?.gain ?? Number.NaN)),
    },
    {
      title: `${distanceTitle} from MiraBest`,
      measure: "over that of two halves of MiraBest",
      bars: pools
        .filter((name) => seeds[0] && poolOf(seeds[0], name)?.distance)
        .map((name) => bar(name, (seed) => poolOf(seed, name)?.distance?.ratio ?? Number.NaN)),
    },
    {
      title: "Calibration error",
      measure: "expected calibration error, smaller is better",
      bars: both(({ calibration }) => calibration),
    },
    {
      title: "Share of the pool that is learnt from",
      measure: "mask rate: guesses of at least the threshold",
      bars: volumes.map((count) => bar(`${count} labels`, ({ same }) => same.get(count)?.maskRate ?? Number.NaN)),
    },
  ];
}
