/** HDBSCAN: density clusters at every scale at once (Campello+ 2013; McInnes & Healy 2017, arXiv 1705.07321). */

import { Fault } from "../../fault.ts";
import { condensedTree } from "./condensedTree.ts";
import { outlierScores } from "./outlierScores.ts";
import type { SpanningTree } from "./plainSpanningTree.ts";
import type { Points } from "./points.ts";
import { type Selected, type Selection, selectClusters } from "./selectClusters.ts";
import { singleLinkage } from "./singleLinkage.ts";
import { spanningTree } from "./spanningTree.ts";

export interface HdbscanOptions {
  /** A split that leaves fewer points than this on one side only sheds them; 2 or more. */
  minClusterSize: number;
  /** Neighbours that make a place dense, the point itself counted as scikit-learn does; as `minClusterSize` where left out. */
  minSamples?: number;
  selection?: Selection;
  /** With "eom", everything may be one cluster. */
  allowSingle?: boolean;
  /** @param fraction of the work that is done, 0 to 1 */
  onProgress?: (fraction: number) => void;
  /** Rejects with its reason when it is aborted. */
  signal?: AbortSignal;
}

export interface Clustering extends Selected {
  outlierScores: Float64Array;
}

/**
 * Clusters points by Euclidean distance, exactly.
 * @param values [count x dimension]
 * @throws Fault "vector" for a number that is not finite, "too-few" where minSamples is more than the points
 */
export async function hdbscan(
  values: Float32Array | Float64Array,
  count: number,
  { minClusterSize, minSamples = minClusterSize, selection = "eom", allowSingle = false, ...watched }: HdbscanOptions,
): Promise<Clustering> {
  const points = checkedPoints(values, count);
  requireSamples(count, minSamples);
  const tree = await spanningTree(points, minSamples, watched);
  return clusteringOf(tree, { minClusterSize, selection, allowSingle });
}

/** The clusters of a spanning tree of mutual reachability: quick, where one tree is looked at in several ways. */
export function clusteringOf(
  spanning: SpanningTree,
  { minClusterSize, selection = "eom", allowSingle = false }: HdbscanOptions,
): Clustering {
  const tree = condensedTree(singleLinkage(spanning), minClusterSize);
  return { ...selectClusters(tree, selection, allowSingle), outlierScores: outlierScores(tree) };
}

/** @throws Fault "too-few" */
export function requireSamples(count: number, minSamples: number): void {
  if (minSamples > count)
    throw new Fault("too-few", `${count} objects are too few for min-samples ${minSamples}: give a smaller number`);
}

/** @throws Fault "vector" for a number that is not finite */
export function checkedPoints(values: Float32Array | Float64Array, count: number): Points {
  const dimension = count === 0 ? 0 : values.length / count;
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new Fault(
      "vector",
      `vector ${Math.floor(wrong / dimension) + 1} of ${count} holds ${values[wrong]}, which is no finite number`,
    );
  return { values: Float64Array.from(values), count, dimension };
}
