/** How well probabilities tell positives from negatives, each measure with an interval of 95 %. */

import { randomStream } from "../../random.ts";
import { wilsonInterval } from "../wilson.ts";

export interface Measure {
  value: number;
  interval: [low: number, high: number];
}

export interface ReliabilityBin {
  from: number;
  to: number;
  count: number;
  /** Mean probability, and the share that are positives; of an empty bin there is none. */
  expected: number | null;
  positive: number | null;
  /** Wilson's. */
  interval: [number, number];
}

export interface Measures {
  accuracy: Measure;
  balancedAccuracy: Measure;
  /** Area under the receiver operating characteristic. */
  rocAuc: Measure;
  averagePrecision: Measure;
  reliability: ReliabilityBin[];
}

/**
 * @param chances [examples], each the probability of a positive, by a model that had not seen the example
 * @param targets [examples], 1 or 0; some of either
 * @param seed of the bootstrap
 */
export function measuresOf(chances: ArrayLike<number>, targets: Uint8Array, seed = 0): Measures {
  let hits = 0;
  let truePositives = 0;
  const positives = targets.reduce((sum, each) => sum + each, 0);
  const negatives = targets.length - positives;
  targets.forEach((target, i) => {
    const isHit = (chances[i] as number) > 0.5 === (target === 1);
    hits += Number(isHit);
    truePositives += Number(isHit && target === 1);
  });
  const trueNegatives = hits - truePositives;
  const auc = rocAuc(chances, targets);
  return {
    accuracy: { value: hits / targets.length, interval: wilsonInterval(hits, targets.length) },
    balancedAccuracy: balanced(truePositives, positives, trueNegatives, negatives),
    rocAuc: { value: auc, interval: aucInterval(auc, positives, negatives) },
    averagePrecision: {
      value: averagePrecision(chances, targets),
      interval: averagePrecisionInterval(chances, targets, seed),
    },
    reliability: reliability(chances, targets),
  };
}

/** Mean of two shares; its interval from theirs (Zou & Donner 2008: variances recovered from Wilson's limits). */
function balanced(a: number, ofA: number, b: number, ofB: number): Measure {
  const [lowA, highA] = wilsonInterval(a, ofA);
  const [lowB, highB] = wilsonInterval(b, ofB);
  const [shareA, shareB] = [a / ofA, b / ofB];
  const value = (shareA + shareB) / 2;
  return {
    value,
    interval: [
      Math.max(0, value - 0.5 * Math.hypot(shareA - lowA, shareB - lowB)),
      Math.min(1, value + 0.5 * Math.hypot(highA - shareA, highB - shareB)),
    ],
  };
}

/** How often a positive is above a negative; half of the ties count (Mann & Whitney 1947). */
export function rocAuc(chances: ArrayLike<number>, targets: Uint8Array): number {
  let [above, seenNegatives, positives] = [0, 0, 0];
  for (const { positive, negative } of groups(chances, targets).reverse()) {
    above += positive * (seenNegatives + negative / 2);
    seenNegatives += negative;
    positives += positive;
  }
  return above / (positives * seenNegatives);
}

/**
 * Newcombe 2006 (Statistics in Medicine 25, 559), method 5: the areas whose own deviation, by Hanley & McNeil's formula with
 * both sides taken as the mean of the two sizes, reaches the one found. It keeps a width where the area is 1.
 */
export function aucInterval(area: number, positives: number, negatives: number): [low: number, high: number] {
  const z = 1.959963984540054;
  const half = (positives + negatives) / 2 - 1;
  const variance = (t: number) =>
    ((t * (1 - t)) / (positives * negatives)) * (1 + half * ((1 - t) / (2 - t) + t / (1 + t)));
  const isWithin = (t: number) => (t - area) ** 2 <= z * z * variance(t);
  const limit = (outer: number) => {
    let [inside, outside] = [area, outer];
    if (isWithin(outer) && outer === area) return outer;
    for (let i = 0; i < 60; i++) {
      const middle = (inside + outside) / 2;
      if (isWithin(middle)) inside = middle;
      else outside = middle;
    }
    return inside;
  };
  return [limit(0), limit(1)];
}

/** Sum over thresholds of the recall gained times the precision there, as scikit-learn has it. */
export function averagePrecision(chances: ArrayLike<number>, targets: Uint8Array): number {
  return precisionOver(groups(chances, targets));
}

function precisionOver(sorted: readonly Group[]): number {
  let [sum, hits, shown] = [0, 0, 0];
  for (const { positive, negative } of sorted) {
    hits += positive;
    shown += positive + negative;
    if (positive > 0) sum += positive * (hits / shown);
  }
  return hits > 0 ? sum / hits : 0;
}

interface Group {
  positive: number;
  negative: number;
  members: number[];
}

/** Examples of one probability together, the highest first. */
function groups(chances: ArrayLike<number>, targets: Uint8Array): Group[] {
  const order = Array.from(targets.keys()).sort((a, b) => (chances[b] as number) - (chances[a] as number));
  const found: Group[] = [];
  let last = Number.NaN;
  for (const i of order) {
    if (chances[i] !== last) found.push({ positive: 0, negative: 0, members: [] });
    last = chances[i] as number;
    const group = found.at(-1) as Group;
    group.members.push(i);
    if (targets[i] === 1) group.positive++;
    else group.negative++;
  }
  return found;
}

const resamples = 1000;

/** Bootstrap within either side (Efron & Tibshirani 1993). Where every positive is above every negative it has no width. */
function averagePrecisionInterval(chances: ArrayLike<number>, targets: Uint8Array, seed: number): [number, number] {
  const sorted = groups(chances, targets);
  const groupOf = new Uint32Array(targets.length);
  sorted.forEach(({ members }, g) => {
    for (const i of members) groupOf[i] = g;
  });
  const sides = [0, 1].map((side) => [...targets.keys()].filter((i) => targets[i] === side));
  const stream = randomStream(seed, "bootstrap");
  const drawn = sorted.map(() => ({ positive: 0, negative: 0, members: [] }));
  const found = Float64Array.from({ length: resamples }, () => {
    for (const group of drawn) {
      group.positive = 0;
      group.negative = 0;
    }
    sides.forEach((members, side) => {
      for (let n = members.length; n > 0; n--) {
        const group = drawn[groupOf[members[stream.below(members.length)] as number] as number] as Group;
        if (side === 1) group.positive++;
        else group.negative++;
      }
    });
    return precisionOver(drawn);
  }).sort();
  return [found[Math.floor(0.025 * resamples)] as number, found[Math.ceil(0.975 * resamples) - 1] as number];
}

const bins = 5;

function reliability(chances: ArrayLike<number>, targets: Uint8Array): ReliabilityBin[] {
  return Array.from({ length: bins }, (_, bin) => {
    const members = [...targets.keys()].filter(
      (i) => Math.min(bins - 1, Math.floor((chances[i] as number) * bins)) === bin,
    );
    const hits = members.filter((i) => targets[i] === 1).length;
    const count = members.length;
    return {
      from: bin / bins,
      to: (bin + 1) / bins,
      count,
      expected: count > 0 ? members.reduce((sum, i) => sum + (chances[i] as number), 0) / count : null,
      positive: count > 0 ? hits / count : null,
      interval: wilsonInterval(hits, count),
    };
  });
}
