/** What tells one clustering of a survey from another: whose representations, when, and what came of it. */

import { Fault } from "../../fault.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { type Clustering, readClustering } from "./clustering.ts";

export interface ClusteringSummary extends Pick<Clustering, "id" | "run" | "createdAt"> {
  clusters: number;
  /** That were clustered. */
  objects: number;
  inside: Clustering["parameters"]["inside"];
}

/** @returns only its id where its file cannot be read: one damaged clustering must not hide the others */
export async function summariseClustering(
  workspace: Workspace,
  survey: string,
  id: string,
): Promise<ClusteringSummary | { id: string }> {
  try {
    const { run, createdAt, clusters, ids, parameters } = await readClustering(workspace, survey, id);
    return { id, run, createdAt, clusters: clusters.length, objects: ids.length, inside: parameters.inside };
  } catch (error) {
    if (error instanceof Fault) return { id };
    throw error;
  }
}
