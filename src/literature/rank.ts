/** A paper's rank as a sum that a person can read: for each part a value from 0 to 1 and a weight. */

import { firstNotBelow } from "./index/ascending.ts";

export type PartName = "words" | "meaning" | "neighbours" | "named" | "recent" | "cited" | "rerank";

export interface Part {
  name: PartName;
  /** 0 to 1 */
  value: number;
  /** Of all parts together 1. */
  weight: number;
  /** weight × value */
  contribution: number;
  why: string;
}

/** [papers], what a part's values are made of: `low` becomes 0, `high` 1, what lies beyond as well. */
export interface Spread {
  values: Float32Array;
  low: number;
  high: number;
}

/** A part for all papers. */
export interface PartValues extends Spread {
  name: PartName;
  /** Shared out in proportion among the parts that there are. */
  weight: number;
}

/** Values that lie from 0 to 1 as they are. */
export function asTheyAre(values: Float32Array): Spread {
  return { values, low: 0, high: 1 };
}

/** @returns each part's weight, 1 in sum */
export function sharedWeights(parts: readonly PartValues[]): number[] {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  return parts.map(({ weight }) => (total > 0 ? weight / total : 0));
}

// Loops by number, and no array in between: over 350,000 papers `map` and `for of` take three times as long.

/** @returns [papers], the sum of weight × value */
export function totals(papers: number, parts: readonly PartValues[]): Float32Array {
  const sums = new Float32Array(papers);
  const weights = sharedWeights(parts);
  for (const [i, part] of parts.entries()) addWeighted(sums, part, weights[i] as number);
  return sums;
}

function addWeighted(sums: Float32Array, part: PartValues, weight: number): void {
  if (weight === 0) return;
  const { values, low } = part;
  const scale = scaleOf(part);
  for (let paper = 0; paper < sums.length; paper++) {
    const value = ((values[paper] as number) - low) * scale;
    // Most papers have none of the words, and half lie below the middle.
    if (value > 0) sums[paper] = (sums[paper] as number) + weight * Math.min(1, value);
  }
}

/** The sum for some papers alone, written over what `sums` has for them. */
export function totalsOf(papers: readonly number[], parts: readonly PartValues[], sums: Float32Array): Float32Array {
  const weights = sharedWeights(parts);
  for (const paper of papers) {
    let sum = 0;
    for (let i = 0; i < parts.length; i++) sum += (weights[i] as number) * valueFor(parts[i] as PartValues, paper);
    sums[paper] = sum;
  }
  return sums;
}

/** One paper's parts. @param why says what a part saw in this paper */
export function partsOf(paper: number, parts: readonly PartValues[], why: (name: PartName) => string): Part[] {
  const weights = sharedWeights(parts);
  return parts.map((part, i) => {
    const [value, weight] = [valueFor(part, paper), weights[i] as number];
    return { name: part.name, value, weight, contribution: weight * value, why: why(part.name) };
  });
}

function valueFor(part: PartValues, paper: number): number {
  return clipped(((part.values[paper] as number) - part.low) * scaleOf(part));
}

/** 0: all values are the same, and none tells papers apart. */
function scaleOf({ low, high }: Spread): number {
  return high > low ? 1 / (high - low) : 0;
}

function clipped(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** As a share of the best. */
export function overBest(values: Float32Array): Spread {
  return { values, low: 0, high: sumAndLargest(values).largest };
}

/** From the middle of all (0) to the best (1): cosines of unlike texts do not lie at 0. */
export function aboveMiddle(values: Float32Array): Spread {
  const { sum, largest } = sumAndLargest(values);
  return { values, low: sum / Math.max(1, values.length), high: largest };
}

function sumAndLargest(values: Float32Array): { sum: number; largest: number } {
  let sum = 0;
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    sum += value;
    if (value > largest) largest = value;
  }
  return { sum, largest };
}

/** Halves in `halfLife` years; a paper without a year gets the middle of all. */
export function recency(years: Int16Array, now: number, halfLife = 8): Float32Array {
  const values = Float32Array.from(years, (year) =>
    year === 0 ? Number.NaN : 2 ** (-Math.max(0, now - year) / halfLife),
  );
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  const middle = known[known.length >> 1] ?? 0.5;
  return values.map((value) => (Number.isNaN(value) ? middle : value));
}

/** Share of its year's papers that are cited less (half of those as often); .5 where citations are not known. */
export function citedShare(years: Int16Array, citations: Int32Array): Float32Array {
  const byYear = new Map<number, number[]>();
  years.forEach((year, paper) => {
    if ((citations[paper] as number) < 0) return;
    const list = byYear.get(year) ?? [];
    list.push(citations[paper] as number);
    byYear.set(year, list);
  });
  for (const list of byYear.values()) list.sort((a, b) => a - b);
  return Float32Array.from(years, (year, paper) => {
    const count = citations[paper] as number;
    const list = byYear.get(year);
    if (count < 0 || !list) return 0.5;
    const [below, through] = [firstNotBelow(list, count), firstNotBelow(list, count + 1)];
    return (below + through) / 2 / list.length;
  });
}
