/** Whether a Bayesian network's doubt is better calibrated than a certain one's: on what sources, and with which weights. */

import { meanInterval } from "../explore/meanInterval.ts";
import type { Tried } from "./bayesianRuns.ts";
import {
  certainly,
  endedOf,
  errorRate,
  laplaceOf,
  loss,
  onConfident,
  onUncertain,
  type Seed,
  uce,
  uceOfBoth,
  uceOfBothRight,
  uceOfRight,
} from "./bayesianSeeds.ts";
import { type Claim, isAbove } from "./claims.ts";

type Figure = (tried: Tried, seed: Seed) => number;

/** The two that are compared: a figure of the one with certain weights, and of the Laplace prior's. */
interface Compared {
  certain: (seed: Seed, figure: Figure) => number;
  laplace: (seed: Seed, figure: Figure) => number;
}

const kept: Compared = {
  certain: (seed, figure) => certainly(seed, (tried) => figure(tried, seed)),
  laplace: (seed, figure) => figure(laplaceOf(seed), seed),
};

const last: Compared = {
  certain: (seed, figure) => figure(endedOf(seed).certain, seed),
  laplace: (seed, figure) => figure(endedOf(seed).laplace, seed),
};

/**
 * UCE on sources as the catalogue has them, on confident and on uncertain ones; by the last epoch's weights too where they were
 * tried; and of the Laplace prior beside a Gaussian one where both learnt.
 */
export function calibrationClaims(seeds: readonly Seed[]): Claim[] {
  return [
    ...comparison(seeds, kept, "", ""),
    ...(seeds.every(({ ended }) => ended)
      ? comparison(
          seeds,
          last,
          ", both trained to the end",
          "; by the last epoch's weights instead of those of the least validation loss",
        )
      : []),
    ...sparsePriorClaims(seeds),
  ];
}

function comparison(seeds: readonly Seed[], { certain, laplace }: Compared, when: string, how: string): Claim[] {
  const over = (of: (seed: Seed) => number) => meanInterval(seeds.map(of));
  const beside = (figure: Figure, digits: number) =>
    [certain, laplace].map((one) => over((seed) => one(seed, figure)).mean.toFixed(digits)).join(" and ");
  const claim = (on: string, figure: Figure, note: string): Claim => {
    const { mean, interval } = over((seed) => certain(seed, figure) - laplace(seed, figure));
    const text = `its uncertainty is better calibrated${on}${when} (UCE)`;
    return { claim: text, paper: null, ours: mean, interval, verdict: isAbove(interval, 0), note: `${note}${how}` };
  };
  const others = (on: typeof onConfident) =>
    `error rates ${beside(on(errorRate), 3)}, negative log-likelihood ${beside(on(loss), 3)}`;
  return [
    claim(
      "",
      uceOfBoth,
      `UCE in per cent of predictive entropy, ten bins: certain weights less Laplace, ${beside(uceOfBoth, 1)}; were their probabilities right it would be ${beside(uceOfBothRight, 1)}, for entropy is more than twice the chance of an error; on test sources as the catalogue has them, confident and uncertain`,
    ),
    claim(
      " on confident sources alone",
      onConfident(uce),
      `the same on confident test sources, ${beside(onConfident(uce), 1)}; were their probabilities right it would be ${beside(onConfident(uceOfRight), 1)}; ${others(onConfident)}`,
    ),
    claim(
      " on sources that experts were not sure of",
      onUncertain(uce),
      `the same on MiraBest's uncertain sources, ${beside(onUncertain(uce), 1)}; were their probabilities right it would be ${beside(onUncertain(uceOfRight), 1)}; ${others(onUncertain)}`,
    ),
  ];
}

function sparsePriorClaims(seeds: readonly Seed[]): Claim[] {
  const gaussian = seeds.flatMap(({ priors }) => priors.get("gaussian") ?? []);
  if (gaussian.length < seeds.length) return [];
  const { mean, interval } = meanInterval(
    seeds.map((seed, i) => uce((gaussian[i] as Tried).test, seed.truth) - uce(laplaceOf(seed).test, seed.truth)),
  );
  return [
    {
      claim: "a sparse prior (Laplace) is better calibrated than a Gaussian one",
      paper: null,
      ours: mean,
      interval,
      verdict: isAbove(interval, 0),
      note: "UCE of the Gaussian prior less that of the Laplace prior, temperature 0.01",
    },
  ];
}
