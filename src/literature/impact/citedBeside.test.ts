import fc from "fast-check";
import { expect, test } from "vitest";
import { type CitedPaper, citedBeside } from "./citedBeside.ts";

const of = (year: number, ...citations: number[]): CitedPaper[] => citations.map((each) => ({ year, citations: each }));

test("papers are compared with those of their own years, in the same mixture", () => {
  const cited = citedBeside(
    [...of(2000, 10, 12, 14, 16), ...of(2010, 4)],
    [...of(2000, 2, 4), ...of(2010, 1), ...of(1990, 900)],
  );
  expect(cited).toMatchObject({ papers: 5, others: 3, perPaper: 56 / 5, ahead: 1, aheadInterval: [1, 1] });
  expect(cited?.othersPerPaper).toBeCloseTo(0.8 * 3 + 0.2 * 1);
});

test("where both are cited alike, neither is ahead", () => {
  const counts = [0, 1, 1, 3, 8, 20];
  expect(citedBeside(of(2000, ...counts), of(2000, ...counts))?.ahead).toBeCloseTo(0.5);
});

test("of fewer than five papers, or with no other of their years, nothing is said", () => {
  expect(citedBeside(of(2000, 1, 2, 3, 4), of(2000, 1))).toBeNull();
  expect(citedBeside(of(2000, 1, 2, 3, 4, 5), of(2001, 1))).toBeNull();
});

test("every number lies in its interval, and the same papers give the same one", () => {
  const papers = (minLength: number) =>
    fc.array(fc.record({ year: fc.integer({ min: 2000, max: 2002 }), citations: fc.integer({ min: 0, max: 5000 }) }), {
      minLength,
      maxLength: 20,
    });
  fc.assert(
    fc.property(papers(5), papers(1), (own, others) => {
      const cited = citedBeside(own, others);
      if (!cited) return;
      const { perPaper, interval, othersPerPaper, othersInterval, ahead, aheadInterval } = cited;
      for (const [value, [low, high]] of [
        [perPaper, interval],
        [othersPerPaper, othersInterval],
        [ahead, aheadInterval],
      ] as const) {
        expect(low).toBeLessThanOrEqual(value + 1e-9);
        expect(high).toBeGreaterThanOrEqual(value - 1e-9);
      }
      expect(citedBeside(own, others)).toEqual(cited);
    }),
    { numRuns: 30 },
  );
});
