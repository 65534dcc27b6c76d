/** A clustering as a table for other tools: one row an object. */

import type { Vector } from "apache-arrow";
import { Fault } from "../../fault.ts";
import { ownColumns } from "../../survey/catalogueRows.ts";
import { mapColumns } from "../../survey/mapColumns.ts";
import { selectedRows, skyColumns } from "../../survey/selection.ts";
import { columnKinds, type Survey } from "../../survey/survey.ts";
import { writeTable } from "../../survey/tableFile.ts";
import type { Clustering } from "./clustering.ts";

/**
 * Columns id_str, ra and dec (degrees, where the survey has them), cluster (-1: none), cluster_name, probability,
 * outlier_score, umap_x and umap_y (where the run has a map).
 * @param path ends in .csv, .tsv, .parquet, .fits or .vot
 */
export async function writeClusterTable(survey: Survey, clustering: Clustering, path: string): Promise<void> {
  const { ids, labels, probabilities, outlierScores, clusters } = clustering;
  const names = new Map(clusters.map(({ cluster, name }) => [cluster, name]));
  const { sky, map } = await placesOf(survey, clustering.run);
  const numbers = await numbersOf(survey, ids, [...sky, ...map]);
  const columns = (of: readonly string[], called: readonly string[]) =>
    of.map((column, i) => ({ name: called[i] as string, type: "float64" as const, values: numbers.get(column) ?? [] }));
  await writeTable(path, [
    { name: "id_str", type: "string", values: ids },
    ...columns(sky, ["ra", "dec"]),
    { name: "cluster", type: "int32", values: labels },
    { name: "cluster_name", type: "string", values: labels.map((label) => names.get(label) ?? null) },
    { name: "probability", type: "float64", values: probabilities },
    { name: "outlier_score", type: "float64", values: outlierScores },
    ...columns(map, ["umap_x", "umap_y"]),
  ]);
}

async function placesOf(survey: Survey, run: string): Promise<{ sky: string[]; map: string[] }> {
  const kinds = await columnKinds(survey);
  const { x, y } = mapColumns(run);
  return { sky: inTheSky(survey, kinds), map: kinds.has(x) && kinds.has(y) ? [x, y] : [] };
}

function inTheSky(survey: Survey, kinds: ReadonlyMap<string, "text" | "number">): string[] {
  try {
    const { ra, dec } = skyColumns(survey, kinds);
    return [ra, dec];
  } catch (error) {
    if (error instanceof Fault && error.code === "no-position") return [];
    throw error;
  }
}

/** By column, in the order of the ids; null for an object that has none, or has left the survey. */
async function numbersOf(
  survey: Survey,
  ids: readonly string[],
  columns: readonly string[],
): Promise<Map<string, (number | null)[]>> {
  const places = new Map(ids.map((id, place) => [id, place]));
  const found = new Map(columns.map((column) => [column, new Array<number | null>(ids.length).fill(null)]));
  if (columns.length === 0) return found;
  for await (const { vectors, rows } of selectedRows(survey, {}, [ownColumns.id, ...columns])) {
    const [idVector, ...others] = vectors as [Vector, ...Vector[]];
    for (const row of rows) {
      const place = places.get(String(idVector.get(row)));
      if (place === undefined) continue;
      columns.forEach((column, c) => {
        const value = others[c]?.get(row);
        const values = found.get(column) as (number | null)[];
        values[place] = value === null || value === undefined ? null : Number(value);
      });
    }
  }
  return found;
}
