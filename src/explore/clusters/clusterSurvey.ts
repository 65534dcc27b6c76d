/**
 * Groups nobody named: density clusters in a survey's representations, described and ranked.
 *
 * After Walmsley & Scaife 2023 (arXiv 2312.02910), whose exact recipe is not published. A parent population, principal
 * components, perhaps without what the votes explain, HDBSCAN's leaves: many small local groups.
 */

import { Fault } from "../../fault.ts";
import type { Filter } from "../../survey/galaxies.ts";
import type { Survey } from "../../survey/survey.ts";
import { type Clustering as DensityClusters, type HdbscanOptions, hdbscan } from "../hdbscan/hdbscan.ts";
import { hdbscanOfSample } from "../hdbscan/hdbscanOfSample.ts";
import { rowsAt } from "../hdbscan/points.ts";
import type { Selection } from "../hdbscan/selectClusters.ts";
import { sampleOf } from "../sample.ts";
import {
  type Clustering,
  clusterOf,
  lastClustering,
  memberIds,
  readClustering,
  storeClustering,
} from "./clustering.ts";
import { clusterSpace } from "./clusterSpace.ts";
import { clusterStability } from "./clusterStability.ts";
import { describeClusters } from "./describeClusters.ts";

export interface ClusterRequest {
  run: string;
  filters: readonly Filter[];
  /** Only members of this cluster; of the last clustering of the run that found something, where none is named. */
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
  /**
   * So many are clustered, drawn at chance, and the others join them: 100,000 of more than 200,000 where it is left out.
   * `minSize` and `minSamples` count in the sample.
   */
  sample?: number;
}

export type ClusterProgress = (fraction: number | null, text: string) => void;

/** What was clustered, and where it lay: for measures that need the points again. */
export interface ClusteredSurvey {
  clustering: Clustering;
  /** [ids x components] */
  values: Float32Array;
  labels: Int32Array;
  /** Places of those that were clustered, where the others joined them. */
  sample: Int32Array | undefined;
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
  const parent = request.inside && (await parentOf(survey, request.run, request.inside));
  onProgress(0, "reading representations");
  const space = await clusterSpace(survey, { ...request, among: parent?.members });
  const sample = sampleOf(space.ids.length, request.sample, request.seed);
  const { found, tried, options } = await foundWith(space, sample, request, onProgress, signal);
  const count = found.persistence.length;
  const stability =
    request.subsamples === 0 || count === 0
      ? null
      : await clusterStability(
          sample ? rowsAt(space.values, space.components, sample) : space.values,
          sample ? sample.map((place) => found.labels[place] as number) : found.labels,
          count,
          { ...options, onProgress: undefined },
          request,
          (done) => onProgress(done / request.subsamples, `clustering subsample ${done} of ${request.subsamples}`),
        );
  onProgress(null, "describing clusters");
  const clusters = await describeClusters(survey, space, found, stability, { ...request, onProgress, signal });
  const clustering = await storeClustering(survey.workspace, {
    survey: name,
    run: request.run,
    parameters: {
      filters: [...request.filters],
      inside: parent?.inside ?? null,
      components: space.components,
      variance: space.variance,
      shares: space.shares.map(short),
      beyond: request.beyond === undefined ? null : { axes: request.beyond, removed: space.removed ?? 0 },
      minSize: request.minSize,
      minSamples: options.minSamples as number,
      selection: request.selection,
      subsamples: request.subsamples,
      seed: request.seed,
      sample: sample?.length ?? null,
    },
    ids: space.ids,
    labels: [...found.labels],
    probabilities: [...found.probabilities].map(short),
    outlierScores: [...found.outlierScores].map(short),
    clusters,
  });
  return { clustering, values: space.values, labels: found.labels, sample, tried };
}

async function parentOf(
  { workspace, card }: Survey,
  run: string,
  { clustering: id, cluster: number }: { clustering?: string; cluster: number },
): Promise<{ inside: NonNullable<Clustering["parameters"]["inside"]>; members: Set<string> }> {
  // Numbers of another run's clusters are of other groups.
  const clustering =
    id === undefined ? await lastClustering(workspace, card.name, run) : await readClustering(workspace, card.name, id);
  if (!clustering)
    throw new Fault(
      "no-clustering",
      `survey "${card.name}" has no clustering by ${run} to look inside of: make one with almagest clusters ${card.name} ` +
        `--run ${run}, or name another run's as --inside <clustering>/${number}`,
    );
  const { cluster, size } = clusterOf(clustering, number);
  return { inside: { clustering: clustering.id, cluster, size }, members: new Set(memberIds(clustering, cluster)) };
}

interface Found {
  found: DensityClusters;
  options: HdbscanOptions;
  tried: Tried[];
}

async function foundWith(
  { ids, values }: { ids: string[]; values: Float32Array },
  sample: Int32Array | undefined,
  { minSize, minSamples, selection }: ClusterRequest,
  onProgress: ClusterProgress,
  signal: AbortSignal | undefined,
): Promise<Found> {
  const among = sample?.length ?? ids.length;
  const all = ids.length.toLocaleString("en-US");
  const objects = sample ? `${among.toLocaleString("en-US")} of ${all} objects` : `${all} objects`;
  const tried: Tried[] = [];
  let first: Omit<Found, "tried"> | undefined;
  for (const samples of minSamples === undefined ? samplesToTry(minSize, among) : [minSamples]) {
    const options: HdbscanOptions = {
      minClusterSize: minSize,
      minSamples: samples,
      selection,
      signal,
      onProgress: (fraction) => onProgress(fraction, `clustering ${objects}, min-samples ${samples}`),
    };
    const found = sample
      ? await hdbscanOfSample(values, ids.length, sample, options)
      : await hdbscan(values, ids.length, options);
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

/** Six digits are more than any of these means, and halve the file. */
function short(value: number): number {
  return Number(value.toPrecision(6));
}
