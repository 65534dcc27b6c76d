/** A cluster as a saved selection: its members by id, so that it stays what it was. */

import { type SavedSelection, saveSelection, selectionNameFrom } from "../../survey/savedSelections.ts";
import { selectedIds } from "../../survey/selection.ts";
import type { Survey } from "../../survey/survey.ts";
import { clusterOf, memberIds, readClustering } from "./clustering.ts";

export interface ClusterToSave {
  cluster: number;
  /** Of the selection; made of the cluster's own name where it is left out. */
  name?: string;
  by?: string;
  /** The newest where it is left out. */
  clustering?: string;
}

/** @throws Fault "no-clustering", "no-cluster", or as `saveSelection` */
export async function saveCluster(
  survey: Survey,
  { cluster: number, name, by, clustering: id }: ClusterToSave,
  options: { replaces?: boolean } = {},
): Promise<{ clustering: string; saved: SavedSelection }> {
  const clustering = await readClustering(survey.workspace, survey.card.name, id);
  const { cluster, name: own } = clusterOf(clustering, number);
  // Objects may have left the survey since it was clustered.
  const ids = await selectedIds(survey, { ids: memberIds(clustering, cluster) });
  const plain = `cluster-${cluster}`;
  const called = name ?? (own === null ? plain : selectionNameFrom(own, plain));
  return {
    clustering: clustering.id,
    saved: await saveSelection(survey, { name: called, by, selection: { ids } }, options),
  };
}
