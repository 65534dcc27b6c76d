/** How often papers are cited beside the other papers of their own years: an old paper had longer to be cited. */

import { randomStream } from "../../random.ts";
import { firstNotBelow } from "../index/ascending.ts";

export interface CitedBeside {
  /** Dated ones whose citations are known, in years that have others to compare with; and those others. */
  papers: number;
  others: number;
  /** Citations per paper, with the 95 % interval. */
  perPaper: number;
  interval: [low: number, high: number];
  /** Of the others, in the same mixture of years. */
  othersPerPaper: number;
  othersInterval: [low: number, high: number];
  /** Of two papers of one year, how often the one is cited more than the other (a tie is half): 0.5 where they are alike. */
  ahead: number;
  aheadInterval: [low: number, high: number];
}

export interface CitedPaper {
  year: number;
  citations: number;
}

/** Of fewer an interval would say nothing. */
const fewest = 5;
const draws = 1000;
const z = 1.959963984540054;

/**
 * Intervals treat the papers as drawn at random, each by itself; of `perPaper` by bootstrap (percentiles of 1,000 draws), for
 * citations are far from normal.
 * @returns null where fewer than five papers can be compared
 */
export function citedBeside(papers: readonly CitedPaper[], others: readonly CitedPaper[]): CitedBeside | null {
  const othersOf = byYear(others);
  const compared = papers.filter(({ year }) => othersOf.has(year));
  if (compared.length < fewest) return null;
  const size = compared.length;
  const counts = compared.map(({ citations }) => citations);
  const places = compared.map(({ year, citations }) => placeAmong(othersOf.get(year) as number[], citations));
  const [ahead, spread] = [mean(places), Math.sqrt(variance(places) / size)];
  let [othersPerPaper, doubt, othersCount] = [0, 0, 0];
  for (const [year, own] of byYear(compared)) {
    const beside = othersOf.get(year) as number[];
    const weight = own.length / size;
    othersPerPaper += weight * mean(beside);
    doubt += (weight * weight * variance(beside)) / beside.length;
    othersCount += beside.length;
  }
  const off = z * Math.sqrt(doubt);
  return {
    papers: size,
    others: othersCount,
    perPaper: mean(counts),
    interval: bootstrapped(counts),
    othersPerPaper,
    othersInterval: [Math.max(0, othersPerPaper - off), othersPerPaper + off],
    ahead,
    aheadInterval: [Math.max(0, ahead - z * spread), Math.min(1, ahead + z * spread)],
  };
}

/** Each year's citations, ascending. */
function byYear(papers: readonly CitedPaper[]): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const { year, citations } of papers) {
    const list = found.get(year);
    if (list) list.push(citations);
    else found.set(year, [citations]);
  }
  for (const list of found.values()) list.sort((a, b) => a - b);
  return found;
}

function placeAmong(sorted: readonly number[], value: number): number {
  return (firstNotBelow(sorted, value) + firstNotBelow(sorted, value + 1)) / 2 / sorted.length;
}

function bootstrapped(values: readonly number[]): [number, number] {
  const stream = randomStream(1, "citations");
  const means = Array.from({ length: draws }, () => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[stream.below(values.length)] as number;
    return sum / values.length;
  }).sort((a, b) => a - b);
  return [means[Math.floor(0.025 * draws)] as number, means[Math.ceil(0.975 * draws) - 1] as number];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a sample; 0 of a single value. */
function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / Math.max(1, values.length - 1);
}
