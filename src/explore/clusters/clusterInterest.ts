/** How much a look at a cluster promises, of the sizes of its measures and not of its place among others: two clusters need no ranks. */

import type { Cluster } from "./clustering.ts";

export type Measured = Pick<Cluster, "share" | "isolation" | "persistence" | "stability" | "surprise" | "artefact">;

/** A cluster that holds as much of the survey is what it consists of. */
const commonShare = 0.5;
/** Vote fractions this far from what the neighbours would have it count half. */
const muchSurprise = 0.1;

/**
 * The mean of what the cluster is like, 0 to 1 each, times the square root of its rarity and times what of it is no artefact: a
 * product, for nothing makes a half of the survey a find, nor broken cutouts, which stand apart from all else; and a root, for
 * of two small ones the smaller is not yet the better.
 * @param objects that were clustered
 * @returns 0 to 1; 0 for half of the objects or more
 */
export function clusterInterest(cluster: Measured, objects: number): number {
  const { isolation, persistence, stability, surprise, artefact } = cluster;
  const likes = [
    1 - 1 / Math.max(1, isolation),
    persistence,
    ...(stability === null ? [] : [stability]),
    ...(surprise === null ? [] : [surprise.distance / (surprise.distance + muchSurprise)]),
  ];
  const sound = 1 - (artefact?.score ?? 0);
  return sound * Math.sqrt(rarity(cluster.share, objects)) * (likes.reduce((a, b) => a + b, 0) / likes.length);
}

/** By the logarithm of the share: 1 for a single object, 0 from `commonShare` on. */
function rarity(share: number, objects: number): number {
  const whole = Math.log(commonShare * objects);
  return whole <= 0 ? 0 : Math.min(1, Math.max(0, Math.log(commonShare / share) / whole));
}
