/** Years joined until most of a library's papers lie in spans of enough of them: of few papers a share says little. */

import { wilsonInterval } from "../../../src/explore/wilson.ts";

export interface Span {
  /** Its first year. */
  from: number;
  /** Its middle. */
  year: number;
  papers: number;
  mentions: number;
  /** Of `papers`, with the 95 % interval. */
  share: number;
  interval: [low: number, high: number];
}

/** Of fewer papers an interval would hide the rest. */
export const fewestOfSpan = 30;
const lengths = [1, 2, 3, 5, 10];
/** Of the papers, in the spans that are shown. */
const mostOfThem = 0.8;

type Counts = readonly { year: number; papers: number; mentions: number }[];

/** @returns how many years a span has: the fewest that will do, 10 where none do */
export function spanLength(years: Counts): number {
  const all = years.reduce((sum, { papers }) => sum + papers, 0);
  const shown = (length: number) => spansOf(years, length).reduce((sum, { papers }) => sum + papers, 0);
  return lengths.find((length) => shown(length) >= mostOfThem * all) ?? 10;
}

/** Only those of enough papers. Spans begin where the years divide by their length: of two libraries they are the same. */
export function spansOf(years: Counts, length: number): Span[] {
  const found = new Map<number, { papers: number; mentions: number }>();
  for (const { year, papers, mentions } of years) {
    const from = year - (year % length);
    const span = found.get(from) ?? { papers: 0, mentions: 0 };
    found.set(from, { papers: span.papers + papers, mentions: span.mentions + mentions });
  }
  return [...found]
    .filter(([, { papers }]) => papers >= fewestOfSpan)
    .map(([from, { papers, mentions }]) => ({
      from,
      year: from + (length - 1) / 2,
      papers,
      mentions,
      share: mentions / papers,
      interval: wilsonInterval(mentions, papers),
    }));
}
