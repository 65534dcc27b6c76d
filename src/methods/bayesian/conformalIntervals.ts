/** Intervals for predicted numbers that hold the true one as often as asked (Lei+ 2018, arXiv 1604.04173): as wide for every object. */

import { wilsonInterval } from "../../explore/wilson.ts";
import { thresholdRank } from "./conformalSets.ts";
import { type Counted, type Told, tooFewRemarks } from "./conformalStatement.ts";
import { coverageRange } from "./coverageRange.ts";

export interface Interval {
  /** Asked for. */
  coverage: number;
  calibratedOn: number;
  /** Either side of what is predicted, in the number's own unit; null where there are too few objects to promise so much. */
  halfWidth: number | null;
  /** What 90 of 100 calibrations of as many objects would give. */
  range: [number, number];
  /** On held objects that the width was not chosen by; null where there are none. */
  found: Counted | null;
}

/** @param told numbers, in one unit */
export function conformalInterval(
  coverage: number,
  { calibrating, judging }: { calibrating: Told; judging: Told },
): Interval {
  const errors = errorsOf(calibrating).sort();
  const rank = thresholdRank(errors.length, coverage);
  const halfWidth = rank > errors.length ? null : (errors[rank - 1] as number);
  const others = errorsOf(judging);
  const hits = others.filter((error) => halfWidth === null || error <= halfWidth).length;
  return {
    coverage,
    calibratedOn: errors.length,
    halfWidth,
    range: coverageRange(errors.length, coverage),
    found:
      others.length === 0
        ? null
        : { value: hits / others.length, interval: wilsonInterval(hits, others.length), objects: others.length },
  };
}

export function intervalRemarks(found: Interval, parts: number): string[] {
  return tooFewRemarks(found, parts, {
    none: "no interval is given",
    such: "intervals of this width hold the right number",
  });
}

function errorsOf({ predicted, targets }: Told): Float64Array {
  return Float64Array.from(targets.values, (value, i) => Math.abs(value - (predicted.values[i] as number)));
}
