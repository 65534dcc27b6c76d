/** Claims of Mohan+ 2022, judged by what each seed gave. */

import { counted } from "../counted.ts";
import { meanInterval } from "../explore/meanInterval.ts";
import { conformalSets, conformalThreshold, coverageOf } from "../methods/bayesian/conformalSets.ts";
import { calibrationClaims } from "./bayesianCalibration.ts";
import type { Pruning } from "./bayesianRuns.ts";
import { certainly, errorRate, laplaceOf, type Seed, type Size, table } from "./bayesianSeeds.ts";
import { type Claim, isAbove, type Verdict } from "./claims.ts";
import { coldPosteriorClaims } from "./coldPosteriorClaims.ts";
import { mannWhitney } from "./rankTests.ts";

export function claimsOf(seeds: readonly Seed[], { fractions }: Size): Claim[] {
  const over = (of: (seed: Seed) => number) => meanInterval(seeds.map(of));
  const claim = (
    text: string,
    paper: Claim["paper"],
    { mean, interval }: ReturnType<typeof over>,
    verdict: Verdict,
    note: string,
  ): Claim => ({ claim: text, paper, ours: mean, interval, verdict, note });
  const certainErrors = (seed: Seed) => certainly(seed, ({ test }) => errorRate(test, seed.truth));
  const accuracy = over((seed) => 1 - certainErrors(seed));
  const bayesian = over((seed) => 1 - errorRate(laplaceOf(seed).test, seed.truth));
  const apart = over((seed) => errorRate(laplaceOf(seed).test, seed.truth) - certainErrors(seed));
  const errorAt = (seed: Seed, by: Pruning, fraction: number) =>
    seed.pruned.find((each) => each.fraction === fraction)?.[by] ?? Number.NaN;
  const costAt = (seed: Seed, by: Pruning, fraction: number) => errorAt(seed, by, fraction) - errorAt(seed, by, 0);
  const cost = over((seed) => costAt(seed, "snr", 0.3));
  const most = (seed: Seed, by: Pruning) => largestKept(fractions, (at) => costAt(seed, by, at));
  const mostBy = (by: Pruning) => over((seed) => most(seed, by)).mean.toFixed(2);
  const further = over((seed) => most(seed, "fisher") - most(seed, "snr"));
  const doubts = (["uncertain", "hybrid"] as const).flatMap((group) =>
    (["entropy", "mutual"] as const).map((measure): Claim => {
      const tests = seeds.map((seed) => mannWhitney(laplaceOf(seed)[group][measure], laplaceOf(seed).test[measure]));
      const { mean, interval } = meanInterval(tests.map(({ superiority }) => superiority));
      const worst = Math.max(...tests.map(({ p }) => p));
      return {
        claim: `${measure === "entropy" ? "predictive entropy" : "mutual information"} is higher for ${group} sources than for confident ones`,
        paper: "correlated with human uncertainty",
        ours: mean,
        interval,
        verdict: worst < 0.01 ? "holds" : mean < 0.5 ? "does not" : "cannot tell",
        note: `how often one of the ${group} sources has more than a confident test source (0.5: no difference); largest p of any seed ${worst.toExponential(1)}, one-sided Mann-Whitney; holds below 0.01`,
      };
    }),
  );
  const conformal = over(conformalCoverage);
  return [
    claim(
      "a small network tells FR I from FR II (accuracy at least 0.90)",
      0.87,
      accuracy,
      isAbove(accuracy.interval, 0.9),
      `the network with certain weights, without dropout, the mean of ${counted(seeds[0]?.certain.length ?? 0, "start")}; intervals are over seeds, each with a split and starts of its own`,
    ),
    claim(
      "the same network with Bayesian weights does (accuracy at least 0.90)",
      0.88,
      bayesian,
      isAbove(bayesian.interval, 0.9),
      "Bayes by Backprop, Laplace prior, temperature 0.01",
    ),
    claim(
      "a Bayesian network errs no more than 1 point more often",
      "11.6 to 12.8 %",
      apart,
      isAbove([-apart.interval[1], -apart.interval[0]], -0.01),
      "error rate with the Laplace prior less that with certain weights",
    ),
    ...calibrationClaims(seeds),
    claim(
      "30 % of the dense weights pruned by signal-to-noise cost at most 1 point",
      0,
      cost,
      isAbove([-cost.interval[1], -cost.interval[0]], -0.01),
      "error rate after pruning less before",
    ),
    claim(
      "Fisher information prunes further than signal-to-noise",
      "about 0.6 against 0.3",
      further,
      isAbove(further.interval, 0),
      `largest fraction at no more than 1 point, by Fisher less by signal-to-noise, of ${fractions.join(", ")}; size decides 70 % of what Fisher takes out; the largest are ${mostBy("snr")} by signal-to-noise, ${mostBy("fisher")} by Fisher so, ${mostBy("fisherAlone")} by Fisher information alone, on average`,
    ),
    ...doubts,
    ...coldPosteriorClaims(seeds),
    claim(
      "conformal sets hold the right class 90 % of the time (not of the paper)",
      null,
      conformal,
      conformal.mean >= 0.88 ? "holds" : "does not",
      "coverage promised 0.9 over draws of calibration and test sources; thresholds from the validation sources; holds from 0.88, two standard errors at this number of sources or less",
    ),
  ];
}

/** The largest fraction up to which nothing costs more than a point. */
function largestKept(fractions: readonly number[], cost: (fraction: number) => number): number {
  const first = fractions.findIndex((each) => cost(each) > 0.01 + 1e-9);
  return first < 0 ? (fractions.at(-1) ?? 0) : (fractions[first - 1] ?? 0);
}

function conformalCoverage(seed: Seed): number {
  const { validation, test } = laplaceOf(seed);
  const threshold = conformalThreshold(table(validation.p), table(seed.validationTruth), 0.9);
  return coverageOf(conformalSets(table(test.p), threshold), table(seed.truth));
}
