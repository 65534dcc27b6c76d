/** A survey's map kept up to date: objects that came after it was made are placed among those that have a place. */

import { mapColumns } from "../../survey/mapColumns.ts";
import { writeNumberColumns } from "../../survey/numberColumns.ts";
import { selectedIds } from "../../survey/selection.ts";
import type { Survey } from "../../survey/survey.ts";
import { clusterSpace } from "../clusters/clusterSpace.ts";
import type { MapOptions, SurveyMap } from "./mapSurvey.ts";
import { placeByNeighbours } from "./placeByNeighbours.ts";
import { storedMap } from "./storedMap.ts";

export interface UpdatedMap extends SurveyMap {
  /** Objects that have a place now and had none. */
  placed: number;
  /** Objects that cannot have one, for want of a representation. */
  unseen: number;
}

/**
 * @returns the whole map
 * @throws Fault "no-map" where there is none to update, "no-representations"
 */
export async function updateMap(
  survey: Survey,
  { run, filters = [], components = 40, neighbours = 15, onProgress = () => {}, signal }: MapOptions,
): Promise<UpdatedMap> {
  const before = await storedMap(survey, run);
  const space = await clusterSpace(survey, { run, filters: [], components });
  const numberOf = new Map(space.ids.map((id, i) => [id, i]));
  // What lost its representation stays where it is, but says nothing of where others belong.
  const kept = before.ids.flatMap((id, i) => (numberOf.has(id) ? [{ number: numberOf.get(id) as number, i }] : []));
  const known = Int32Array.from(kept, ({ number }) => number);
  const places = Float64Array.from(
    kept.flatMap(({ i }) => [before.places[2 * i], before.places[2 * i + 1]] as number[]),
  );
  const isPlaced = new Set(before.ids);
  const wanted = (await selectedIds(survey, { filters })).filter((id) => !isPlaced.has(id));
  const fresh = wanted.filter((id) => numberOf.has(id));
  const unseen = wanted.length - fresh.length;
  const all = {
    ids: before.ids,
    x: along(before.places, 0),
    y: along(before.places, 1),
    variance: space.variance,
    sample: null,
  };
  if (fresh.length === 0 || known.length === 0) return { ...all, placed: 0, unseen };
  const found = await placeByNeighbours(
    { values: space.values, dimension: space.components },
    known,
    places,
    Int32Array.from(fresh, (id) => numberOf.get(id) as number),
    { neighbours, signal, onProgress: (fraction) => onProgress(fraction, "placing new objects") },
  );
  const [x, y] = [along(found, 0), along(found, 1)];
  const columns = mapColumns(run);
  await writeNumberColumns(survey.workspace, survey.card.name, fresh, { [columns.x]: x, [columns.y]: y });
  return {
    ...all,
    ids: [...all.ids, ...fresh],
    x: Float32Array.from([...all.x, ...x]),
    y: Float32Array.from([...all.y, ...y]),
    placed: fresh.length,
    unseen,
  };
}

function along(places: Float32Array | Float64Array, axis: 0 | 1): Float32Array {
  return Float32Array.from({ length: places.length / 2 }, (_, i) => places[2 * i + axis] as number);
}
