/** Bayes by Backprop beside what people use instead, drawn as bars. */

import { meanInterval } from "../explore/meanInterval.ts";
import { bestTemperature, scaled } from "../methods/bayesian/temperatureScaling.ts";
import { errorWithout } from "../methods/bayesian/uncertaintyMeasures.ts";
import { type Pruning, prunings, type Said, type Tried, together } from "./bayesianRuns.ts";
import {
  endedOf,
  errorRate,
  errorsOf,
  laplaceOf,
  loss,
  onConfident,
  onUncertain,
  type Seed,
  type Size,
  table,
  uce,
  uceOfBoth,
} from "./bayesianSeeds.ts";
import type { Plot } from "./claims.ts";

const pruningNames: Readonly<Record<Pruning, string>> = {
  snr: "signal-to-noise",
  fisher: "size and Fisher information",
  fisherAlone: "Fisher information",
};

export function plotsOf(seeds: readonly Seed[], { priors, temperatures, fractions }: Size): Plot[] {
  const bar = (name: string, of: (seed: Seed) => number) => {
    const { mean, interval } = meanInterval(seeds.map(of));
    return { name, value: mean, ...(seeds.length > 1 ? { interval } : {}) };
  };
  const everyWay: [string, (seed: Seed) => Said | undefined][] = [
    ["certain weights", (seed) => seed.certain[0].test],
    ["temperature scaling", tempered],
    ["Monte-Carlo dropout", (seed) => seed.cheap.dropout],
    ["last-layer Laplace", (seed) => seed.cheap.laplace],
    ["deep ensemble", (seed) => seed.ensemble],
    ...priors.map((prior): [string, (seed: Seed) => Said | undefined] => [
      `Bayes by Backprop, ${prior}`,
      (seed) => seed.priors.get(prior)?.test,
    ]),
    ["PAC-style cost at 1", (seed) => seed.pac?.test],
  ];
  const ways = everyWay.filter((way): way is [string, (seed: Seed) => Said] => seeds.every((seed) => way[1](seed)));
  const at = (temperature: number) => (seed: Seed) => (seed.temperatures.get(temperature) as Tried).test;
  const groups = ["test", "uncertain", "hybrid"] as const;
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  return [
    {
      title: "Error rate",
      measure: "of confident test sources",
      bars: ways.map(([name, of]) => bar(name, (seed) => errorRate(of(seed), seed.truth))),
    },
    {
      title: "Calibration of uncertainty",
      measure: "UCE of predictive entropy, per cent",
      bars: ways.map(([name, of]) => bar(name, (seed) => uce(of(seed), seed.truth))),
    },
    ...(seeds.every(({ ended }) => ended) ? [endedPlot()] : []),
    {
      title: "Likelihood",
      measure: "negative log-likelihood, nats",
      bars: ways.map(([name, of]) => bar(name, (seed) => loss(of(seed), seed.truth))),
    },
    ...(temperatures.length > 1 ? [temperaturePlot()] : []),
    {
      title: "Dense weights pruned (Laplace prior)",
      measure: "error rate on test sources",
      bars: prunings.flatMap((by) =>
        [0, ...fractions].map((fraction) =>
          bar(
            `${Math.round(100 * fraction)} % by ${pruningNames[by]}`,
            (seed) => seed.pruned.find((each) => each.fraction === fraction)?.[by] ?? Number.NaN,
          ),
        ),
      ),
    },
    {
      title: "How unsure, by what experts said",
      measure: "mean, nats",
      bars: (["entropy", "mutual"] as const).flatMap((measure) =>
        groups.map((group) =>
          bar(
            `${measure === "entropy" ? "entropy" : "mutual information"}, ${group === "test" ? "confident" : group}`,
            (seed) => mean(laplaceOf(seed)[group][measure]),
          ),
        ),
      ),
    },
    {
      title: "The most uncertain set aside (Laplace prior)",
      measure: "error rate of the others",
      bars: [0, 0.1, 0.2, 0.3, 0.5].map((share) =>
        bar(`${Math.round(100 * share)} % set aside`, (seed) => {
          const { test } = laplaceOf(seed);
          return errorWithout([share], test.entropy, errorsOf(test, seed.truth))[0] ?? Number.NaN;
        }),
      ),
    },
  ];

  function endedPlot(): Plot {
    const sources: [string, (tried: Tried, seed: Seed) => number][] = [
      ["as in the catalogue", uceOfBoth],
      ["confident", onConfident(uce)],
      ["uncertain", onUncertain(uce)],
    ];
    return {
      title: "Calibration of uncertainty, trained to the end",
      measure: "UCE of predictive entropy, per cent",
      bars: sources.flatMap(([name, of]) =>
        (["certain", "laplace"] as const).map((weights) =>
          bar(`${name}, ${weights === "certain" ? "certain" : "Bayesian"}`, (seed) => of(endedOf(seed)[weights], seed)),
        ),
      ),
    };
  }

  function temperaturePlot(): Plot {
    return {
      title: "Temperature (Laplace prior)",
      measure: "negative log-likelihood, nats; error rates below",
      bars: [
        ...temperatures.map((each) => bar(`likelihood at ${each}`, (seed) => loss(at(each)(seed), seed.truth))),
        ...temperatures.map((each) => bar(`error at ${each}`, (seed) => errorRate(at(each)(seed), seed.truth))),
      ],
    };
  }
}

/** A classifier whose temperature validation has set. */
function tempered({ certain: [certain], validationTruth }: Seed): Said {
  const temperature = bestTemperature(table(certain.validation.p), table(validationTruth));
  const { values } = scaled(table(certain.test.p), temperature);
  return together([certain.test.p.map((_, i) => values[2 * i + 1] as number)]);
}
