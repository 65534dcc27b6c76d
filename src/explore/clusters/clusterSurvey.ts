/**
 * Groups nobody named: density clusters in a survey's representations, described and ranked.
 *
 * After Walmsley & Scaife 2023 (arXiv 2312.02910), whose exact recipe is not published. A parent population, principal
 * components, perhaps without what the votes explain, HDBSCAN's leaves: many small local groups.
 */

import type { Filter } from "../../survey/galaxies.ts";
import type { Survey } from "../../survey/survey.ts";
import { type Clustering as DensityClusters, type HdbscanOptions, hdbscan } from "../hdbscan/hdbscan.ts";
import type { Selection } from "../hdbscan/selectClusters.ts";
import { type Cluster, type Clustering, clusterOf, memberIds, readClustering, storeClustering } from "./clustering.ts";
import { clusterShapes } from "./clusterShape.ts";
import { clusterSpace } from "./clusterSpace.ts";
import { clusterStability } from "./clusterStability.ts";
import { surveyMarks, traitsOf } from "./clusterTraits.ts";

export interface ClusterRequest {
  run: string;
  filters: readonly Filter[];
  /** Only members of this cluster; of the newest clustering where none is named. */
  inside?: { clustering?: string; cluster: number };
  /** Principal components; fewer where the representation is shorter. */
  components: number;
  /** "votes" or a run: what their fractions explain is taken away first. */
  beyond?: string;
  minSize: number;
  /** Left out: as `minSize`, HDBSCAN's own choice; and where that finds nothing, 5, 3 and 1, until something is found. */
  minSamples?: number;
  selection: Selection;
  /** How often 80 % are clustered again; 0: stability is not measured. */
  subsamples: number;
  seed: number;
}

export type ClusterProgress = (fraction: number | null, text: string) => void;

/** What was clustered, and where it lay: for measures that need the points again. */
export interface ClusteredSurvey {
  clustering: Clustering;
  /** [ids x components] */
  values: Float32Array;
  labels: Int32Array;
  /** In the order they were tried; what is kept was found with the last, or with the first where none found anything. */
  tried: Tried[];
}

export interface Tried {
  minSamples: number;
  clusters: number;
}

const smallerSamples = [5, 3, 1];

/**
 * Clusters a survey's objects and stores what was found.
 * @throws Fault "no-representations", "too-few", "no-cluster", or what a filter's column lacks
 */
export async function clusterSurvey(
  survey: Survey,
  request: ClusterRequest,
  onProgress: ClusterProgress = () => {},
  signal?: AbortSignal,
): Promise<ClusteredSurvey> {
  const { name } = survey.card;
  const parent = request.inside && (await readClustering(survey.workspace, name, request.inside.clustering));
  const inside =
    parent && request.inside
      ? { clustering: parent.id, cluster: clusterOf(parent, request.inside.cluster).cluster }
      : null;
  onProgress(0, "reading representations");
  const space = await clusterSpace(survey, {
    ...request,
    among: parent && inside ? new Set(memberIds(parent, inside.cluster)) : undefined,
  });
  const { found, tried, options } = await foundWith(space, request, onProgress, signal);
  const count = found.persistence.length;
  const stability =
    request.subsamples === 0 || count === 0
      ? null
      : await clusterStability(
          space.values,
          found.labels,
          count,
          { ...options, onProgress: undefined },
          request,
          (done) => onProgress(done / request.subsamples, `clustering subsample ${done} of ${request.subsamples}`),
        );
  onProgress(null, "describing clusters");
  const clusters = await described(survey, space, found, stability, request.seed);
  const clustering = await storeClustering(survey.workspace, {
    survey: name,
    run: request.run,
    parameters: {
      filters: [...request.filters],
      inside,
      components: space.components,
      variance: space.variance,
      beyond: request.beyond === undefined ? null : { axes: request.beyond, removed: space.removed ?? 0 },
      minSize: request.minSize,
      minSamples: options.minSamples as number,
      selection: request.selection,
      subsamples: request.subsamples,
      seed: request.seed,
    },
    ids: space.ids,
    labels: [...found.labels],
    probabilities: [...found.probabilities].map(short),
    outlierScores: [...found.outlierScores].map(short),
    clusters,
  });
  return { clustering, values: space.values, labels: found.labels, tried };
}

interface Found {
  found: DensityClusters;
  options: HdbscanOptions;
  tried: Tried[];
}

async function foundWith(
  { ids, values }: { ids: string[]; values: Float32Array },
  { minSize, minSamples, selection }: ClusterRequest,
  onProgress: ClusterProgress,
  signal: AbortSignal | undefined,
): Promise<Found> {
  const objects = `${ids.length.toLocaleString("en-US")} objects`;
  const tried: Tried[] = [];
  let first: Omit<Found, "tried"> | undefined;
  for (const samples of minSamples === undefined ? samplesToTry(minSize, ids.length) : [minSamples]) {
    const options: HdbscanOptions = {
      minClusterSize: minSize,
      minSamples: samples,
      selection,
      signal,
      onProgress: (fraction) => onProgress(fraction, `clustering ${objects}, min-samples ${samples}`),
    };
    const found = await hdbscan(values, ids.length, options);
    const clusters = found.persistence.length;
    tried.push({ minSamples: samples, clusters });
    if (clusters > 0) return { found, options, tried };
    first ??= { found, options };
  }
  return { ...(first as Omit<Found, "tried">), tried };
}

/** More than there are objects cannot be asked for. */
export function samplesToTry(minSize: number, objects: number): number[] {
  const first = Math.min(minSize, objects);
  return [first, ...smallerSamples.filter((samples) => samples < first)];
}

async function described(
  survey: Survey,
  { ids, values, components }: { ids: string[]; values: Float32Array; components: number },
  found: DensityClusters,
  stability: Float64Array | null,
  seed: number,
): Promise<Cluster[]> {
  const { labels, probabilities, persistence } = found;
  const points = { values: Float64Array.from(values), count: ids.length, dimension: components };
  const shapes = clusterShapes(points, labels, probabilities, persistence.length, seed);
  const marks = await surveyMarks(survey, ids);
  const named = (places: readonly number[]) => places.map((place) => ids[place] as string);
  const clusters = shapes.map(({ medoids, border, isolation }, cluster): Cluster => {
    const size = labels.reduce((sum, label) => sum + Number(label === cluster), 0);
    const last = (found.spans[cluster] as [number, number])[1];
    // Stability is a sum over members of 1 / distance: of at most 1 / the last distance each.
    const lasts = ((persistence[cluster] as number) * last) / size;
    return {
      cluster,
      name: null,
      size,
      share: size / ids.length,
      isolation: short(isolation),
      persistence: Number.isFinite(lasts) ? short(Math.min(1, Math.max(0, lasts))) : 1,
      stability: stability ? short(Math.min(1, stability[cluster] as number)) : null,
      interest: 0,
      medoids: named(medoids),
      border: named(border),
      traits: traitsOf(marks, labels, cluster),
    };
  });
  return clusters.map((each) => ({ ...each, interest: short(interestOf(each, clusters)) }));
}

/** A mean of places, as the four have no unit in common: 1 would be first in everything. */
function interestOf(cluster: Cluster, clusters: readonly Cluster[]): number {
  const measures: ((each: Cluster) => number)[] = [
    ({ size }) => -size,
    ({ isolation }) => isolation,
    ({ persistence }) => persistence,
    ...(cluster.stability === null ? [] : [({ stability }: Cluster) => stability ?? 0]),
  ];
  const places = measures.map((measure) => {
    const own = measure(cluster);
    const below = clusters.filter((each) => measure(each) < own).length;
    const equal = clusters.filter((each) => measure(each) === own).length - 1;
    return clusters.length === 1 ? 1 : (below + equal / 2) / (clusters.length - 1);
  });
  return places.reduce((a, b) => a + b, 0) / places.length;
}

/** Six digits are more than any of these means, and halve the file. */
function short(value: number): number {
  return Number(value.toPrecision(6));
}
