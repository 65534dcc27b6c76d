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
  const [most] = [...classes].sort((a, b) => apart(b) - apart(a));
  const shifted = most && apart(most) > shareApart ? most : undefined;
  const times = `${frechet.ratio.toFixed(1)} times as far apart as two halves of the labelled one`;
  const sentences = [
    {
      alike: "The pools are as alike as two halves of the labelled one.",
      apart: "The pools differ by more than two halves of the labelled one do.",
      "far apart": `The pools are ${times}: ${shifted ? "other shares of the classes, " : ""}another kind of source, or another way of cutting out.`,
    }[level],
    ...(shifted
      ? [
          `The network gives class ${shifted.name} to ${percent(shifted.unlabelled)} of the unlabelled pool and ${percent(shifted.labelled)} of the labelled one: guesses will lean as the pool does. ${meant.imbalanced}`,
        ]
      : []),
    ...(level === "apart" && shifted ? [] : [meant[level]]),
    "A distance of some hundred objects spreads by as much as pools differ (Slijepcevic+ 2022): it warns, it does not replace a test on labels held out. Compare with --supervised.",
  ];
  return { level, sentences };
}

function apart({ labelled, unlabelled }: Found["classes"][number]): number {
  return Math.abs(unlabelled - labelled);
}

/** Slijepcevic+ 2022 (arXiv 2204.08816). */
const meant = {
  alike:
    "In the paper, unlabelled images of the same catalogue raised accuracy, in a middle range of label numbers only.",
  apart: "In the paper, the further a pool was, the less it raised accuracy.",
  "far apart":
    "In the paper, images of another catalogue of the same survey lowered accuracy against learning from the labels alone.",
  imbalanced: "In the paper, a pool with other shares of the classes raised accuracy less, or lowered it.",
} as const satisfies Record<ShiftMeaning["level"] | "imbalanced", string>;
