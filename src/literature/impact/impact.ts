/**
 * Papers that mention a facility or a term: by year, by topic, how often they are cited, and together with which others.
 *
 * A mention is not a use; where the wording shows use ("observed with", "using data from") a paper counts a second time as one that uses
 * it. A paper in which only an object named after it stands (Kepler-22b, SDSS J1030) counts apart, as no mention.
 */

import { wilsonInterval } from "../../explore/wilson.ts";
import type { Paper } from "../paper.ts";
import { type CitedBeside, type CitedPaper, citedBeside } from "./citedBeside.ts";
import type { MentionKind } from "./mentions.ts";
import { paperReader, type ReaderOptions, type ReadPaper, type Subject } from "./paperReader.ts";

export interface YearCount {
  year: number;
  /** Of that year in the library. */
  papers: number;
  mentions: number;
  /** Of `papers`, 0 to 1, with Wilson's 95 % interval. */
  share: number;
  interval: [low: number, high: number];
  uses: number;
  objects: number;
}

export interface TopicCount {
  topic: string;
  papers: number;
  mentions: number;
  /** Of the topic's papers. */
  share: number;
  interval: [low: number, high: number];
  /** 1 where no other facility is mentioned by more of the topic's papers: it leads the topic. */
  place: number;
}

export interface SubjectImpact {
  name: string;
  mentions: number;
  uses: number;
  objects: number;
  /** Of the first paper that mentions it. */
  firstYear: number | null;
  years: YearCount[];
  /** The most frequent first. A paper may be of several topics. */
  topics: TopicCount[];
  together: { name: string; papers: number }[];
  /** null where citations are not known of enough papers. */
  cited: CitedBeside | null;
}

export interface Impact {
  papers: number;
  /** They are in no year's count. */
  undated: number;
  /** Dated papers whose citations are known. */
  withCitations: number;
  subjects: SubjectImpact[];
}

/** Of a topic with fewer of them one paper more or less decides. */
const fewestToLead = 10;

/** Topics of which no other facility is mentioned by more papers. */
export function ledTopics({ topics }: Pick<SubjectImpact, "topics">): string[] {
  return topics.filter(({ place, mentions }) => place === 1 && mentions >= fewestToLead).map(({ topic }) => topic);
}

/** Both ends belong to it; null is open. Where one is not, undated papers are left out. */
export interface YearRange {
  from: number | null;
  to: number | null;
}

export interface ImpactOptions extends ReaderOptions {
  /** Others that are counted where they stand beside a subject. */
  beside?: readonly Subject[];
  years?: YearRange;
  onProgress?: (papers: number) => void;
}

/** Papers come one by one and none is kept. */
export async function countImpact(
  papers: AsyncIterable<readonly { paper: Paper }[]>,
  subjects: readonly Subject[],
  { beside = [], years, onSentence, onProgress, ...options }: ImpactOptions = {},
): Promise<Impact> {
  const names = new Set(subjects.map(({ name }) => name));
  const read = paperReader([...subjects, ...beside.filter(({ name }) => !names.has(name))], {
    ...options,
    onSentence: onSentence && ((sentence) => (names.has(sentence.subject) ? onSentence(sentence) : undefined)),
  });
  const tally = impactTally(
    [...names],
    beside.map(({ name }) => name),
  );
  let count = 0;
  for await (const batch of papers) {
    for (const { paper } of batch) {
      count++;
      if (isWithin(paper.year, years)) tally.add(await read(paper));
    }
    onProgress?.(count);
  }
  return tally.impact();
}

export function isWithin(year: number | null, { from, to }: YearRange = { from: null, to: null }): boolean {
  if (from === null && to === null) return true;
  return year !== null && year >= (from ?? year) && year <= (to ?? year);
}

interface Tally {
  kinds: Record<MentionKind, number>;
  years: Map<number, Record<MentionKind, number>>;
  topics: Map<string, number>;
  together: Map<string, number>;
}

/**
 * Counts papers that were read.
 * @param names whose impact is counted
 * @param rivals with whom their places in a topic are compared, themselves left out
 */
export function impactTally(names: readonly string[], rivals: readonly string[]) {
  const tallies = new Map<string, Tally>(names.map((name) => [name, emptyTally()]));
  const isRival = new Set(rivals);
  const byYear = new Map<number, number>();
  const byTopic = new Map<string, number>();
  const rivalsOf = new Map<string, Map<string, number>>();
  const cited: (CitedPaper & { of: string[] })[] = [];
  let [count, undated] = [0, 0];
  return {
    add({ year, citations, topics, kinds }: ReadPaper): void {
      count++;
      if (year === null) undated++;
      else add(byYear, year);
      for (const topic of topics) add(byTopic, topic);
      const named = [...kinds].flatMap(([name, kind]) => (kind === "object" ? [] : [name]));
      if (year !== null && citations !== null)
        cited.push({ year, citations, of: named.filter((name) => tallies.has(name)) });
      for (const name of named)
        if (isRival.has(name))
          for (const topic of topics) {
            const counts = rivalsOf.get(topic) ?? new Map<string, number>();
            rivalsOf.set(topic, counts);
            add(counts, name);
          }
      for (const [name, kind] of kinds) {
        const tally = tallies.get(name);
        if (!tally) continue;
        tally.kinds[kind]++;
        if (year !== null) {
          const counts = tally.years.get(year) ?? { object: 0, mention: 0, use: 0 };
          counts[kind]++;
          tally.years.set(year, counts);
        }
        if (kind === "object") continue;
        for (const topic of topics) add(tally.topics, topic);
        for (const other of named) if (other !== name) add(tally.together, other);
      }
    },
    impact: (): Impact => ({
      papers: count,
      undated,
      withCitations: cited.length,
      subjects: names.map((name) => {
        const tally = tallies.get(name) as Tally;
        return {
          ...summary(name, tally, byYear),
          topics: topicsOf(name, tally, byTopic, rivalsOf),
          together: mostFirst(tally.together).map(([other, papers]) => ({ name: other, papers })),
          cited: citedBeside(
            cited.filter(({ of }) => of.includes(name)),
            cited.filter(({ of }) => !of.includes(name)),
          ),
        };
      }),
    }),
  };
}

function emptyTally(): Tally {
  return { kinds: { object: 0, mention: 0, use: 0 }, years: new Map(), topics: new Map(), together: new Map() };
}

function add<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function summary(name: string, { kinds, years }: Tally, byYear: ReadonlyMap<number, number>) {
  const counted = [...byYear]
    .sort(([a], [b]) => a - b)
    .map(([year, papers]): YearCount => {
      const of = years.get(year) ?? { object: 0, mention: 0, use: 0 };
      const mentions = of.mention + of.use;
      return {
        year,
        papers,
        mentions,
        share: mentions / papers,
        interval: wilsonInterval(mentions, papers),
        uses: of.use,
        objects: of.object,
      };
    });
  return {
    name,
    mentions: kinds.mention + kinds.use,
    uses: kinds.use,
    objects: kinds.object,
    firstYear: counted.find(({ mentions }) => mentions > 0)?.year ?? null,
    years: counted,
  };
}

function topicsOf(
  name: string,
  { topics }: Tally,
  byTopic: ReadonlyMap<string, number>,
  rivalsOf: ReadonlyMap<string, ReadonlyMap<string, number>>,
): TopicCount[] {
  return mostFirst(topics).map(([topic, mentions]) => {
    const papers = byTopic.get(topic) ?? mentions;
    const before = [...(rivalsOf.get(topic) ?? [])].filter(([other, count]) => other !== name && count > mentions);
    const interval = wilsonInterval(mentions, papers);
    return { topic, papers, mentions, share: mentions / papers, interval, place: 1 + before.length };
  });
}

/** Equal ones by name, so that the order is the same every time. */
function mostFirst(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}
