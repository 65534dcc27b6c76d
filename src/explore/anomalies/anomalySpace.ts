/** Where anomalies are looked for: a survey's representations along 40 principal components, each of variance 1. */

import { representedBy } from "../../survey/representations.ts";
import type { Survey } from "../../survey/survey.ts";
import { whitenedSpace } from "../storedComponents.ts";

export interface AnomalySpace {
  /** Objects that have a representation. */
  ids: string[];
  /** [ids.length x dimension] */
  vectors: Float32Array;
  dimension: number;
}

/**
 * @param run whose representations; the last that were stored, where it is left out
 * @throws Fault "no-representations", "vector"
 */
export async function anomalySpace(
  survey: Survey,
  run?: string,
): Promise<AnomalySpace & { run: string; isStored: boolean }> {
  const chosen = representedBy(survey, run);
  const { ids, values, count, isStored } = await whitenedSpace(survey, chosen);
  return { run: chosen, ids, vectors: values, dimension: count, isStored };
}
