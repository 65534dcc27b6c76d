/** The map of a survey: each object's place in the plane, kept as two columns. */

import type { Filter } from "../../survey/galaxies.ts";
import { mapColumns } from "../../survey/mapColumns.ts";
import { replaceNumberColumns } from "../../survey/numberColumns.ts";
import type { Survey } from "../../survey/survey.ts";
import { type ClusterSpace, clusterSpace } from "../clusters/clusterSpace.ts";
import { rowsAt } from "../hdbscan/points.ts";
import { sampleOf } from "../sample.ts";
import { placeByNeighbours } from "./placeByNeighbours.ts";
import { type UmapOptions, umap } from "./umap.ts";

export interface SurveyMap {
  ids: string[];
  x: Float32Array;
  y: Float32Array;
  /** Share of the standardised representations' variance that the map was made from. */
  variance: number;
  /** How many were laid out before the others were placed among them; null: all. */
  sample: number | null;
}

export interface MapOptions extends UmapOptions {
  run: string;
  /** Only objects that pass all of these. */
  filters?: readonly Filter[];
  components?: number;
  /** So many are laid out, drawn at chance, and the others placed: 100,000 of more than 200,000 where it is left out. */
  sample?: number;
}

/** Of the time, where the others are ten times as many. */
const sampleShare = 0.3;

/**
 * Makes the map from the leading components of a run's representations, and keeps it with the survey in
 * place of the run's map before: an object that is not on this one has no place any more, for places of two layouts say nothing
 * beside each other.
 * @throws Fault "no-representations", "too-few"
 */
export async function mapSurvey(
  survey: Survey,
  { run, filters = [], components = 40, sample: asked, ...options }: MapOptions,
): Promise<SurveyMap> {
  const space = await clusterSpace(survey, { run, filters, components });
  const { count, onProgress = () => {} } = { count: space.ids.length, ...options };
  const sample = sampleOf(count, asked, options.seed ?? 1);
  const places = sample
    ? await laidOutAround(space, sample, { ...options, onProgress })
    : await umap({ values: Float64Array.from(space.values), count, dimension: space.components }, options);
  const along = (axis: 0 | 1) => Float32Array.from(space.ids, (_, i) => places[i * 2 + axis] as number);
  const map = { ids: space.ids, x: along(0), y: along(1), variance: space.variance, sample: sample?.length ?? null };
  const columns = mapColumns(run);
  await replaceNumberColumns(survey.workspace, survey.card.name, map.ids, { [columns.x]: map.x, [columns.y]: map.y });
  return map;
}

/** @returns [ids x 2]: the sample as `umap` has it, each other object among its nearest of the sample */
async function laidOutAround(
  { values, components: dimension, ids }: ClusterSpace,
  sample: Int32Array,
  options: UmapOptions & { onProgress: (fraction: number, text: string) => void },
): Promise<Float64Array> {
  const { onProgress, neighbours = 15, signal } = options;
  const own = await umap(
    { values: Float64Array.from(rowsAt(values, dimension, sample)), count: sample.length, dimension },
    { ...options, onProgress: (fraction, text) => onProgress(fraction * sampleShare, text) },
  );
  const isLaidOut = new Uint8Array(ids.length);
  for (const place of sample) isLaidOut[place] = 1;
  const others = Int32Array.from(ids.keys()).filter((place) => !isLaidOut[place]);
  const placed = await placeByNeighbours({ values, dimension }, sample, own, others, {
    neighbours,
    signal,
    onProgress: (fraction) => onProgress(sampleShare + fraction * (1 - sampleShare), "placing the others"),
  });
  const places = new Float64Array(ids.length * 2);
  const put = (from: Float64Array, to: Int32Array) =>
    to.forEach((place, row) => {
      places.set(from.subarray(2 * row, 2 * row + 2), 2 * place);
    });
  put(own, sample);
  put(placed, others);
  return places;
}
