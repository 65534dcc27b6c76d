/** The hierarchy of clusters worth the name: single linkage without the splits that only shed a few points. */

import type { SingleLinkage } from "./singleLinkage.ts";

/**
 * One row a point or cluster that leaves its parent. Numbers below `points` are points, `points` is the root cluster,
 * and a cluster's number is above its parent's.
 */
export interface CondensedTree {
  points: number;
  /** Clusters, the root among them. */
  clusters: number;
  parent: Int32Array;
  child: Int32Array;
  /** 1 / distance at which the child leaves; infinite where points coincide. */
  lambda: Float64Array;
  /** Points in the child. */
  size: Int32Array;
}

/**
 * @param minClusterSize a split counts where both sides have this many points
 * @see Campello+ 2013; McInnes & Healy 2017, arXiv 1705.07321
 */
export function condensedTree(linkage: SingleLinkage, minClusterSize: number): CondensedTree {
  const { points, left, right, distances, sizes } = linkage;
  const rows = { parent: [] as number[], child: [] as number[], lambda: [] as number[], size: [] as number[] };
  const add = (parent: number, child: number, lambda: number, size: number) => {
    rows.parent.push(parent);
    rows.child.push(child);
    rows.lambda.push(lambda);
    rows.size.push(size);
  };
  const sizeOf = (node: number) => (node < points ? 1 : (sizes[node - points] as number));
  let nextCluster = points + 1;

  // Level by level, so that clusters are numbered as scikit-learn numbers them.
  let level: [node: number, cluster: number][] = points > 1 ? [[2 * points - 2, points]] : [];
  while (level.length > 0) {
    const below: typeof level = [];
    for (const [node, cluster] of level) {
      if (node < points) continue;
      const join = node - points;
      const lambda = 1 / (distances[join] as number);
      const sides = [left[join] as number, right[join] as number];
      const isSplit = sides.every((side) => sizeOf(side) >= minClusterSize);
      for (const side of sides) {
        if (isSplit) {
          add(cluster, nextCluster, lambda, sizeOf(side));
          below.push([side, nextCluster++]);
        } else if (sizeOf(side) >= minClusterSize) below.push([side, cluster]);
        else for (const point of pointsUnder(linkage, side)) add(cluster, point, lambda, 1);
      }
    }
    level = below;
  }
  return {
    points,
    clusters: nextCluster - points,
    parent: Int32Array.from(rows.parent),
    child: Int32Array.from(rows.child),
    lambda: Float64Array.from(rows.lambda),
    size: Int32Array.from(rows.size),
  };
}

function pointsUnder({ points, left, right }: SingleLinkage, node: number): number[] {
  const found: number[] = [];
  const waiting = [node];
  for (let at = 0; at < waiting.length; at++) {
    const each = waiting[at] as number;
    if (each < points) found.push(each);
    else waiting.push(left[each - points] as number, right[each - points] as number);
  }
  return found;
}

/** 1 / distance at which each cluster splits from its parent; 0 for the root. */
export function birthLambdas({ points, clusters, child, lambda }: CondensedTree): Float64Array {
  const births = new Float64Array(clusters);
  child.forEach((each, row) => {
    if (each >= points) births[each - points] = lambda[row] as number;
  });
  return births;
}

/** The largest lambda at which something leaves each cluster itself (not those below it). */
export function deathLambdas({ points, clusters, parent, lambda }: CondensedTree): Float64Array {
  const deaths = new Float64Array(clusters);
  parent.forEach((each, row) => {
    deaths[each - points] = Math.max(deaths[each - points] as number, lambda[row] as number);
  });
  return deaths;
}

/** How long each cluster lives, summed over its points: S = sum (lambda at which a point leaves - lambda at birth). */
export function stabilities(tree: CondensedTree): Float64Array {
  const births = birthLambdas(tree);
  const found = new Float64Array(tree.clusters);
  tree.parent.forEach((each, row) => {
    const cluster = each - tree.points;
    found[cluster] =
      (found[cluster] as number) +
      ((tree.lambda[row] as number) - (births[cluster] as number)) * (tree.size[row] as number);
  });
  return found;
}
