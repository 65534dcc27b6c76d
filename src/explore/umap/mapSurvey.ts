/** The map of a survey: each object's place in the plane, kept as two columns. */

import type { Filter } from "../../survey/galaxies.ts";
import { mapColumns } from "../../survey/mapColumns.ts";
import { replaceNumberColumns } from "../../survey/numberColumns.ts";
import type { Survey } from "../../survey/survey.ts";
import { clusterSpace } from "../clusters/clusterSpace.ts";
import { type UmapOptions, umap } from "./umap.ts";

export interface SurveyMap {
  ids: string[];
  x: Float32Array;
  y: Float32Array;
  /** Share of the standardised representations' variance that the map was made from. */
  variance: number;
}

export interface MapOptions extends UmapOptions {
  run: string;
  /** Only objects that pass all of these. */
  filters?: readonly Filter[];
  components?: number;
}

/**
 * Makes the map from the leading components of a run's representations, and keeps it with the survey in
 * place of the run's map before: an object that is not on this one has no place any more, for places of two layouts say nothing
 * beside each other.
 * @throws Fault "no-representations", "too-few"
 */
export async function mapSurvey(
  survey: Survey,
  { run, filters = [], components = 40, ...options }: MapOptions,
): Promise<SurveyMap> {
  const space = await clusterSpace(survey, { run, filters, components });
  const points = { values: Float64Array.from(space.values), count: space.ids.length, dimension: space.components };
  const places = await umap(points, options);
  const along = (axis: 0 | 1) => Float32Array.from(space.ids, (_, i) => places[i * 2 + axis] as number);
  const map = { ids: space.ids, x: along(0), y: along(1), variance: space.variance };
  const columns = mapColumns(run);
  await replaceNumberColumns(survey.workspace, survey.card.name, map.ids, { [columns.x]: map.x, [columns.y]: map.y });
  return map;
}
