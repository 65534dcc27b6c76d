/** Where a clustering's clusters lie on a run's map: at the median of their members' places. */

import { ownColumns } from "../../survey/catalogueRows.ts";
import { storedName } from "../../survey/lance.ts";
import { mapColumns } from "../../survey/mapColumns.ts";
import { columnKinds, readColumns, type Survey } from "../../survey/survey.ts";
import type { Clustering } from "./clustering.ts";
import { median } from "./quantile.ts";

/** @returns by cluster's number; clusters without a member on the map, or all where there is no map, are left out */
export async function clusterPlaces(
  survey: Survey,
  { run, ids, labels }: Pick<Clustering, "run" | "ids" | "labels">,
): Promise<Map<number, { x: number; y: number }>> {
  const { x, y } = mapColumns(run);
  const kinds = await columnKinds(survey);
  if (!kinds.has(x) || !kinds.has(y)) return new Map();
  const clusterOfId = new Map(ids.flatMap((id, i) => ((labels[i] as number) >= 0 ? [[id, labels[i] as number]] : [])));
  const members = new Map<number, { x: number[]; y: number[] }>();
  for (const row of await readColumns(survey, [x, y])) {
    const cluster = clusterOfId.get(String(row[ownColumns.id]));
    const [across, up] = [row[storedName(x)], row[storedName(y)]];
    if (cluster === undefined || !isPlace(across) || !isPlace(up)) continue;
    const own = members.get(cluster) ?? { x: [], y: [] };
    own.x.push(Number(across));
    own.y.push(Number(up));
    members.set(cluster, own);
  }
  return new Map([...members].map(([cluster, own]) => [cluster, { x: median(own.x), y: median(own.y) }]));
}

function isPlace(value: unknown): boolean {
  return value !== null && Number.isFinite(Number(value));
}
