/** What each cluster is: its shape, what people say of it, what its pictures show, and how much a look at it promises. */

import type { Survey } from "../../survey/survey.ts";
import type { Clustering as DensityClusters } from "../hdbscan/hdbscan.ts";
import { artefactScores } from "./artefactScores.ts";
import { clusterInterest } from "./clusterInterest.ts";
import type { Cluster } from "./clustering.ts";
import { clusterShapes } from "./clusterShape.ts";
import { surveyMarks, tagMarks, traitsOf } from "./clusterTraits.ts";
import { surprises } from "./surprise.ts";

interface Clustered {
  ids: string[];
  /** [ids x components] */
  values: Float32Array;
  components: number;
}

interface Options {
  run: string;
  seed: number;
  signal?: AbortSignal;
  onProgress: (fraction: number | null, text: string) => void;
}

/** @param stability of each cluster; null where it was not measured */
export async function describeClusters(
  survey: Survey,
  { ids, values, components }: Clustered,
  { labels, probabilities, persistence, spans }: DensityClusters,
  stability: Float64Array | null,
  { run, seed, signal, onProgress }: Options,
): Promise<Cluster[]> {
  if (persistence.length === 0) return [];
  const points = { values: Float64Array.from(values), count: ids.length, dimension: components };
  const shapes = clusterShapes(points, labels, probabilities, persistence.length, seed);
  const count = shapes.length;
  const traits = traitsOf(await surveyMarks(survey, ids), labels, count);
  const tags = traitsOf(await tagMarks(survey, ids), labels, count);
  const sizes = new Int32Array(count);
  for (const label of labels) if (label >= 0) sizes[label] = (sizes[label] as number) + 1;
  const surprising = await surprises(survey, run, ids, shapes);
  const artefacts = await artefactScores(survey, ids, points, shapes, { seed, signal, onProgress });
  const named = (places: readonly number[]) => places.map((place) => ids[place] as string);
  const clusters = shapes.map(({ medoids, border, isolation }, cluster): Cluster => {
    const size = sizes[cluster] as number;
    const last = (spans[cluster] as [number, number])[1];
    // Stability is a sum over members of 1 / distance: of at most 1 / the last distance each.
    const lasts = ((persistence[cluster] as number) * last) / size;
    return {
      cluster,
      name: null,
      size,
      share: size / ids.length,
      isolation: short(isolation),
      persistence: Number.isFinite(lasts) ? short(Math.min(1, Math.max(0, lasts))) : 1,
      stability: stability ? short(Math.min(1, stability[cluster] as number)) : null,
      surprise: surprising[cluster] ?? null,
      artefact: artefacts[cluster] ?? null,
      interest: 0,
      medoids: named(medoids),
      border: named(border),
      traits: traits[cluster] ?? [],
      tags: tags[cluster] ?? [],
    };
  });
  return clusters.map((each) => ({ ...each, interest: short(clusterInterest(each, ids.length)) }));
}

/** Six digits are more than any of these means, and halve the file. */
function short(value: number): number {
  return Number(value.toPrecision(6));
}
