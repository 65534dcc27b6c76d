import { describe, expect, test } from "vitest";
import type { Side } from "./adaptedSides.ts";
import { siddaClaims, siddaPlots } from "./siddaClaims.ts";
import { type Measured, type SiddaSet, waysOf } from "./siddaTrainings.ts";

const side = (accuracy: number, wrong = 1 - accuracy): Side => ({
  accuracy,
  calibration: wrong,
  brier: wrong / 2,
  balanced: accuracy,
});

/** Three seeds of every way, each a little better than the one before. */
function trained(set: SiddaSet, onTarget: (way: string) => number, withOrders = true): Measured[] {
  return [1, 2, 3].flatMap((seed) =>
    waysOf("small", set, withOrders).map(({ name }) => ({
      set,
      way: name,
      seed,
      source: side(0.95),
      target: side(onTarget(name) + 0.001 * seed),
    })),
  );
}

const verdictOf = (measured: readonly Measured[], set: SiddaSet, words: string) =>
  siddaClaims(measured, [set]).find(({ claim }) => claim.startsWith(`${set}:`) && claim.includes(words))?.verdict;

describe("on the target", () => {
  const gained = (gain: number) => trained("objects", (way) => (way.endsWith("SIDDA") ? 0.6 + gain : 0.6));
  test.each([
    [0.3, "holds"],
    [-0.3, "does not"],
  ])("a gain of %d in every seed: %s", (gain, verdict) => {
    expect(verdictOf(gained(gain), "objects", "raises accuracy")).toBe(verdict);
  });

  test("D4 is judged, which was named before, though the CNN gained more on the target", () => {
    const measured = trained("objects", (way) => ({ "CNN, SIDDA": 0.9, "D4, SIDDA": 0.5 })[way] ?? 0.6);
    expect(verdictOf(measured, "objects", "raises accuracy")).toBe("does not");
  });

  test("a gain of 20 points or more is judged by its interval", () => {
    const verdict = (gain: number) =>
      siddaClaims(gained(gain), ["objects"]).find(({ claim }) => claim.includes("0.2 or more"))?.verdict;
    expect([0.3, 0.1].map(verdict)).toEqual(["holds", "does not"]);
  });

  test("calibration of which the seeds differ much cannot be told, though its mean is four times better", () => {
    const measured = trained("objects", () => 0.7).map((each) => ({
      ...each,
      target: side(0.7, each.way.endsWith("SIDDA") ? 0.3 / ([1, 4, 16][each.seed - 1] ?? 1) : 0.3),
    }));
    expect(verdictOf(measured, "objects", "calibration")).toBe("cannot tell");
  });

  test("calibration four times better holds; twice better, or worse, is not three times better", () => {
    const better = (times: number) =>
      trained("objects", () => 0.7).map((each) => ({
        ...each,
        target: side(0.7, each.way.endsWith("SIDDA") ? 0.3 / times : 0.3),
      }));
    const verdicts = [4, 2, 0.5].map((times) => verdictOf(better(times), "objects", "calibration"));
    expect(verdicts).toEqual(["holds", "does not", "does not"]);
  });
});

test("the order of the group is a slope a doubling, and holds where each doubling gains", () => {
  const turns = (way: string) => Number(/^D(\d)/.exec(way)?.[1] ?? 1);
  const rising = trained("objects", (way) => 0.7 + 0.02 * Math.log2(turns(way)));
  const claim = siddaClaims(rising, ["objects"]).find((each) => each.claim.includes("D1 < D2"));
  expect(claim).toMatchObject({ verdict: "holds" });
  expect(claim?.ours).toBeCloseTo(0.02, 6);
  const without = siddaClaims(
    trained("objects", () => 0.7, false),
    ["objects"],
  );
  expect(without.some((each) => each.claim.includes("D1 < D2"))).toBe(false);
});

test("of shapes, where no network that knows turns is trained, nothing is said of them", () => {
  const measured = trained("shapes", (way) => (way.endsWith("SIDDA") ? 0.8 : 0.5));
  const claims = siddaClaims(measured, ["shapes"]);
  expect(claims.map(({ claim }) => claim).join()).not.toContain("D4");
  expect(claims.every(({ ours }) => ours !== null && !Number.isNaN(ours))).toBe(true);
  expect(siddaPlots(measured, ["shapes"])[0]?.bars.map(({ name }) => name)).toEqual([
    "CNN, no adaptation",
    "CNN, SIDDA",
    "CNN, mean discrepancy",
  ]);
});
