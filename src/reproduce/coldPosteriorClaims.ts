/** What a scale with a network at temperature 1 says of the cold posterior effect (Mohan+ 2022). */

import { meanInterval } from "../explore/meanInterval.ts";
import type { Tried } from "./bayesianRuns.ts";
import { errorRate, laplaceOf, loss, type Seed } from "./bayesianSeeds.ts";
import { type Claim, isAbove } from "./claims.ts";

/** @returns none where no network was trained at temperature 1 */
export function coldPosteriorClaims(seeds: readonly Seed[]): Claim[] {
  const warm = seeds.flatMap(({ temperatures }) => temperatures.get(1) ?? []);
  const cautious = seeds.flatMap(({ pac }) => pac ?? []);
  if (warm.length < seeds.length) return [];
  const over = (of: (seed: Seed, i: number) => number) => meanInterval(seeds.map(of));
  const coldGain = (seed: Seed, hot: Tried) => loss(hot.test, seed.truth) - loss(laplaceOf(seed).test, seed.truth);
  const errors = over(
    (seed, i) => errorRate((warm[i] as Tried).test, seed.truth) - errorRate(laplaceOf(seed).test, seed.truth),
  );
  const likelihood = over((seed, i) => coldGain(seed, warm[i] as Tried));
  const isWarmAtChance = isAtChance(seeds, warm);
  return [
    {
      claim: "a posterior at temperature 1 errs more than at 0.01 (cold posterior effect)",
      paper: null,
      ours: errors.mean,
      interval: errors.interval,
      verdict: isAbove(errors.interval, 0),
      note: `error rate on test sources at 1 less at 0.01${isWarmAtChance ? "; at 1 the network is at chance: it learnt nothing" : ""}`,
    },
    {
      claim: "a posterior at temperature 1 is less likely than at 0.01 (cold posterior effect)",
      paper: null,
      ours: likelihood.mean,
      interval: likelihood.interval,
      verdict: isAbove(likelihood.interval, 0),
      note: "negative log-likelihood on test sources, nats, at 1 less at 0.01",
    },
    ...(cautious.length < seeds.length ? [] : [pacClaim()]),
  ];

  function pacClaim(): Claim {
    const { mean, interval } = over((seed, i) => coldGain(seed, cautious[i] as Tried));
    // Networks that learnt nothing lose to any other, whatever their cost was.
    const areAtChance = isWarmAtChance && isAtChance(seeds, cautious);
    return {
      claim: "the PAC-style cost does not remove the cold posterior effect",
      paper: null,
      ours: mean,
      interval,
      verdict: areAtChance ? "cannot tell" : isAbove(interval, 0),
      note: `the same (negative log-likelihood) with that cost at temperature 1; with the gradient that the published code lacks${areAtChance ? "; with it and without, the network at temperature 1 is at chance: nothing is there that a cost could remove" : ""}`,
    };
  }
}

/** No better, within two points, than to call every source the commoner class. @param tried a network of each seed */
export function isAtChance(seeds: readonly Pick<Seed, "truth">[], tried: readonly Pick<Tried, "test">[]): boolean {
  const margins = seeds.map(({ truth }, i) => {
    const second = truth.reduce((a, b) => a + b, 0) / truth.length;
    return Math.min(second, 1 - second) - errorRate((tried[i] as Tried).test, truth);
  });
  return meanInterval(margins).mean < 0.02;
}
