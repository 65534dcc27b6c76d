/** A cluster as a saved selection: its members by id, so that it stays what it was. */

import { Fault } from "../../fault.ts";
import { findSelection, type SavedSelection, saveSelection, selectionNameFrom } from "../../survey/savedSelections.ts";
import { selectedIds } from "../../survey/selection.ts";
import type { Survey } from "../../survey/survey.ts";
import { clusterOf, memberIds, readClustering } from "./clustering.ts";

export interface ClusterToSave {
  cluster: number;
  /** Of the selection; made of the cluster's own name where it is left out, with a number where another selection has that. */
  name?: string;
  by?: string;
  /** The newest that found something where it is left out. */
  clustering?: string;
  /** Whose clustering; any run's where it is left out. */
  run?: string;
}

/** @throws Fault "no-clustering", "no-cluster", or as `saveSelection`: "exists" where the same members are saved already */
export async function saveCluster(
  survey: Survey,
  { cluster: number, name, by, clustering: id, run }: ClusterToSave,
  options: { replaces?: boolean } = {},
): Promise<{ clustering: string; saved: SavedSelection }> {
  const clustering = await readClustering(survey.workspace, survey.card.name, id, run);
  const { cluster, name: own } = clusterOf(clustering, number);
  // Objects may have left the survey since it was clustered.
  const ids = await selectedIds(survey, { ids: memberIds(clustering, cluster) });
  const plain = `cluster-${cluster}`;
  const save = (called: string) => saveSelection(survey, { name: called, by, selection: { ids } }, options);
  if (name !== undefined || options.replaces)
    return { clustering: clustering.id, saved: await save(name ?? nameOf(own, plain)) };
  // Another clustering has a cluster of this number, or of this name, too: theirs stays, and this one is told apart.
  for (let number = 1; ; number++) {
    const called = `${nameOf(own, plain).slice(0, 60)}${number === 1 ? "" : `-${number}`}`;
    try {
      return { clustering: clustering.id, saved: await save(called) };
    } catch (error) {
      if (!(error instanceof Fault && error.code === "exists")) throw error;
      const { selection } = await findSelection(survey.workspace, survey.card.name, called);
      const isSame = selection.ids?.length === ids.length && new Set([...ids, ...selection.ids]).size === ids.length;
      if (isSame) throw error;
    }
  }
}

function nameOf(own: string | null, plain: string): string {
  return own === null ? plain : selectionNameFrom(own, plain);
}
