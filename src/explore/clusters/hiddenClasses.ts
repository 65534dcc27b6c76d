/** Whether clusters find a class that they were not told of, and whether chance would have. */

import { setImmediate } from "node:timers/promises";
import { randomStream, shuffled } from "../../random.ts";
import type { Survey } from "../../survey/survey.ts";
import { type HdbscanOptions, hdbscan } from "../hdbscan/hdbscan.ts";
import { carriersOf, conditionText, type Tag } from "../tags.ts";
import { wilsonInterval } from "../wilson.ts";
import type { ClusteredSurvey } from "./clusterSurvey.ts";

const permutations = 1000;

export interface HiddenClass {
  /** The condition that makes an object one of the class, threshold and all; or the #tag that people wrote of it. */
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

/**
 * @param truths conditions, or #tags that people wrote
 * @param onProgress done of 1, over all of them
 * @throws Fault "no-column" or "filter" as any filter
 */
export async function hiddenClasses(
  survey: Survey,
  { clustering, labels }: Pick<ClusteredSurvey, "clustering" | "labels">,
  truths: readonly Tag[],
  { onProgress = () => {}, signal }: { onProgress?: (fraction: number) => void; signal?: AbortSignal } = {},
): Promise<HiddenClass[]> {
  const { ids, clusters, parameters } = clustering;
  const sizes = clusters.map(({ size }) => size);
  const found: HiddenClass[] = [];
  for (const [number, tag] of truths.entries()) {
    const members = new Set(await carriersOf(survey, tag));
    const truth = tag.written ? tag.name : conditionText(tag.conditions);
    const has = Uint8Array.from(ids, (id) => Number(members.has(id)));
    const objects = has.reduce((sum, each) => sum + each, 0);
    const best = bestOf(has, labels, sizes);
    const { seed } = parameters;
    const options = { seed, signal, onProgress: (part: number) => onProgress((number + part) / truths.length) };
    found.push({
      truth,
      objects,
      base: objects / ids.length,
      best: best
        ? {
            ...best,
            completeness: objects > 0 ? best.hits / objects : 0,
            enrichment: objects > 0 ? (best.purity * ids.length) / objects : 0,
            chance: await chanceOf(truth, has, labels, sizes, best.interval[0], options),
          }
        : null,
    });
  }
  return found;
}

function bestOf(has: Uint8Array, labels: Int32Array, sizes: readonly number[]) {
  const hits = new Int32Array(sizes.length);
  labels.forEach((label, place) => {
    if (label >= 0) hits[label] = (hits[label] as number) + (has[place] as number);
  });
  return sizes
    .map((size, cluster) => {
      const own = hits[cluster] as number;
      return { cluster, size, hits: own, purity: size > 0 ? own / size : 0, interval: wilsonInterval(own, size) };
    })
    .sort((a, b) => b.interval[0] - a.interval[0] || b.purity - a.purity || a.cluster - b.cluster)[0];
}

/** Milliseconds between two looks at what else is asked of this process, such as to stop. */
const longestTurn = 50;

/** The best of many clusters is good by chance more often than one is: so the best is held to the best. */
async function chanceOf(
  truth: string,
  has: Uint8Array,
  labels: Int32Array,
  sizes: readonly number[],
  reached: number,
  { seed, signal, onProgress }: { seed: number; signal?: AbortSignal; onProgress: (fraction: number) => void },
): Promise<number> {
  let asGood = 0;
  let turn = performance.now();
  for (let round = 0; round < permutations; round++) {
    const order = shuffled(has.length, randomStream(seed, "chance", truth, round));
    const dealt = Uint8Array.from(order, (from) => has[from] as number);
    if ((bestOf(dealt, labels, sizes)?.interval[0] ?? 0) >= reached) asGood++;
    if (performance.now() - turn < longestTurn) continue;
    onProgress((round + 1) / permutations);
    await setImmediate();
    signal?.throwIfAborted();
    turn = performance.now();
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
