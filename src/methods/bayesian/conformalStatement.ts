/** Sets of classes for a survey's objects, and a word on how often they hold the right one. */

import { counted } from "../../counted.ts";
import { wilsonInterval } from "../../explore/wilson.ts";
import { rowCount, rowOf, type Table } from "../zoobot/measures.ts";
import { conformalSets, conformalThreshold } from "./conformalSets.ts";
import { coverageRange, fewestFor } from "./coverageRange.ts";

/** Of a share that was counted. */
export interface Counted {
  value: number;
  /** 95 %. */
  interval: [number, number];
  objects: number;
}

export interface Conformal {
  /** Asked for. */
  coverage: number;
  /** Objects by which the threshold was chosen. */
  calibratedOn: number;
  /** Classes with this probability or more belong; 0 where all do. */
  leastProbability: number;
  /** What 90 of 100 calibrations of as many objects would give. */
  range: [number, number];
  /** On held objects that the threshold was not chosen by; null where there are none. */
  found: Counted | null;
  /** The same of each class that some of those are of: the promise is of all objects together, not of each class. */
  byClass: (Counted & { class: string })[];
  /** Classes of which none of the held objects is. */
  untried: string[];
  /** Objects of the survey by how many classes their sets hold: [none, one, two, ...]. */
  sizes: number[];
}

/** What was said of objects whose class is known. */
export interface Told {
  predicted: Table;
  targets: Table;
}

/**
 * @param classes their names
 * @param predicted class probabilities of the survey's objects
 * @param calibrating objects by which the threshold is chosen; `judging` are others
 * @returns with the classes that each object of the survey may be
 */
export function conformalStatement(
  coverage: number,
  classes: readonly string[],
  predicted: Table,
  { calibrating, judging }: { calibrating: Told; judging: Told },
): Conformal & { sets: number[][] } {
  const threshold = conformalThreshold(calibrating.predicted, calibrating.targets, coverage);
  const sets = conformalSets(predicted, threshold);
  const own = rowCount(calibrating.targets);
  const judged = conformalSets(judging.predicted, threshold);
  const right = classesOf(judging.targets);
  const countedOf = (rows: readonly number[]): Counted => {
    const hits = rows.filter((row) => judged[row]?.includes(right[row] as number)).length;
    return { value: hits / rows.length, interval: wilsonInterval(hits, rows.length), objects: rows.length };
  };
  const rows = judged.map((_, row) => row);
  const held = new Set([...classesOf(calibrating.targets), ...right]);
  return {
    sets,
    coverage,
    calibratedOn: own,
    leastProbability: Math.max(0, 1 - threshold),
    range: coverageRange(own, coverage),
    found: rows.length === 0 ? null : countedOf(rows),
    byClass: classes.flatMap((name, answer) => {
      const own = rows.filter((row) => right[row] === answer);
      return own.length === 0 ? [] : [{ class: name, ...countedOf(own) }];
    }),
    untried: classes.filter((_, answer) => !held.has(answer)),
    sizes: Array.from({ length: predicted.answers + 1 }, (_, size) => sets.filter((set) => set.length === size).length),
  };
}

function classesOf(targets: Table): number[] {
  return Array.from({ length: rowCount(targets) }, (_, row) => rowOf(targets, row).indexOf(1));
}

/** Wider, and a promise of 90 % may as well be one of 80 %. */
const wideRange = 0.1;

/** @param parts into which the held objects were parted */
export function conformalRemarks(found: Conformal, parts: number): string[] {
  const { untried } = found;
  const lacking =
    untried.length === 0
      ? []
      : [
          `no object held out is of class ${untried.join(" or ")}: how often sets hold that where they should is not known`,
        ];
  const tooFew = tooFewRemarks(found, parts, {
    none: "every set holds every class",
    such: "sets calibrated so hold the right class",
  });
  return [...tooFew, ...lacking];
}

/** @param words what becomes of it where there are too few; and what holds how often where they are merely few */
export function tooFewRemarks(
  { coverage, calibratedOn, range: [low, high] }: Pick<Conformal, "coverage" | "calibratedOn" | "range">,
  parts: number,
  words: { none: string; such: string },
): string[] {
  const percent = Number((100 * coverage).toPrecision(4));
  const objects = `${counted(calibratedOn, "object")} to calibrate by ${calibratedOn === 1 ? "is" : "are"}`;
  const fewest = fewestFor(coverage);
  if (fewest > calibratedOn)
    return [
      `${objects} too few to promise ${percent} %, so ${words.none}: ${fewest} are needed, of ${parts * fewest} held out`,
    ];
  if (high - low <= wideRange) return [];
  return [
    `${objects} few: ${words.such} of ${Math.round(100 * low)} to ${Math.round(100 * high)} % of new objects (9 of 10 such calibrations), not of ${percent} % exactly`,
  ];
}
