import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clusterInterest, type Measured } from "./clusterInterest.ts";

const objects = 802;
const like = (size: number, measured: Partial<Measured> = {}): Measured => ({
  share: size / objects,
  isolation: 1.77,
  persistence: 0.1,
  stability: null,
  surprise: null,
  artefact: null,
  ...measured,
});
const interest = (of: Measured) => clusterInterest(of, objects);

describe("a cluster's interest", () => {
  test("of two, the bulk of the survey does not come before a small one, though it lasts longer and surprises more", () => {
    const bulk = like(423, { persistence: 0.16, surprise: { distance: 0.08, answer: "a", members: 1, predicted: 0 } });
    const few = like(28, { surprise: { distance: 0.04, answer: "a", members: 1, predicted: 0 } });
    expect(interest(bulk)).toBe(0);
    expect(interest(few)).toBeGreaterThan(0.15);
  });

  test("does not depend on what else there is, and is no extreme where there are two", () => {
    expect(interest(like(28))).toBeGreaterThan(0.1);
    expect(interest(like(28))).toBeLessThan(0.9);
    expect(interest(like(30))).toBeCloseTo(interest(like(28)), 1);
  });

  test("a little smaller does not outweigh much farther apart", () => {
    expect(interest(like(30, { isolation: 3 }))).toBeGreaterThan(interest(like(15, { isolation: 1.2 })));
  });

  test("of plain artefacts is nothing, though they are few and far apart, and of what is half so by half", () => {
    const by = (score: number) => ({ artefact: { score, blank: score, discord: null, otherSize: null, called: null } });
    expect(interest(like(12, { isolation: 50, persistence: 0.9, ...by(1) }))).toBe(0);
    expect(interest(like(12, by(0.5)))).toBeCloseTo(interest(like(12)) / 2, 10);
  });

  const shares = fc.double({ min: 0, max: 1, noNaN: true });
  const measured = fc.record({
    share: fc.integer({ min: 1, max: objects }).map((size) => size / objects),
    isolation: fc.double({ min: 0, max: 1000, noNaN: true }),
    persistence: shares,
    stability: fc.option(shares),
    surprise: fc.option(shares.map((distance) => ({ distance, answer: "a", members: 0.5, predicted: 0.5 }))),
    artefact: fc.option(shares.map((score) => ({ score, blank: null, discord: null, otherSize: null, called: null }))),
  });

  test("is 0 to 1, and 0 for half of the survey whatever else it is", () => {
    fc.assert(
      fc.property(measured, fc.double({ min: 0.5, max: 1, noNaN: true }), (cluster, half) => {
        expect(interest(cluster)).toBeGreaterThanOrEqual(0);
        expect(interest(cluster)).toBeLessThanOrEqual(1);
        expect(interest({ ...cluster, share: half })).toBe(0);
      }),
    );
  });

  test("never falls where a cluster is rarer, farther apart, lasts longer, is more stable or less of an artefact", () => {
    const better = (cluster: Measured): Measured[] => [
      { ...cluster, share: cluster.share / 2 },
      { ...cluster, isolation: cluster.isolation * 2 },
      { ...cluster, persistence: Math.min(1, cluster.persistence + 0.1) },
      ...(cluster.stability === null ? [] : [{ ...cluster, stability: 1 }]),
      ...(cluster.artefact === null ? [] : [{ ...cluster, artefact: { ...cluster.artefact, score: 0 } }]),
    ];
    fc.assert(
      fc.property(measured, (cluster) => {
        for (const each of better(cluster)) expect(interest(each)).toBeGreaterThanOrEqual(interest(cluster) - 1e-12);
      }),
    );
  });
});
