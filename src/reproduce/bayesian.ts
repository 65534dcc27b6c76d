/** Mohan+ 2022 (arXiv 2201.01203): Bayesian networks on MiraBest, their uncertainty, calibration, pruning and temperature. */

import { join } from "node:path";
import type { Configuration } from "../methods/bayesian/configuration.ts";
import { conformalSets, conformalThreshold, coverageOf } from "../methods/bayesian/conformalSets.ts";
import { bestTemperature, scaled } from "../methods/bayesian/temperatureScaling.ts";
import {
  errorWithout,
  negativeLogLikelihood,
  normalised,
  uncertaintyCalibrationError,
} from "../methods/bayesian/uncertaintyMeasures.ts";
import type { Table } from "../methods/zoobot/measures.ts";
import type { Workspace } from "../survey/workspace.ts";
import { indicesOf } from "../training/examples.ts";
import {
  cheapAlternatives,
  type Pruned,
  prunedErrors,
  referenceDropout,
  type Said,
  type Tried,
  together,
  trainedRun,
  triedRun,
  type Work,
} from "./bayesianRuns.ts";
import { type Claim, isAbove, meanInterval, type Plot, type Reproduction, type Scale, type Verdict } from "./claims.ts";
import { catalogueName, confidentExamples, readMirabest } from "./mirabest.ts";
import { mannWhitney } from "./rankTests.ts";
import { fingerprint, type Steps } from "./steps.ts";

/** What a scale is. */
export interface Size {
  base: Partial<Configuration>;
  priors: readonly Configuration["prior"][];
  /** Of the Laplace prior. */
  temperatures: readonly number[];
  fractions: readonly number[];
  /** Networks drawn to predict. */
  draws: number;
  /** Networks of a deep ensemble. */
  members: number;
}

/** The temperature of the paper's main results. */
const usual = 0.01;

const sizes: Readonly<Record<Scale, Size>> = {
  small: {
    // The middle 173 arcseconds in pixels of 2.7: half the beam, so that nothing of the sources is lost, and a fifth of the work.
    base: { imageSize: 64, zoom: 0.64, epochs: 30, learningRate: 2e-3 },
    priors: ["laplace", "gaussian"],
    temperatures: [1, usual, 1e-4],
    fractions: [0.3, 0.5, 0.7, 0.8, 0.9],
    draws: 50,
    members: 3,
  },
  full: {
    base: { imageSize: 150, zoom: 1, epochs: 200, learningRate: 1e-3 },
    priors: ["laplace", "gaussian", "laplace-mixture", "gaussian-mixture"],
    temperatures: [1, 0.5, 0.2, 0.1, 0.05, 0.02, usual, 5e-3, 1e-3, 1e-4, 1e-5],
    fractions: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
    draws: 200,
    members: 5,
  },
};

/** What one seed gave. */
interface Seed {
  certain: Tried;
  ensemble: Said;
  cheap: { laplace: Said; dropout: Said };
  /** By prior, at the usual temperature. */
  priors: Map<string, Tried>;
  /** By temperature, of the Laplace prior. */
  temperatures: Map<number, Tried>;
  pac: Tried;
  pruned: Pruned[];
  /** Whether each test source is of the second class. */
  truth: number[];
  validationTruth: number[];
}

export interface BayesianRequest {
  /** Folder of MiraBest: catalog.csv and the images it names. */
  data: string;
  scale: Scale;
  seeds: number;
  threads: number;
  /** In place of what the scale has. */
  size?: Size;
  signal: AbortSignal;
  onProgress?: (fraction: number, text: string) => void;
}

/** @throws Fault where the folder is not MiraBest's; what `signal` was aborted with */
export async function reproduceBayesian(
  workspace: Workspace,
  steps: Steps,
  { data, scale, seeds, threads, size = sizes[scale], signal, onProgress = () => {} }: BayesianRequest,
): Promise<Reproduction> {
  const sources = await readMirabest(data);
  const print = await fingerprint(join(data, catalogueName));
  const all: Seed[] = [];
  const pieces = size.members + size.priors.length + size.temperatures.length + 2;
  for (let seed = 1; seed <= seeds; seed++) {
    let done = 0;
    const examples = confidentExamples(sources, seed);
    const work: Work = {
      workspace,
      steps,
      sources,
      seed,
      examples,
      base: { ...size.base, threads },
      draws: size.draws,
      data: print,
      signal,
      report: (text) => onProgress((seed - 1 + done / pieces) / seeds, text),
    };
    const one = async (name: string, own: Partial<Configuration>): Promise<{ id: string; tried: Tried }> => {
      const id = await trainedRun(work, name, own);
      const found = { id, tried: await triedRun(work, name, id) };
      done++;
      return found;
    };
    const members: { id: string; tried: Tried }[] = [];
    for (let member = 0; member < size.members; member++)
      members.push(
        await one(`certain ${member + 1}`, {
          cost: "likelihood",
          dropout: referenceDropout,
          seed: seed + 1000 * member,
        }),
      );
    const priors = new Map<string, { id: string; tried: Tried }>();
    for (const prior of size.priors) priors.set(prior, await one(prior, { prior, temperature: usual }));
    const temperatures = new Map<number, Tried>();
    for (const temperature of size.temperatures)
      temperatures.set(
        temperature,
        temperature === usual
          ? (priors.get("laplace") as { tried: Tried }).tried
          : (await one(`laplace at ${temperature}`, { prior: "laplace", temperature })).tried,
      );
    const pac = await one("pac at 1", { prior: "laplace", temperature: 1, cost: "pac" });
    const [first] = members as [{ id: string; tried: Tried }];
    const truthOf = (split: "test" | "validation") =>
      indicesOf(examples, split).map((index) => examples.targets[index]?.[1] ?? 0);
    all.push({
      certain: first.tried,
      ensemble: together(members.map(({ tried }) => tried.test.p)),
      cheap: await cheapAlternatives(work, first.id),
      priors: new Map([...priors].map(([name, { tried }]) => [name, tried])),
      temperatures,
      pac: pac.tried,
      pruned: await prunedErrors(work, (priors.get("laplace") as { id: string }).id, size.fractions),
      truth: truthOf("test"),
      validationTruth: truthOf("validation"),
    });
  }
  const counts = { confident: confidentExamples(sources, 1).ids.length, test: all[0]?.truth.length ?? 0 };
  return {
    paper: "arXiv 2201.01203",
    title: "Bayesian uncertainty for radio galaxies",
    scale,
    seeds,
    data: `MiraBest (${counts.confident} confident sources of the paper's 833; ${counts.test} to test a seed, a split of our own each)`,
    claims: claimsOf(all, size),
    plots: plotsOf(all, size),
  };
}

function table(p: readonly number[]): Table {
  return { answers: 2, values: p.flatMap((each) => [1 - each, each]) };
}

function errorsOf({ p }: Said, truth: readonly number[]): boolean[] {
  return p.map((each, i) => (each > 0.5 ? 1 : 0) !== truth[i]);
}

function errorRate(said: Said, truth: readonly number[]): number {
  return errorsOf(said, truth).filter(Boolean).length / truth.length;
}

/** In per cent, by predictive entropy. */
function uce(said: Said, truth: readonly number[]): number {
  return 100 * uncertaintyCalibrationError(normalised(said.entropy, 2), errorsOf(said, truth));
}

function loss({ p }: Pick<Said, "p">, truth: readonly number[]): number {
  return negativeLogLikelihood(table(p), table(truth));
}

const laplaceOf = ({ priors }: Seed) => priors.get("laplace") as Tried;

function claimsOf(seeds: readonly Seed[], { fractions }: Size): Claim[] {
  const over = (of: (seed: Seed) => number) => meanInterval(seeds.map(of));
  const claim = (
    text: string,
    paper: Claim["paper"],
    { mean, interval }: ReturnType<typeof over>,
    verdict: Verdict,
    note: string,
  ): Claim => ({ claim: text, paper, ours: mean, interval, verdict, note });
  const accuracy = over(({ certain, truth }) => 1 - errorRate(certain.test, truth));
  const apart = over(
    ({ certain, truth, ...seed }) => errorRate(laplaceOf(seed as Seed).test, truth) - errorRate(certain.test, truth),
  );
  const gain = over((seed) => uce(seed.certain.test, seed.truth) - uce(laplaceOf(seed).test, seed.truth));
  const sparse = over(
    (seed) => uce((seed.priors.get("gaussian") as Tried).test, seed.truth) - uce(laplaceOf(seed).test, seed.truth),
  );
  const errorAt = (seed: Seed, by: "snr" | "fisher", fraction: number) =>
    seed.pruned.find((each) => each.fraction === fraction)?.[by] ?? Number.NaN;
  const base = (seed: Seed) => errorRate(laplaceOf(seed).test, seed.truth);
  const cost = over((seed) => errorAt(seed, "snr", 0.3) - base(seed));
  const most = (seed: Seed, by: "snr" | "fisher") => largestKept(fractions, (at) => errorAt(seed, by, at) - base(seed));
  const further = over((seed) => most(seed, "fisher") - most(seed, "snr"));
  const cold = over((seed) => coldGain(seed, seed.temperatures.get(1) as Tried));
  const pac = over((seed) => coldGain(seed, seed.pac));
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
        note: `how often a ${group} source has more than a confident test source (0.5: no difference); largest p of any seed ${worst.toExponential(1)}, one-sided Mann-Whitney; holds below 0.01`,
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
      "the network with certain weights; intervals are over seeds, each with a split and a start of its own",
    ),
    claim(
      "a Bayesian network errs no more than 1 point more often",
      "11.6 to 12.8 %",
      apart,
      isAbove([-apart.interval[1], -apart.interval[0]], -0.01),
      "error rate with the Laplace prior less that with certain weights",
    ),
    claim(
      "its uncertainty is better calibrated (UCE)",
      null,
      gain,
      isAbove(gain.interval, 0),
      "UCE in per cent of predictive entropy, ten bins: certain weights less Laplace",
    ),
    claim(
      "a sparse prior (Laplace) is better calibrated than a Gaussian one",
      null,
      sparse,
      isAbove(sparse.interval, 0),
      "UCE of the Gaussian prior less that of the Laplace prior, temperature 0.01",
    ),
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
      `largest fraction at no more than 1 point, by Fisher less by signal-to-noise, of ${fractions.join(", ")}; size decides 70 % of what Fisher takes out`,
    ),
    ...doubts,
    claim(
      "a posterior at temperature 1 errs more than at 0.01 (cold posterior effect)",
      null,
      cold,
      isAbove(cold.interval, 0),
      "negative log-likelihood on test sources, nats, at 1 less at 0.01",
    ),
    claim(
      "the PAC-style cost does not remove the cold posterior effect",
      null,
      pac,
      isAbove(pac.interval, 0),
      "the same with that cost at temperature 1; with the gradient that the published code lacks",
    ),
    claim(
      "conformal sets hold the right class 90 % of the time (not of the paper)",
      null,
      conformal,
      conformal.mean >= 0.88 ? "holds" : "does not",
      "coverage promised 0.9 over draws of calibration and test sources; thresholds from the validation sources; holds from 0.88, two standard errors at this number of sources or less",
    ),
  ];
}

/** How much better the likelihood is at the usual temperature. */
function coldGain(seed: Seed, warm: Tried): number {
  return loss(warm.test, seed.truth) - loss(laplaceOf(seed).test, seed.truth);
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

/** A classifier whose temperature validation has set. */
function tempered({ certain, validationTruth }: Seed): Said {
  const temperature = bestTemperature(table(certain.validation.p), table(validationTruth));
  const { values } = scaled(table(certain.test.p), temperature);
  return together([certain.test.p.map((_, i) => values[2 * i + 1] as number)]);
}

function plotsOf(seeds: readonly Seed[], { priors, temperatures, fractions }: Size): Plot[] {
  const bar = (name: string, of: (seed: Seed) => number) => {
    const { mean, interval } = meanInterval(seeds.map(of));
    return { name, value: mean, ...(seeds.length > 1 ? { interval } : {}) };
  };
  const ways: [string, (seed: Seed) => Said][] = [
    ["certain weights", (seed) => seed.certain.test],
    ["temperature scaling", tempered],
    ["Monte-Carlo dropout", (seed) => seed.cheap.dropout],
    ["last-layer Laplace", (seed) => seed.cheap.laplace],
    ["deep ensemble", (seed) => seed.ensemble],
    ...priors.map((prior): [string, (seed: Seed) => Said] => [
      `Bayes by Backprop, ${prior}`,
      (seed) => (seed.priors.get(prior) as Tried).test,
    ]),
    ["PAC-style cost at 1", (seed) => seed.pac.test],
  ];
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
    {
      title: "Likelihood",
      measure: "negative log-likelihood, nats",
      bars: ways.map(([name, of]) => bar(name, (seed) => loss(of(seed), seed.truth))),
    },
    {
      title: "Temperature (Laplace prior)",
      measure: "negative log-likelihood, nats; error rates below",
      bars: [
        ...temperatures.map((each) => bar(`likelihood at ${each}`, (seed) => loss(at(each)(seed), seed.truth))),
        ...temperatures.map((each) => bar(`error at ${each}`, (seed) => errorRate(at(each)(seed), seed.truth))),
      ],
    },
    {
      title: "Dense weights pruned (Laplace prior)",
      measure: "error rate on test sources",
      bars: (["snr", "fisher"] as const).flatMap((by) =>
        fractions.map((fraction) =>
          bar(
            `${Math.round(100 * fraction)} % by ${by === "snr" ? "signal-to-noise" : "Fisher information"}`,
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
}
