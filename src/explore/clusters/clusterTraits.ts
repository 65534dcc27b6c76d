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
    };
  });
  const classes = labels.flatMap((column) => {
    const values = valuesOf(column);
    const present = [...new Set(values.flatMap((value) => (value === null ? [] : [String(value)])))].sort();
    return present.map(
      (each): Mark => ({
        what: `${column} = ${each}`,
        has: Uint8Array.from(values, (value) => Number(value !== null && String(value) === each)),
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

/** How much of a cluster has the mark. @param labels of each object its cluster */
export function traitOf({ what, has }: Mark, labels: Int32Array, cluster: number): Trait {
  let [hits, size, all] = [0, 0, 0];
  has.forEach((each, i) => {
    all += each;
    if (labels[i] !== cluster) return;
    size++;
    hits += each;
  });
  const base = all / has.length;
  const purity = size > 0 ? hits / size : 0;
  return { what, hits, purity, interval: wilsonInterval(hits, size), base, enrichment: base > 0 ? purity / base : 0 };
}

/** What the cluster surely has more of than the rest: the lower end of its interval is above the base rate. */
export function traitsOf(marks: readonly Mark[], labels: Int32Array, cluster: number): Trait[] {
  return marks
    .map((mark) => traitOf(mark, labels, cluster))
    .filter(({ interval: [low], base }) => low > base)
    .sort((a, b) => b.interval[0] / b.base - a.interval[0] / a.base || (a.what < b.what ? -1 : 1))
    .slice(0, traitsShown);
}
