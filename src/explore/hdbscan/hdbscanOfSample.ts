/**
 * HDBSCAN of a sample, and of every other point where it would have joined: what takes minutes where all against all takes
 * hours.
 */

import { chunkSize, scaledPoints } from "./chunkMinima.ts";
import { birthLambdas, type CondensedTree, condensedTree } from "./condensedTree.ts";
import { type Clustering, checkedPoints, type HdbscanOptions, requireSamples } from "./hdbscan.ts";
import { type Neighbours, nearestAmong } from "./nearestNeighbours.ts";
import { largestLambdas, outlierScores } from "./outlierScores.ts";
import { pointsAt } from "./points.ts";
import { selectClusters } from "./selectClusters.ts";
import { singleLinkage } from "./singleLinkage.ts";
import { spanningTree } from "./spanningTree.ts";
import { spatialOrderOf } from "./spatialOrder.ts";

/** Of the sample, beyond those that make a core distance: one of them may be nearer by mutual reachability. */
const moreNeighbours = 10;

/** Of the time: the others are ten times the sample's number, where a million are asked for. */
const sampleShare = 0.3;

/**
 * The sample's points have what `hdbscan` of them alone says. Another point joins at its least mutual reachability of the sample's
 * points, and is in what was there at that distance (as hdbscan's approximate_predict has it, but below a cluster that was
 * chosen for its mass too); so no cluster is made or moved by the others. `minClusterSize` and `minSamples` count in the sample.
 * @param values [count x dimension]
 * @param sample places of points, two or more, each once
 * @throws Fault "vector" for a number that is not finite, "too-few" where minSamples is more than the sample
 */
export async function hdbscanOfSample(
  values: Float32Array | Float64Array,
  count: number,
  sample: Int32Array,
  {
    minClusterSize,
    minSamples = minClusterSize,
    selection = "eom",
    onProgress = () => {},
    signal,
  }: Omit<HdbscanOptions, "allowSingle">,
): Promise<Clustering> {
  const points = checkedPoints(values, count);
  requireSamples(sample.length, minSamples);
  const spanning = await spanningTree(pointsAt(points, sample), minSamples, {
    onProgress: (fraction) => onProgress(fraction * sampleShare),
    signal,
  });
  const tree = condensedTree(singleLinkage(spanning), minClusterSize);
  const selected = { ...selectClusters(tree, selection, false), outlierScores: outlierScores(tree) };
  const near = await nearestAmong(
    scaledPoints(points),
    { of: Int32Array.from({ length: count }, (_, i) => i), among: spatialOrderOf(points, sample, chunkSize) },
    Math.min(sample.length, minSamples + moreNeighbours),
    (fraction) => onProgress(sampleShare + fraction * (1 - sampleShare)),
    signal,
  );
  return joined(tree, selected, near, sample, minSamples);
}

function joined(
  tree: CondensedTree,
  selected: Clustering,
  near: Neighbours,
  sample: Int32Array,
  minSamples: number,
): Clustering {
  const count = near.places.length / near.size;
  const { labelOfCluster, spans } = selected;
  const [births, largest] = [birthLambdas(tree), largestLambdas(tree)];
  const above = parents(tree);
  const leaving = leavings(tree);
  const inSample = new Int32Array(count).fill(-1);
  sample.forEach((place, at) => {
    inSample[place] = at;
  });
  const labels = new Int32Array(count);
  const probabilities = new Float64Array(count);
  const scores = new Float64Array(count);
  for (let point = 0; point < count; point++) {
    const own = inSample[point] as number;
    if (own >= 0) {
      labels[point] = selected.labels[own] as number;
      probabilities[point] = selected.probabilities[own] as number;
      scores[point] = selected.outlierScores[own] as number;
      continue;
    }
    const { place, distance } = nearestByReach(near, point, minSamples);
    const at = inSample[place] as number;
    const lambda = Math.min(1 / distance, leaving.lambda[at] as number);
    let cluster = leaving.cluster[at] as number;
    while (cluster > 0 && (births[cluster] as number) > lambda) cluster = above[cluster] as number;
    const label = labelOfCluster[cluster] as number;
    labels[point] = label;
    if (label >= 0) probabilities[point] = shareOf(lambda, 1 / (spans[label] as [number, number])[1]);
    scores[point] = 1 - shareOf(lambda, largest[cluster] as number);
  }
  return { ...selected, labels, probabilities, outlierScores: scores };
}

/** 1 where points coincide, which divides infinity by infinity. */
function shareOf(lambda: number, most: number): number {
  return lambda >= most ? 1 : lambda / most;
}

/** The sample's point whose mutual reachability is least: of distance and both core distances the largest. */
function nearestByReach(
  { size, places, distances }: Neighbours,
  point: number,
  minSamples: number,
): { place: number; distance: number } {
  const from = point * size;
  // A core distance counts the point itself, which is not in this list as it is in those of the sample's points.
  const core = minSamples < 2 ? 0 : (distances[from + Math.min(minSamples, size) - 2] as number);
  let best = { place: places[from] as number, distance: Number.POSITIVE_INFINITY };
  for (let i = 0; i < size; i++) {
    const place = places[from + i] as number;
    const own = distances[place * size + minSamples - 1] as number;
    const distance = Math.max(distances[from + i] as number, core, own);
    if (distance < best.distance) best = { place, distance };
  }
  return best;
}

/** Of each cluster of the tree the one above it. */
function parents({ points, clusters, parent, child }: CondensedTree): Int32Array {
  const above = new Int32Array(clusters);
  child.forEach((each, row) => {
    if (each >= points) above[each - points] = (parent[row] as number) - points;
  });
  return above;
}

/** From which cluster of the tree each of its points falls away, and when. */
function leavings({ points, parent, child, lambda }: CondensedTree) {
  const left = { cluster: new Int32Array(points), lambda: new Float64Array(points) };
  child.forEach((each, row) => {
    if (each >= points) return;
    left.cluster[each] = (parent[row] as number) - points;
    left.lambda[each] = lambda[row] as number;
  });
  return left;
}
