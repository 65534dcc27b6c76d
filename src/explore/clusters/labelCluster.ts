/** A cluster as a class of a label column, which networks can learn. */

import { writeLabelColumn } from "../../survey/labelColumn.ts";
import type { Survey } from "../../survey/survey.ts";
import { clusterOf, memberIds, readClustering } from "./clustering.ts";

export interface ClusterToLabel {
  cluster: number;
  column: string;
  /** The cluster's name, else `cluster-<n>`, where it is left out. */
  class?: string;
  /** Class of everything else that was clustered; it keeps what it had where it is left out. */
  rest?: string;
  /** The newest that found something where it is left out. */
  clustering?: string;
  /** Whose clustering; any run's where it is left out. */
  run?: string;
}

/** @throws Fault "no-clustering", "no-cluster", or as `writeLabelColumn` */
export async function labelCluster(
  { workspace, card }: Survey,
  { cluster: number, column, class: named, rest, clustering: id, run }: ClusterToLabel,
): Promise<{ clustering: string; own: string; members: number; rest: number }> {
  const clustering = await readClustering(workspace, card.name, id, run);
  const cluster = clusterOf(clustering, number);
  const own = named ?? cluster.name ?? `cluster-${cluster.cluster}`;
  const classes = new Map(rest === undefined ? [] : clustering.ids.map((each) => [each, rest]));
  const members = memberIds(clustering, cluster.cluster);
  for (const each of members) classes.set(each, own);
  await writeLabelColumn(workspace, card.name, column, classes);
  return { clustering: clustering.id, own, members: members.length, rest: classes.size - members.length };
}
