/** Where anomalies are looked for: a survey's representations along 40 principal components, each of variance 1. */

import { Fault } from "../../fault.ts";
import { readRepresentations } from "../../survey/representations.ts";
import type { Survey } from "../../survey/survey.ts";
import { principalComponents, project } from "../principalComponents.ts";

export interface AnomalySpace {
  /** Objects that have a representation. */
  ids: string[];
  /** [ids.length x dimension] */
  vectors: Float32Array;
  dimension: number;
}

/** Of 10, 20, 40 and 200 the best in Walmsley+ 2022 (arXiv 2110.12735). */
const components = 40;

/**
 * @param run whose representations; the last that were stored, where it is left out
 * @throws Fault "no-representations", "vector"
 */
export async function anomalySpace(survey: Survey, run?: string): Promise<AnomalySpace & { run: string }> {
  const { name, representations } = survey.card;
  const chosen = run ?? representations.at(-1)?.run;
  if (chosen === undefined)
    throw new Fault(
      "no-representations",
      `survey "${name}" has no representations: make them with almagest embed ${name} --run <run>`,
    );
  const found = await readRepresentations(survey, chosen);
  const axes = await principalComponents([found], components);
  // What varies not at all beside the first is rounding, and would be blown up to variance 1.
  const kept = axes.variances.filter((variance) => variance > 1e-9 * (axes.variances[0] as number)).length;
  const vectors = await project(leading(axes, kept), found, { whiten: true });
  return { run: chosen, ids: found.ids, vectors, dimension: kept };
}

function leading(axes: Awaited<ReturnType<typeof principalComponents>>, count: number) {
  return {
    mean: axes.mean,
    axes: axes.axes.subarray(0, count * axes.mean.length),
    variances: axes.variances.subarray(0, count),
    shares: axes.shares.subarray(0, count),
  };
}
