/**
 * Papers that mention a facility or a term: by year, by topic, and together with which others.
 *
 * A mention is not a use; where the wording shows use ("observed with", "using data from") a paper counts a second time as one that uses
 * it. A paper in which only an object named after it stands (Kepler-22b, SDSS J1030) counts apart, as no mention.
 */

import { wilsonInterval } from "../../explore/wilson.ts";
import type { Paper } from "../paper.ts";
import { sentencesOf } from "../words.ts";
import { type MentionKind, mentionFinder, type Named } from "./mentions.ts";

export interface Subject extends Named {
  name: string;
}

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
}

export interface Impact {
  papers: number;
  /** They are in no year's count. */
  undated: number;
  subjects: SubjectImpact[];
}

/** One sentence behind a count. */
export interface MentionSentence {
  subject: string;
  id: string;
  title: string;
  year: number | null;
  kind: MentionKind;
  /** As it stands in the title or in the abstract. */
  sentence: string;
  /** Where the name stands in the sentence, in characters. */
  start: number;
  end: number;
}

export interface ImpactOptions {
  /** Others that are counted where they stand beside a subject. */
  beside?: readonly Subject[];
  /** @returns what a paper is about; left out, its arXiv categories */
  topicsOf?: (paper: Paper) => Iterable<string>;
  onSentence?: (sentence: MentionSentence) => void | Promise<void>;
  onProgress?: (papers: number) => void;
}

interface Tally {
  kinds: Record<MentionKind, number>;
  years: Map<number, Record<MentionKind, number>>;
  topics: Map<string, number>;
  together: Map<string, number>;
}

const strength: Record<MentionKind, number> = { object: 0, mention: 1, use: 2 };

/** Papers come one by one and none is kept. */
export async function countImpact(
  papers: AsyncIterable<readonly { paper: Paper }[]>,
  subjects: readonly Subject[],
  { beside = [], topicsOf = ({ categories }) => categories, onSentence, onProgress }: ImpactOptions = {},
): Promise<Impact> {
  const names = new Set(subjects.map(({ name }) => name));
  const find = mentionFinder([...subjects, ...beside.filter(({ name }) => !names.has(name))]);
  const tallies = new Map<string, Tally>(subjects.map(({ name }) => [name, emptyTally()]));
  const byYear = new Map<number, number>();
  const byTopic = new Map<string, number>();
  let [count, undated] = [0, 0];
  for await (const batch of papers) {
    for (const { paper } of batch) {
      count++;
      if (paper.year === null) undated++;
      else add(byYear, paper.year);
      const topics = new Set(topicsOf(paper));
      for (const topic of topics) add(byTopic, topic);
      const kinds = new Map<string, MentionKind>();
      for (const sentence of [paper.title, ...sentencesOf(paper.abstract)])
        for (const { subject, start, end, kind } of find(sentence)) {
          const { name } = subject;
          const before = kinds.get(name);
          if (before === undefined || strength[kind] > strength[before]) kinds.set(name, kind);
          if (names.has(name))
            await onSentence?.({
              subject: name,
              id: paper.id,
              title: paper.title,
              year: paper.year,
              kind,
              sentence,
              start,
              end,
            });
        }
      for (const [name, kind] of kinds) {
        const tally = tallies.get(name);
        if (!tally) continue;
        tally.kinds[kind]++;
        if (paper.year !== null) {
          const year = tally.years.get(paper.year) ?? { object: 0, mention: 0, use: 0 };
          year[kind]++;
          tally.years.set(paper.year, year);
        }
        if (kind === "object") continue;
        for (const topic of topics) add(tally.topics, topic);
        for (const [other, otherKind] of kinds)
          if (other !== name && otherKind !== "object") add(tally.together, other);
      }
    }
    onProgress?.(count);
  }
  const summed = subjects.map(({ name }) => summary(name, tallies.get(name) as Tally, byYear, byTopic));
  return { papers: count, undated, subjects: summed };
}

function emptyTally(): Tally {
  return { kinds: { object: 0, mention: 0, use: 0 }, years: new Map(), topics: new Map(), together: new Map() };
}

function add<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function summary(
  name: string,
  { kinds, years, topics, together }: Tally,
  byYear: ReadonlyMap<number, number>,
  byTopic: ReadonlyMap<string, number>,
): SubjectImpact {
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
    topics: mostFirst(topics).map(([topic, mentions]) => {
      const papers = byTopic.get(topic) ?? mentions;
      return { topic, papers, mentions, share: mentions / papers, interval: wilsonInterval(mentions, papers) };
    }),
    together: mostFirst(together).map(([other, papers]) => ({ name: other, papers })),
  };
}

/** Equal ones by name, so that the order is the same every time. */
function mostFirst(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}
