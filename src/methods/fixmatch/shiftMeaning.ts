/** What a distance between pools has meant for accuracy, in words and by figures of our own runs. */

import type { PoolDistance } from "./poolDistance.ts";
import type { TwoSampleTest } from "./twoSampleTest.ts";

export const shiftLevels = ["alike", "apart", "far apart"] as const;

export interface ShiftMeaning {
  level: (typeof shiftLevels)[number];
  sentences: string[];
}

interface Found {
  frechet: Pick<PoolDistance, "distance" | "null" | "ratio">;
  twoSample: TwoSampleTest;
  classes: readonly { name: string; labelled: number; unlabelled: number }[];
}

/** Beyond it, a pool was another catalogue of the same sky in our runs. */
const farRatio = 4;
/** Beyond it, what FixMatch learns of how often a class is found will be the pool's. */
const shareApart = 0.15;

export function meaningOf({ frechet, twoSample, classes }: Found): ShiftMeaning {
  const isTold = twoSample.p < 0.01;
  const isBeyondNull = frechet.distance.interval[0] > frechet.null.interval[1];
  const level =
    isTold && isBeyondNull && frechet.ratio >= farRatio ? "far apart" : isTold || isBeyondNull ? "apart" : "alike";
  const percent = (value: number) => `${(100 * value).toFixed(0)} %`;
  const shifted = [...classes].sort(
    (a, b) => Math.abs(b.unlabelled - b.labelled) - Math.abs(a.unlabelled - a.labelled),
  )[0];
  const sentences = [
    {
      alike: "The pools are as alike as two halves of the labelled one.",
      apart: "The pools differ by more than two halves of the labelled one do.",
      "far apart": `The pools are ${frechet.ratio.toFixed(1)} times as far apart as two halves of the labelled one: another kind of source, or another way of cutting out.`,
    }[level],
    ...(shifted && Math.abs(shifted.unlabelled - shifted.labelled) > shareApart
      ? [
          `The network gives class ${shifted.name} to ${percent(shifted.unlabelled)} of the unlabelled pool and ${percent(shifted.labelled)} of the labelled one: guesses will lean as the pool does.`,
        ]
      : []),
    meant[level],
    "A distance of some hundred objects spreads by as much as pools differ (Slijepcevic+ 2022): it warns, it does not replace a test on labels held out. Compare with --supervised.",
  ];
  return { level, sentences };
}

/** Slijepcevic+ 2022 (arXiv 2204.08816). */
const meant: Readonly<Record<ShiftMeaning["level"], string>> = {
  alike:
    "In the paper, unlabelled images of the same catalogue raised accuracy, in a middle range of label numbers only.",
  apart: "In the paper, a pool with other class fractions raised accuracy less, or lowered it.",
  "far apart":
    "In the paper, images of another catalogue of the same survey lowered accuracy against learning from the labels alone.",
};
