/** Mohan+ 2022 (arXiv 2201.01203): Bayesian networks on MiraBest, their uncertainty, calibration, pruning and temperature. */

import { join } from "node:path";
import type { Configuration } from "../methods/bayesian/configuration.ts";
import type { Workspace } from "../survey/workspace.ts";
import { indicesOf } from "../training/examples.ts";
import { claimsOf } from "./bayesianClaims.ts";
import { type Doubt, doubtClaims, doubtOf, lessons } from "./bayesianDoubt.ts";
import { plotsOf } from "./bayesianPlots.ts";
import {
  cheapAlternatives,
  prunedErrors,
  referenceDropout,
  type Tried,
  together,
  trainedRun,
  triedRun,
  type Work,
} from "./bayesianRuns.ts";
import type { Seed, Size } from "./bayesianSeeds.ts";
import type { Reproduction, Scale } from "./claims.ts";
import { catalogueName, confidentExamples, readMirabest } from "./mirabest.ts";
import { fingerprint, type Steps } from "./steps.ts";

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
    simulated: 1000,
  },
  full: {
    base: { imageSize: 150, zoom: 1, epochs: 200, learningRate: 1e-3 },
    priors: ["laplace", "gaussian", "laplace-mixture", "gaussian-mixture"],
    temperatures: [1, 0.5, 0.2, 0.1, 0.05, 0.02, usual, 5e-3, 1e-3, 1e-4, 1e-5],
    fractions: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
    draws: 200,
    members: 5,
    simulated: 3000,
  },
};

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
  const doubts: Doubt[] = [];
  const pieces =
    size.members + size.priors.length + size.temperatures.length + 2 + (size.simulated ? lessons.length : 0);
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
    if (size.simulated !== undefined)
      for (const lesson of lessons) {
        doubts.push(await doubtOf(work, lesson, size.simulated, signal));
        done++;
      }
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
    claims: [...claimsOf(all, size), ...(doubts.length > 0 ? doubtClaims(doubts) : [])],
    plots: plotsOf(all, size),
  };
}
