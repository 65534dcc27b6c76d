/** The map of the library: papers laid out by UMAP of their vectors, regions of like papers at two levels, each with a name and a trend. */

import { setImmediate } from "node:timers/promises";
import { joinGroups } from "../../explore/joinGroups.ts";
import { kMeans, nearestCentres } from "../../explore/kMeans.ts";
import { placeByNeighbours } from "../../explore/umap/placeByNeighbours.ts";
import { umapWithNeighbours } from "../../explore/umap/umap.ts";
import { Fault } from "../../fault.ts";
import { randomStream, shuffled } from "../../random.ts";
import type { Workspace } from "../../survey/workspace.ts";
import type { LanguageModel } from "../answer/languageModel.ts";
import { type LibraryIndex, openIndex } from "../index/libraryIndex.ts";
import { needLibrary } from "../libraryTable.ts";
import { describeRegions, type Membership } from "./describeRegions.ts";
import { findGaps } from "./gaps.ts";
import { type LandscapeCard, type PlacedPapers, type Titled, writeLandscape } from "./landscape.ts";
import { farFromAll } from "./outliers.ts";
import { type PaperVectors, paperVectors } from "./paperVectors.ts";
import { trustworthiness } from "./trustworthiness.ts";

export interface LandscapeOptions {
  seed?: number;
  components?: number;
  neighbours?: number;
  minDistance?: number;
  /** Regions of the fine level; left out, 0.6 times the root of the papers, 240 at most. */
  regions?: number;
  /** Names the regions where it is given; its names are checked. */
  model?: LanguageModel;
  onProgress?: (fraction: number, text: string) => void;
  signal?: AbortSignal;
}

export interface Landscape {
  card: LandscapeCard;
  placed: PlacedPapers;
}

const fewestPapers = 10;
/** More are placed among these: the time and memory of a layout grow with them. */
export const mostLaidOut = 60_000;
const mostRegions = 240;
const medoidsKept = 5;

/**
 * Made from the index as it is, and kept in the workspace.
 * @throws Fault "no-library", "no-index", "few-papers"
 */
export async function makeLandscape(workspace: Workspace, options: LandscapeOptions = {}): Promise<Landscape> {
  const { seed = 1, components = 50, onProgress = () => {}, signal, model } = options;
  const table = await needLibrary(workspace);
  const index = await openIndex(workspace);
  try {
    if (index.papers < fewestPapers)
      throw new Fault("few-papers", `a map needs ${fewestPapers} papers or more, and the index has ${index.papers}`);
    onProgress(0, "reading the vectors");
    const vectors = await paperVectors(index, components);
    const laid = await layPapers(vectors, {
      ...options,
      seed,
      onProgress: (share, text) => onProgress(0.02 + 0.68 * share, text),
    });
    onProgress(0.7, "finding regions");
    const membership = await findRegions(vectors, laid, options.regions ?? regionsFor(index.papers), { seed, signal });
    const papers = Array.from({ length: index.papers }, (_, paper) => index.idOf(paper));
    const titled = (paper: number) => titledPaper(index, paper);
    const described = await describeRegions(
      { table, index, membership, places: laid.places, model, signal },
      (share, text) => onProgress(0.75 + 0.2 * share, text),
    );
    const regions = described.map((each) => ({
      ...each,
      medoids: nearestPapers(vectors, membership, each.id).map(titled),
    }));
    onProgress(0.96, "looking for outliers and gaps");
    const broadOf = (region: number) => regions[region]?.parent ?? region;
    const sizes = regions.filter(({ level }) => level === "fine").map(({ papers: size }) => size);
    const gaps = findGaps(
      vectors.values,
      membership.centres,
      vectors.dimension,
      sizes,
      (a, b) => broadOf(a) !== broadOf(b),
    );
    const nameOf = (region: number) => regions[region]?.name ?? "";
    const outliers = farFromAll(laid, (paper) => index.lengths[paper] as number).map(({ paper, distance }) => {
      const region = membership.fine[paper] as number;
      return { ...titled(paper), distance, region, region_name: nameOf(region) };
    });
    const placed = { ids: papers, places: laid.places, regions: Int32Array.from(membership.fine) };
    const card = await writeLandscape(
      workspace,
      {
        encoder: index.card.encoder.fingerprint,
        libraryVersion: index.card.libraryVersion,
        added: 0,
        seed,
        components: vectors.dimension,
        variance: vectors.variance,
        laidOut: laid.known.length,
        trustworthiness: trustworthiness(vectors, laid.places, seed),
        regions,
        outliers,
        gaps: gaps.map((gap) => ({
          ...gap,
          names: [nameOf(gap.regions[0]), nameOf(gap.regions[1])],
          nearest: gap.nearest.map(titled),
        })),
      },
      placed,
    );
    return { card, placed };
  } finally {
    await index.close();
  }
}

export function titledPaper(index: LibraryIndex, paper: number): Titled {
  return { id: index.idOf(paper), title: index.titleOf(paper), year: index.years[paper] || null };
}

export interface LaidPapers {
  /** [papers, 2] */
  places: Float32Array;
  /** Papers that were laid out together, in the order of `distances`. */
  known: Int32Array;
  /** [known], mean distance to the nearest neighbours. */
  distances: Float64Array;
}

async function layPapers(
  { values, dimension }: PaperVectors,
  { seed = 1, neighbours = 15, minDistance = 0.05, onProgress = () => {}, signal }: LandscapeOptions,
): Promise<LaidPapers> {
  const count = values.length / dimension;
  const isWhole = count <= mostLaidOut;
  const order = isWhole ? undefined : shuffled(count, randomStream(seed, "landscape", "landmarks"));
  const known = order
    ? Int32Array.from(order.subarray(0, mostLaidOut)).sort()
    : Int32Array.from({ length: count }, (_, i) => i);
  const points = new Float64Array(known.length * dimension);
  known.forEach((paper, i) => {
    points.set(values.subarray(paper * dimension, (paper + 1) * dimension), i * dimension);
  });
  const share = isWhole ? 1 : 0.4;
  const { places, near } = await umapWithNeighbours(
    { values: points, count: known.length, dimension },
    { neighbours, minDistance, seed, signal, onProgress: (done, text) => onProgress(share * done, text) },
  );
  const all = new Float32Array(2 * count);
  known.forEach((paper, i) => {
    all.set(places.subarray(2 * i, 2 * i + 2), 2 * paper);
  });
  if (order) {
    const fresh = Int32Array.from(order.subarray(mostLaidOut)).sort();
    const found = await placeByNeighbours({ values, dimension }, known, places, fresh, {
      neighbours: 10,
      signal,
      onProgress: (done) => onProgress(share + (1 - share) * done, "placing the other papers"),
    });
    fresh.forEach((paper, i) => {
      all.set(found.subarray(2 * i, 2 * i + 2), 2 * paper);
    });
  }
  const distances = new Float64Array(known.length);
  if (near)
    for (let i = 0; i < known.length; i++) {
      const own = near.distances.subarray(i * near.size + 1, (i + 1) * near.size);
      distances[i] = own.reduce((sum, each) => sum + each, 0) / Math.max(1, own.length);
    }
  return { places: all, known, distances };
}

function regionsFor(papers: number): number {
  return Math.max(2, Math.min(mostRegions, Math.round(0.6 * Math.sqrt(papers))));
}

async function findRegions(
  { values, dimension }: PaperVectors,
  { known }: LaidPapers,
  wanted: number,
  { seed, signal }: { seed: number; signal?: AbortSignal },
): Promise<Membership> {
  const count = values.length / dimension;
  const isWhole = known.length === count;
  const sample = new Float32Array(known.length * dimension);
  if (!isWhole)
    known.forEach((paper, i) => {
      sample.set(values.subarray(paper * dimension, (paper + 1) * dimension), i * dimension);
    });
  const groups = await kMeans(isWhole ? values : sample, dimension, wanted, { seed, signal });
  const labels = isWhole ? groups.labels : nearestCentres(values, dimension, groups.centres);
  await setImmediate();
  // The largest first, and none that is empty.
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const order = [...sizes].sort(([a, m], [b, n]) => n - m || a - b).map(([label]) => label);
  const numberOf = new Map(order.map((label, number) => [label, number]));
  const centres = new Float64Array(order.length * dimension);
  order.forEach((label, number) => {
    centres.set(groups.centres.subarray(label * dimension, (label + 1) * dimension), number * dimension);
  });
  const broadCount = Math.max(2, Math.min(order.length, Math.round(1.6 * Math.sqrt(order.length))));
  const broad = joinGroups(
    centres,
    order.map((label) => sizes.get(label) as number),
    broadCount,
  );
  return { fine: labels.map((label) => numberOf.get(label) as number), centres, broad };
}

function nearestPapers(
  { values, dimension }: PaperVectors,
  { fine, broad, centres }: Membership,
  region: number,
): number[] {
  const fineCount = broad.length;
  const isIn = (paper: number) =>
    region < fineCount ? fine[paper] === region : (broad[fine[paper] as number] as number) === region - fineCount;
  const centre = new Float64Array(dimension);
  if (region < fineCount) centre.set(centres.subarray(region * dimension, (region + 1) * dimension));
  else
    for (let paper = 0; paper < fine.length; paper++)
      if (isIn(paper))
        for (let k = 0; k < dimension; k++)
          centre[k] = (centre[k] as number) + (values[paper * dimension + k] as number);
  const best: { paper: number; nearness: number }[] = [];
  for (let paper = 0; paper < fine.length; paper++) {
    if (!isIn(paper)) continue;
    let nearness = 0;
    for (let k = 0; k < dimension; k++) nearness += (values[paper * dimension + k] as number) * (centre[k] as number);
    if (best.length === medoidsKept && nearness <= (best[medoidsKept - 1]?.nearness ?? 0)) continue;
    best.push({ paper, nearness });
    best.sort((a, b) => b.nearness - a.nearness);
    best.length = Math.min(best.length, medoidsKept);
  }
  return best.map(({ paper }) => paper);
}
