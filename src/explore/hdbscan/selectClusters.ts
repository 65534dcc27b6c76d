/** Which clusters of the condensed tree are the answer, and which points are in them how surely. */

import { birthLambdas, type CondensedTree, deathLambdas, stabilities } from "./condensedTree.ts";

/** "eom": excess of mass, few and broad. "leaf": those that split no further, many and local. */
export type Selection = "eom" | "leaf";

export interface Selected {
  /** Each point's cluster, 0 and up; -1 for noise. */
  labels: Int32Array;
  /** How far into its cluster a point stays: lambda of the point / largest in the cluster; 0 for noise. */
  probabilities: Float64Array;
  /** Each cluster's stability (see `stabilities`); infinite where its points coincide. */
  persistence: Float64Array;
  /** Distances between which each cluster is a cluster: [from, to], from > to. */
  spans: [number, number][];
  /** Of each cluster of the tree, the root's first: the one of the answer that it lies in; -1 for none. */
  labelOfCluster: Int32Array;
}

/** @param allowSingle the root, which is everything, may be a cluster too */
export function selectClusters(tree: CondensedTree, selection: Selection, allowSingle: boolean): Selected {
  const { points, clusters } = tree;
  const children: number[][] = Array.from({ length: clusters }, () => []);
  tree.child.forEach((each, row) => {
    if (each >= points) children[(tree.parent[row] as number) - points]?.push(each - points);
  });
  const stability = stabilities(tree);
  const chosen = selection === "eom" ? byExcessOfMass(children, stability, allowSingle) : leaves(children);

  const births = birthLambdas(tree);
  const deaths = deathLambdas(tree);
  const labelOf = new Map(chosen.map((cluster, label) => [cluster, label]));
  const { labels, lambdas, labelOfCluster } = labelled(tree, labelOf, allowSingle);
  const probabilities = Float64Array.from(labels, (label, point) => {
    if (label < 0) return 0;
    const most = deaths[chosen[label] as number] as number;
    const lambda = lambdas[point] as number;
    return most === 0 || lambda === Number.POSITIVE_INFINITY ? 1 : Math.min(lambda, most) / most;
  });
  return {
    labels,
    probabilities,
    persistence: Float64Array.from(chosen, (cluster) => stability[cluster] as number),
    spans: chosen.map((cluster) => [1 / (births[cluster] as number), 1 / (deaths[cluster] as number)]),
    labelOfCluster,
  };
}

/** From the bottom up: a cluster is kept unless those chosen below it are together more stable. */
function byExcessOfMass(children: readonly number[][], stability: Float64Array, allowSingle: boolean): number[] {
  const best = Float64Array.from(stability);
  const isChosen = new Uint8Array(children.length).fill(1);
  if (!allowSingle) isChosen[0] = 0;
  for (let cluster = children.length - 1; cluster >= (allowSingle ? 0 : 1); cluster--) {
    const below = children[cluster] ?? [];
    const together = below.reduce((sum, child) => sum + (best[child] as number), 0);
    // Not "less or equal": where points coincide stability is infinite or no number, and the cluster is kept.
    if (together > (best[cluster] as number)) {
      isChosen[cluster] = 0;
      best[cluster] = together;
    } else {
      const waiting = [...below];
      for (let at = 0; at < waiting.length; at++) {
        isChosen[waiting[at] as number] = 0;
        waiting.push(...(children[waiting[at] as number] ?? []));
      }
    }
  }
  return Array.from(isChosen.keys()).filter((cluster) => isChosen[cluster] === 1);
}

/** Where nothing splits there is no group apart from others: the root is no leaf. */
function leaves(children: readonly number[][]): number[] {
  return children.flatMap((below, cluster) => (cluster > 0 && below.length === 0 ? [cluster] : []));
}

/** Points take the label of the chosen cluster above them. */
function labelled(tree: CondensedTree, labelOf: ReadonlyMap<number, number>, allowSingle: boolean) {
  const { points, clusters } = tree;
  const labels = new Int32Array(points).fill(-1);
  const lambdas = new Float64Array(points);
  const labelOfCluster = new Int32Array(clusters).fill(-1);
  // Of everything as one cluster only those count that stay to its end.
  const isAll = allowSingle && labelOf.size === 1 && labelOf.has(0);
  const end = isAll ? Math.max(...rowsOf(tree, points).map((row) => tree.lambda[row] as number)) : 0;
  labelOfCluster[0] = isAll ? 0 : -1;
  // A parent's rows come before its children's: clusters are numbered downwards.
  tree.child.forEach((each, row) => {
    if (each < points) return;
    const above = labelOfCluster[(tree.parent[row] as number) - points] as number;
    labelOfCluster[each - points] = labelOf.get(each - points) ?? above;
  });
  tree.child.forEach((each, row) => {
    if (each >= points) return;
    const lambda = tree.lambda[row] as number;
    const label = labelOfCluster[(tree.parent[row] as number) - points] as number;
    lambdas[each] = lambda;
    labels[each] = isAll && lambda < end ? -1 : label;
  });
  return { labels, lambdas, labelOfCluster };
}

function rowsOf(tree: CondensedTree, parent: number): number[] {
  return Array.from(tree.parent.keys()).filter((row) => tree.parent[row] === parent);
}
