/** Whether clusters find a class that they were not told of, and whether chance would have. */

import { randomStream, shuffled } from "../../random.ts";
import type { Filter } from "../../survey/galaxies.ts";
import { selectedIds } from "../../survey/selection.ts";
import type { Survey } from "../../survey/survey.ts";
import { type HdbscanOptions, hdbscan } from "../hdbscan/hdbscan.ts";
import type { ClusteredSurvey } from "./clusterSurvey.ts";
import { type Mark, traitOf } from "./clusterTraits.ts";

const permutations = 1000;

export interface HiddenClass {
  /** The condition that makes an object one of the class, threshold and all. */
  truth: string;
  /** Of the class, among all that were clustered. */
  objects: number;
  base: number;
  /** The cluster whose purity is surest to be high (lower end of Wilson's interval); null where there are no clusters. */
  best: null | {
    cluster: number;
    size: number;
    hits: number;
    purity: number;
    interval: [number, number];
    /** hits / objects */
    completeness: number;
    enrichment: number;
    /** How often the best of these clusters is as good when the class is dealt out anew to the same objects. */
    chance: number;
  };
}

/** The same clustering of objects whose every component was shuffled by itself: what structure there is then is none. */
export interface ShuffledClusters {
  clusters: number;
  /** Share of the objects that are in a cluster. */
  clustered: number;
}

/** @throws Fault "no-column" or "filter" as any filter */
export async function hiddenClasses(
  survey: Survey,
  { clustering, labels }: Pick<ClusteredSurvey, "clustering" | "labels">,
  truths: readonly Filter[],
): Promise<HiddenClass[]> {
  const { ids, clusters, parameters } = clustering;
  const found: HiddenClass[] = [];
  for (const filter of truths) {
    const members = new Set(await selectedIds(survey, { filters: [filter] }));
    const truth = `${filter.column} ${filter.operator} ${filter.value}`;
    const mark: Mark = { what: truth, has: Uint8Array.from(ids, (id) => Number(members.has(id))) };
    const objects = mark.has.reduce((sum, each) => sum + each, 0);
    const best = bestOf(mark, labels, clusters.length);
    found.push({
      truth,
      objects,
      base: objects / ids.length,
      best: best
        ? {
            cluster: best.cluster,
            size: clusters[best.cluster]?.size ?? 0,
            hits: best.hits,
            purity: best.purity,
            interval: best.interval,
            completeness: objects > 0 ? best.hits / objects : 0,
            enrichment: best.enrichment,
            chance: chanceOf(mark, labels, clusters.length, best.interval[0], parameters.seed),
          }
        : null,
    });
  }
  return found;
}

function bestOf(mark: Mark, labels: Int32Array, clusters: number) {
  return Array.from({ length: clusters }, (_, cluster) => ({ cluster, ...traitOf(mark, labels, cluster) })).sort(
    (a, b) => b.interval[0] - a.interval[0] || b.purity - a.purity || a.cluster - b.cluster,
  )[0];
}

/** The best of many clusters is good by chance more often than one is: so the best is held to the best. */
function chanceOf({ what, has }: Mark, labels: Int32Array, clusters: number, reached: number, seed: number): number {
  let asGood = 0;
  for (let round = 0; round < permutations; round++) {
    const order = shuffled(has.length, randomStream(seed, "chance", what, round));
    const dealt = Uint8Array.from(order, (from) => has[from] as number);
    if ((bestOf({ what, has: dealt }, labels, clusters)?.interval[0] ?? 0) >= reached) asGood++;
  }
  return (asGood + 1) / (permutations + 1);
}

/** @param values [count x components] */
export async function shuffledClusters(
  values: Float32Array,
  count: number,
  options: HdbscanOptions,
  seed: number,
): Promise<ShuffledClusters> {
  const components = values.length / count;
  const mixed = new Float32Array(values.length);
  for (let component = 0; component < components; component++)
    shuffled(count, randomStream(seed, "null", component)).forEach((from, to) => {
      mixed[to * components + component] = values[from * components + component] as number;
    });
  const { labels, persistence } = await hdbscan(mixed, count, options);
  return { clusters: persistence.length, clustered: labels.filter((label) => label >= 0).length / count };
}
