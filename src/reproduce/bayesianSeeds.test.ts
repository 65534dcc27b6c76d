import { expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { type Seed, uce, uceOfBoth, uceOfBothRight, uceOfRight } from "./bayesianSeeds.ts";
import { isAtChance } from "./coldPosteriorClaims.ts";

test("of many predictions whose probabilities are right, the calibration error of uncertainty is what it is said to be, and not 0", () => {
  const stream = randomStream(1, "right");
  const p = Array.from({ length: 20_000 }, () => stream.uniform());
  const entropy = p.map((each) => -each * Math.log(each) - (1 - each) * Math.log(1 - each));
  const truth = p.map((each) => (stream.uniform() < each ? 1 : 0));
  const said = { p, entropy, mutual: p.map(() => 0) };
  expect(uceOfRight(said)).toBeGreaterThan(15);
  expect(Math.abs(uce(said, truth) - uceOfRight(said))).toBeLessThan(1);
});

test("of certain predictions, and of those that cannot tell, it is 0 where they are right", () => {
  const mutual = [0, 0];
  expect(uceOfRight({ p: [0, 1], entropy: [0, 0], mutual })).toBe(0);
  expect(uceOfRight({ p: [0.5, 0.5], entropy: [Math.LN2, Math.LN2], mutual })).toBeCloseTo(0, 10);
});

test("networks are at chance that do no better than the commoner class, so that no cost is said to help or not", () => {
  const truth = [0, 0, 0, 1, 1];
  const saying = (p: number[]) => ({ test: { p, entropy: [], mutual: [] } });
  expect(isAtChance([{ truth }, { truth }], [saying([0, 0, 0, 0, 0]), saying([0, 0, 0, 0, 0])])).toBe(true);
  expect(isAtChance([{ truth }, { truth }], [saying([0, 0, 0, 1, 1]), saying([0, 0, 0, 1, 1])])).toBe(false);
});

test("uncertain sources count as many times as confident ones that were held out, whatever their number", () => {
  const said = (p: number[]) => ({
    p,
    entropy: p.map((each) => -each * Math.log(each) - (1 - each) * Math.log(1 - each)),
    mutual: p.map(() => 0),
  });
  const [sure, unsure] = [said([0.97, 0.03, 0.9, 0.2]), said([0.6, 0.4])];
  const seed = { truth: [1, 0, 1, 1], uncertainTruth: [0, 0], testShare: 0.5 };
  const tried = (times: number) => {
    const again = (values: number[]) => Array.from({ length: times }, () => values).flat();
    const uncertain = { p: again(unsure.p), entropy: again(unsure.entropy), mutual: [] };
    const of = { ...seed, uncertainTruth: again(seed.uncertainTruth), testShare: seed.testShare / times } as Seed;
    return [uceOfBoth({ test: sure, uncertain, validation: sure, hybrid: sure }, of), of] as const;
  };
  const [once] = tried(1);
  expect(tried(7)[0]).toBeCloseTo(once, 10);
  // Half a source each: as one of the two, were they alike.
  const [whole, half] = [uce(sure, seed.truth) * 4, uce(unsure, seed.uncertainTruth) * 2];
  expect(once).toBeCloseTo((whole + half * 0.5) / 5, 10);
  const all = { test: sure, uncertain: said([]), validation: sure, hybrid: sure };
  expect(uceOfBothRight(all, { ...seed, uncertainTruth: [] } as unknown as Seed)).toBeCloseTo(uceOfRight(sure), 10);
});
