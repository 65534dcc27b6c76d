/** What each region is called and how it grew: its telling words, a name of them, and its share of each year. */

import type { Table } from "@lancedb/lancedb";
import type { LanguageModel } from "../answer/languageModel.ts";
import type { LibraryIndex } from "../index/libraryIndex.ts";
import { scanPapers } from "../libraryTable.ts";
import { regionYears, trendOf } from "./growth.ts";
import type { Region } from "./landscape.ts";
import { modelNames } from "./modelNames.ts";
import { regionNames } from "./regionNames.ts";
import { regionWords } from "./regionWords.ts";

/** Fine regions are numbered from 0; after them the broad ones. */
export interface Membership {
  /** [papers], in the order of the index. */
  fine: Int32Array;
  /** [fine regions], the broad region of each, from 0. */
  broad: Int32Array;
  /** [fine regions x dimension] */
  centres: Float64Array;
}

interface Described {
  table: Table;
  index: LibraryIndex;
  membership: Membership;
  /** [papers, 2] */
  places: Float32Array;
  model?: LanguageModel;
  signal?: AbortSignal;
}

const wordsShown = 10;

export async function describeRegions(
  { table, index, membership, places, model, signal }: Described,
  onProgress: (fraction: number, text: string) => void = () => {},
): Promise<Omit<Region, "medoids">[]> {
  const { fine, broad } = membership;
  const fineCount = broad.length;
  const broadCount = broad.reduce((most, each) => Math.max(most, each + 1), 0);
  const levels = [...new Array<number>(fineCount).fill(0), ...new Array<number>(broadCount).fill(1)];
  const numberOf = new Map(Array.from({ length: index.papers }, (_, paper) => [index.idOf(paper), paper]));
  const order: number[] = [];
  const texts = async function* () {
    order.length = 0;
    for await (const batch of scanPapers(table)) {
      signal?.throwIfAborted();
      const known = batch.filter(({ paper }) => numberOf.has(paper.id));
      for (const { paper } of known) order.push(numberOf.get(paper.id) as number);
      onProgress(Math.min(1, order.length / index.papers), "reading what the regions speak of");
      yield known.map(({ paper }) => paper);
    }
  };
  const regionsOf = (at: number) => {
    const region = fine[order[at] as number] as number;
    return [region, fineCount + (broad[region] as number)];
  };
  const words = await regionWords(texts, regionsOf, levels);
  const names = [...regionNames(words.slice(0, fineCount)), ...regionNames(words.slice(fineCount))];

  const members: number[][] = levels.map(() => []);
  const all = new Map<number, number>();
  const years = levels.map(() => new Map<number, number>());
  const count = (counts: Map<number, number> | undefined, year: number) =>
    counts?.set(year, (counts.get(year) ?? 0) + 1);
  for (let paper = 0; paper < index.papers; paper++) {
    const region = fine[paper] as number;
    const year = index.years[paper] as number;
    for (const each of [region, fineCount + (broad[region] as number)]) {
      members[each]?.push(paper);
      if (year > 0) count(years[each], year);
    }
    if (year > 0) count(all, year);
  }
  const written = model
    ? await modelNames(model, words, names, { signal, onProgress: (share) => onProgress(share, "naming the regions") })
    : names.map((name) => ({ name, namedBy: "words" as const }));
  return levels.map((level, id) => ({
    id,
    level: level === 0 ? ("fine" as const) : ("broad" as const),
    parent: level === 0 ? fineCount + (broad[id] as number) : null,
    ...(written[id] as { name: string; namedBy: "words" | "language model" }),
    words: (words[id] ?? []).slice(0, wordsShown).map(({ word, papers, share }) => ({ word, papers, share })),
    papers: members[id]?.length ?? 0,
    place: middleOf(places, members[id] ?? []),
    years: regionYears(all, years[id] ?? new Map()),
    growth: trendOf([...all].map(([year, size]) => ({ year, size, hits: years[id]?.get(year) ?? 0 }))),
  }));
}

/** Where most of them lie: the median of each coordinate, which a few that lie elsewhere do not move. */
function middleOf(places: Float32Array, members: readonly number[]): { x: number; y: number } {
  const median = (axis: 0 | 1) => {
    const sorted = Float32Array.from(members, (paper) => places[2 * paper + axis] as number).sort();
    return sorted[sorted.length >> 1] ?? 0;
  };
  return { x: median(0), y: median(1) };
}
