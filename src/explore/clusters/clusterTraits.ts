/** What people's votes, labels and tags say of a cluster, against what they say of all that was clustered. */

import { ownColumns } from "../../survey/catalogueRows.ts";
import { storedName } from "../../survey/lance.ts";
import { readColumns, type Survey } from "../../survey/survey.ts";
import { carriersOf, knownTags } from "../tags.ts";
import { wilsonInterval } from "../wilson.ts";
import type { Trait } from "./clustering.ts";

const traitsShown = 5;
const half = 0.5;

/** One thing that an object has or has not. */
export interface Mark {
  /** As a filter is written; or a tag's name. */
  what: string;
  /** Of each object, in the order of the ids asked for. */
  has: Uint8Array;
  /** Whether anybody said so or not so; left out: of all it is known. */
  isKnown?: Uint8Array;
}

/** Every answer that more than half of the volunteers gave, every class of every label. */
export async function surveyMarks(survey: Survey, ids: readonly string[]): Promise<Mark[]> {
  const { fractions, labels } = survey.card;
  if (fractions.length + labels.length === 0) return [];
  const rows = new Map(
    (await readColumns(survey, [...fractions, ...labels])).map((row) => [String(row[ownColumns.id]), row]),
  );
  const valuesOf = (column: string) => ids.map((id) => rows.get(id)?.[storedName(column)] ?? null);
  const votes = fractions.map((column): Mark => {
    const values = valuesOf(column);
    return {
      what: `${column} > ${half}`,
      has: Uint8Array.from(values, (value) => Number(value !== null && Number(value) > half)),
      isKnown: known(values),
    };
  });
  const classes = labels.flatMap((column) => {
    const values = valuesOf(column);
    const isKnown = known(values);
    const present = [...new Set(values.flatMap((value) => (value === null ? [] : [String(value)])))].sort();
    return present.map(
      (each): Mark => ({
        what: `${column} = ${each}`,
        has: Uint8Array.from(values, (value) => Number(value !== null && String(value) === each)),
        isKnown,
      }),
    );
  });
  return [...votes, ...classes];
}

/** Every tag: those that the columns of a known catalogue make, and those that people wrote. */
export async function tagMarks(survey: Survey, ids: readonly string[]): Promise<Mark[]> {
  const marks: Mark[] = [];
  for (const tag of await knownTags(survey)) {
    const carriers = new Set(await carriersOf(survey, tag));
    marks.push({ what: tag.name, has: Uint8Array.from(ids, (id) => Number(carriers.has(id))) });
  }
  return marks;
}

function known(values: readonly unknown[]): Uint8Array {
  return Uint8Array.from(values, (value) => Number(value !== null));
}

/** By chance alone no more often is anything listed of a cluster that is like the rest. */
const chanceOfAny = 0.05;

/**
 * What each cluster surely has more of than the others, most first; of objects of which nothing is known nothing is counted.
 * Surely: the hypergeometric chance of so many hits or more, times the marks that were looked at (Fisher 1935, Bonferroni),
 * is below 5 %.
 * @param labels of each object its cluster, or -1
 */
export function traitsOf(marks: readonly Mark[], labels: Int32Array, clusters: number): Trait[][] {
  const traits: Trait[][] = Array.from({ length: clusters }, () => []);
  const logs = logFactorials(labels.length);
  for (const { what, has, isKnown } of marks) {
    const [hits, sizes] = [new Int32Array(clusters), new Int32Array(clusters)];
    let [allHits, all] = [0, 0];
    labels.forEach((label, i) => {
      if (isKnown?.[i] === 0) return;
      all++;
      allHits += has[i] as number;
      if (label < 0) return;
      sizes[label] = (sizes[label] as number) + 1;
      hits[label] = (hits[label] as number) + (has[i] as number);
    });
    const base = all > 0 ? allHits / all : 0;
    traits.forEach((own, cluster) => {
      const [of, found] = [sizes[cluster] as number, hits[cluster] as number];
      if (found <= base * of) return;
      if (chanceOfHits(logs, found, of, allHits, all) * marks.length >= chanceOfAny) return;
      const purity = found / of;
      own.push({ what, hits: found, of, purity, interval: wilsonInterval(found, of), base, enrichment: purity / base });
    });
  }
  return traits.map((own) =>
    own
      .sort((a, b) => b.interval[0] / b.base - a.interval[0] / a.base || (a.what < b.what ? -1 : 1))
      .slice(0, traitsShown),
  );
}

/** The chance that of `size` objects, drawn from `all` of which `allHits` have the mark, `hits` or more have it. */
function chanceOfHits(logs: Float64Array, hits: number, size: number, allHits: number, all: number): number {
  const choose = (n: number, k: number) => (logs[n] as number) - (logs[k] as number) - (logs[n - k] as number);
  const ways = choose(all, size);
  let chance = 0;
  for (let k = hits; k <= Math.min(size, allHits); k++)
    if (size - k <= all - allHits) chance += Math.exp(choose(allHits, k) + choose(all - allHits, size - k) - ways);
  return chance;
}

function logFactorials(most: number): Float64Array {
  const logs = new Float64Array(most + 1);
  for (let n = 1; n <= most; n++) logs[n] = (logs[n - 1] as number) + Math.log(n);
  return logs;
}
