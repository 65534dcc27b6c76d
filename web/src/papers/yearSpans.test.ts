import { expect, test } from "vitest";
import { spanLength, spansOf } from "./yearSpans.ts";

const library = (papers: number) => Array.from({ length: 20 }, (_, i) => ({ year: 2001 + i, papers, mentions: i % 2 }));

test("years of enough papers stand by themselves, of few they are joined until there are enough", () => {
  expect(spanLength(library(30))).toBe(1);
  expect(spanLength(library(16))).toBe(2);
  expect(spanLength(library(8))).toBe(5);
  expect(spanLength(library(1))).toBe(10);
});

test("a span has the papers of its years, its middle and its share; those of too few are left out", () => {
  const spans = spansOf(library(10), 5);
  expect(spans.map(({ from }) => from)).toEqual([2001, 2005, 2010, 2015].map((year) => year - (year % 5)));
  expect(spans[1]).toMatchObject({ year: 2007, papers: 50, mentions: 2, share: 0.04 });
  for (const { share, interval } of spans) expect(interval[0] <= share && share <= interval[1]).toBe(true);
  expect(spansOf(library(1), 5)).toEqual([]);
});
