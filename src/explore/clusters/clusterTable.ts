/** A clustering as a table for other tools: one row an object. */

import { writeTable } from "../../survey/tableFile.ts";
import type { Clustering } from "./clustering.ts";

/** Columns id_str, cluster (-1: none), cluster_name, probability, outlier_score. @param path ends in .csv, .tsv or .parquet */
export async function writeClusterTable(clustering: Clustering, path: string): Promise<void> {
  const { ids, labels, probabilities, outlierScores, clusters } = clustering;
  const names = new Map(clusters.map(({ cluster, name }) => [cluster, name]));
  await writeTable(path, [
    { name: "id_str", type: "string", values: ids },
    { name: "cluster", type: "int32", values: labels },
    { name: "cluster_name", type: "string", values: labels.map((label) => names.get(label) ?? null) },
    { name: "probability", type: "float64", values: probabilities },
    { name: "outlier_score", type: "float64", values: outlierScores },
  ]);
}
