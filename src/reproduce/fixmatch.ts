/** FixMatch on radio galaxies (Slijepcevic+ 2022, arXiv 2204.08816): label volumes, another catalogue's pool, class fractions, and distances between pools. */

import { join } from "node:path";
import type { Workspace } from "../survey/workspace.ts";
import type { Reproduction, Scale } from "./claims.ts";
import { claimsOf } from "./fixmatchClaims.ts";
import { plotsOf } from "./fixmatchPlots.ts";
import { labelledOf, otherCatalogue, parted, withRate } from "./fixmatchPools.ts";
import { distances, type PoolImage, type Reached, reached, type Work } from "./fixmatchRuns.ts";
import { rateName, type Seed, type Size } from "./fixmatchSeeds.ts";
import { catalogueName, readMirabest, type Source } from "./mirabest.ts";
import { fingerprint, type Steps } from "./steps.ts";

const sizes: Readonly<Record<Scale, Size>> = {
  small: {
    // The middle 173 arcseconds in pixels of 3.6, and the smaller of the published radio networks: 20 minutes for three seeds.
    base: {
      network: "radioLenet",
      imageSize: 48,
      zoom: 0.64,
      batchSize: 16,
      unlabelledRatio: 3,
      learningRate: 3e-3,
      stepsPerEpoch: 160,
    },
    trainingSteps: 640,
    volumes: [48, 96, 192, 384],
    volume: 96,
    rates: [0, 0.5, 1],
    draws: 20,
  },
  full: {
    base: { network: "radioTang", imageSize: 150, zoom: 1, batchSize: 20, unlabelledRatio: 7, learningRate: 5e-4 },
    trainingSteps: 2400,
    volumes: [48, 96, 192, 384],
    volume: 192,
    rates: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
    draws: 100,
  },
};

export interface FixMatchRequest {
  /** Folder that holds mirabest-radio and first-radio. */
  data: string;
  scale: Scale;
  seeds: number;
  threads: number;
  /** In place of what the scale has. */
  size?: Size;
  signal: AbortSignal;
  onProgress?: (fraction: number, text: string) => void;
}

export const mirabestFolder = "mirabest-radio";
export const otherFolder = "first-radio";

/** @throws Fault where a folder lacks what is needed; what `signal` was aborted with */
export async function reproduceFixMatch(
  workspace: Workspace,
  steps: Steps,
  { data, scale, seeds, threads, size = sizes[scale], signal, onProgress = () => {} }: FixMatchRequest,
): Promise<Reproduction> {
  const folders = [mirabestFolder, otherFolder].map((name) => join(data, name)) as [string, string];
  const sources = await readMirabest(folders[0]);
  onProgress(0, "cutting out the other catalogue");
  const cut = join(workspace.path, "reproductions", "first-radio-middles");
  const other = await otherCatalogue(folders[1], sources, cut);
  const { training, test } = parted(sources);
  const print = await fingerprint(...folders.map((folder) => join(folder, catalogueName)));
  const perSeed = 2 * size.volumes.length + size.rates.length + 5;
  const all: Seed[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    let done = 0;
    const work: Work = {
      workspace,
      steps,
      test,
      seed,
      base: { ...size.base, threads },
      trainingSteps: size.trainingSteps,
      data: print,
      signal,
      report: (text, share) => onProgress((seed - 1 + (done + share) / perSeed) / seeds, text),
    };
    const one = async (name: string, labelled: readonly Source[], pool?: readonly PoolImage[]) => {
      const found = await reached(work, name, labelled, pool);
      done++;
      return found;
    };
    all.push(await seedOf({ work, one, training, other: other.images, size }));
  }
  return {
    paper: "arXiv 2204.08816",
    title: "FixMatch on radio galaxies",
    scale,
    seeds,
    data: `MiraBest without hybrids (${training.length} sources to learn from of the paper's 1,069, ${test.length} to test, the same for all seeds), the pool of another catalogue: first-radio, ${other.images.length} sources (${other.shared} are MiraBest's and left out; the paper's Radio Galaxy Zoo images are not public); ${size.base.network} at ${size.base.imageSize} px, ${size.trainingSteps} steps of ${size.base.batchSize} labelled and ${Number(size.base.batchSize) * Number(size.base.unlabelledRatio)} unlabelled images; the last averaged parameters are tested, nothing is chosen by validation`,
    claims: claimsOf(all, size),
    plots: plotsOf(all, size),
  };
}

interface SeedWork {
  work: Work;
  one: (name: string, labelled: readonly Source[], pool?: readonly PoolImage[]) => Promise<Reached>;
  training: readonly Source[];
  other: readonly string[];
  size: Size;
}

async function seedOf({ work, one, training, other, size }: SeedWork): Promise<Seed> {
  const { seed } = work;
  const { volume } = size;
  const supervised = new Map<number, Reached>();
  const same = new Map<number, Reached>();
  const restOf = (labelled: readonly Source[]) => {
    const isLabelled = new Set(labelled);
    return training.filter((each) => !isLabelled.has(each));
  };
  for (const count of size.volumes) {
    const labelled = labelledOf(training, count, seed);
    supervised.set(count, await one(`labels ${count}`, labelled));
    same.set(count, await one(`same catalogue ${count}`, labelled, restOf(labelled)));
  }
  supervised.set(training.length, await one("all labels", training));

  const labelled = labelledOf(training, volume, seed);
  const base = supervised.get(volume) as Reached;
  const rest = restOf(labelled);
  const fewest = Math.min(...["FRI", "FRII"].map((name) => rest.filter((each) => each.class === name).length));
  const pools = new Map<string, readonly PoolImage[]>([
    ["another catalogue", other.map((image) => ({ image }))],
    ...size.rates.map((rate): [string, PoolImage[]] => [rateName(rate), withRate(rest, rate, fewest, seed)]),
  ]);
  const found = new Map<string, Reached>([["same catalogue", same.get(volume) as Reached]]);
  for (const [name, pool] of pools) found.set(name, await one(name, labelled, pool));
  const apart = await distances(
    work,
    base.run,
    work.test.map(({ image }) => image),
    new Map(
      [["same catalogue", rest] as const, ...pools].map(([name, pool]) => [name, pool.map(({ image }) => image)]),
    ),
    size.draws,
  );
  const sure = training.filter(({ isConfident }) => isConfident);
  const sureLabels = labelledOf(sure, volume, seed);
  return {
    supervised,
    same,
    pools: [...found].map(([name, reachedWith]) => ({
      name,
      reached: reachedWith,
      gain: reachedWith.accuracy - base.accuracy,
      distance: apart.find(({ pool }) => pool === name),
    })),
    confident: {
      supervised: await one(`confident labels ${volume}`, sureLabels),
      withUncertain: await one(
        `confident labels ${volume}, uncertain pool`,
        sureLabels,
        training.filter(({ isConfident }) => !isConfident),
      ),
    },
  };
}
