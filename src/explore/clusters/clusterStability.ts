/** Whether clusters are there again when a fifth of the objects is left out. */

import { randomStream, shuffled } from "../../random.ts";
import { type HdbscanOptions, hdbscan } from "../hdbscan/hdbscan.ts";
import { rowsAt } from "../hdbscan/points.ts";

const keptShare = 0.8;

/**
 * What is asked of a part's clusters, where so much is asked of the whole's: of the smallest a fifth is left out as well. No
 * less, though chance leaves a little less of half of them: a leaf would fall apart into yet smaller ones.
 */
function ofPart(asked: number): number {
  return Math.min(asked, Math.max(2, Math.floor(keptShare * asked)));
}

/**
 * Each cluster's Jaccard index with the subsample's cluster that matches it best, of the objects in the subsample; the mean
 * over subsamples. 0.6 and above is a cluster to report (Hennig 2007 has it so for bootstraps).
 * @param values [labels.length x dimension]
 * @param options those that the clusters were found with; sizes are scaled to the subsamples
 */
export async function clusterStability(
  values: Float32Array,
  labels: Int32Array,
  clusters: number,
  { minClusterSize, minSamples = minClusterSize, ...options }: HdbscanOptions,
  { subsamples, seed }: { subsamples: number; seed: number },
  onProgress: (done: number) => void = () => {},
): Promise<Float64Array> {
  const dimension = values.length / labels.length;
  const sums = new Float64Array(clusters);
  for (let round = 0; round < subsamples; round++) {
    const kept = shuffled(labels.length, randomStream(seed, "stability", round))
      .subarray(0, Math.round(keptShare * labels.length))
      .sort();
    const found = await hdbscan(rowsAt(values, dimension, kept), kept.length, {
      ...options,
      minClusterSize: ofPart(minClusterSize),
      minSamples: Math.min(kept.length, ofPart(minSamples)),
    });
    const before = Int32Array.from(kept, (from) => labels[from] as number);
    bestJaccards(before, found.labels, clusters).forEach((best, cluster) => {
      sums[cluster] = (sums[cluster] as number) + best / subsamples;
    });
    onProgress(round + 1);
  }
  return sums;
}

/** @returns for each cluster of `a` the largest Jaccard index with any of `b`; -1 is in no cluster */
export function bestJaccards(a: Int32Array, b: Int32Array, clusters: number): Float64Array {
  const sizeA = new Map<number, number>();
  const sizeB = new Map<number, number>();
  const both = new Map<string, number>();
  const count = <Key>(map: Map<Key, number>, key: Key) => map.set(key, (map.get(key) ?? 0) + 1);
  a.forEach((labelA, i) => {
    const labelB = b[i] as number;
    if (labelA >= 0) count(sizeA, labelA);
    if (labelB >= 0) count(sizeB, labelB);
    if (labelA >= 0 && labelB >= 0) count(both, `${labelA} ${labelB}`);
  });
  const best = new Float64Array(clusters);
  for (const [key, shared] of both) {
    const [labelA = 0, labelB = 0] = key.split(" ").map(Number);
    const union = (sizeA.get(labelA) ?? 0) + (sizeB.get(labelB) ?? 0) - shared;
    best[labelA] = Math.max(best[labelA] as number, shared / union);
  }
  return best;
}
