/** What a region's papers speak of and others do not: class-based TF-IDF (Grootendorst 2022, arXiv 2203.05794, section 3.3), by papers. */

import { phrasesIn } from "./phrases.ts";

interface Text {
  title: string;
  abstract: string;
}

export interface RegionWord {
  /** As most papers write it. */
  word: string;
  stem: string;
  /** Papers of the region that have it. */
  papers: number;
  /** Of the region's papers. */
  share: number;
  score: number;
}

/** A word that fewer papers than this have in their titles names nothing. */
const fewestTitles = 3;
/** Ways to write one that are told apart. */
const formsKept = 8;
const wordsKept = 12;

/**
 * Memory grows by the words that titles use, not by the papers.
 * @param texts the same papers in the same order at each call; read twice
 * @param regionsOf the regions that a paper, by its place in `texts`, belongs to; each region of one level
 * @param levels regions of each level are told apart from the others of that level; `regions[i]` is the level of region i
 * @returns for each region its most telling words, best first
 */
export async function regionWords(
  texts: () => AsyncIterable<readonly Text[]>,
  regionsOf: (paper: number) => readonly number[],
  levels: readonly number[],
): Promise<RegionWord[][]> {
  const candidates = await candidatesOf(texts);
  const counts = levels.map(() => new Map<number, number>());
  const sizes = new Float64Array(levels.length);
  const forms: Map<string, number>[] = Array.from({ length: candidates.size }, () => new Map());
  let paper = 0;
  for await (const batch of texts())
    for (const text of batch) {
      const regions = regionsOf(paper++);
      if (regions.length === 0) continue;
      for (const region of regions) sizes[region] = (sizes[region] as number) + 1;
      const seen = new Set<number>();
      for (const { stem, written } of [...phrasesIn(text.title), ...phrasesIn(text.abstract)]) {
        const number = candidates.get(stem);
        if (number === undefined) continue;
        remember(forms[number] as Map<string, number>, written);
        if (seen.has(number)) continue;
        seen.add(number);
        for (const region of regions) {
          const own = counts[region] as Map<number, number>;
          own.set(number, (own.get(number) ?? 0) + 1);
        }
      }
    }
  const stems = [...candidates.keys()];
  return levels.map((level, region) => {
    const all = levels.flatMap((each, other) => (each === level ? [other] : []));
    return telling(region, all, counts, sizes, stems, forms);
  });
}

async function candidatesOf(texts: () => AsyncIterable<readonly Text[]>): Promise<Map<string, number>> {
  const titles = new Map<string, number>();
  for await (const batch of texts())
    for (const { title } of batch)
      for (const stem of new Set(phrasesIn(title).map(({ stem }) => stem)))
        titles.set(stem, (titles.get(stem) ?? 0) + 1);
  const kept = [...titles].filter(([, count]) => count >= fewestTitles).map(([stem]) => stem);
  return new Map(kept.map((stem, number) => [stem, number]));
}

function remember(forms: Map<string, number>, written: string): void {
  const before = forms.get(written);
  if (before !== undefined) forms.set(written, before + 1);
  else if (forms.size < formsKept) forms.set(written, 1);
}

/** The share of papers that have it, times log(1 + how rare it is in an average region). */
function telling(
  region: number,
  all: readonly number[],
  counts: readonly ReadonlyMap<number, number>[],
  sizes: Float64Array,
  stems: readonly string[],
  forms: readonly ReadonlyMap<string, number>[],
): RegionWord[] {
  const size = sizes[region] as number;
  const papers = all.reduce((sum, each) => sum + (sizes[each] as number), 0);
  const scored: RegionWord[] = [];
  for (const [number, count] of counts[region] as ReadonlyMap<number, number>) {
    if (count < Math.max(2, 0.02 * size)) continue;
    const everywhere = all.reduce((sum, each) => sum + (counts[each]?.get(number) ?? 0), 0);
    const [share, base] = [count / size, everywhere / papers];
    // A word that is no likelier here than anywhere says nothing of here.
    if (share <= 1.5 * base && all.length > 1) continue;
    const stem = stems[number] as string;
    // Of a pair each half is said: it may take more room and needs fewer papers.
    const score = Math.sqrt(share) * Math.log(1 + share / base) * (stem.includes(" ") ? 1.4 : 1);
    scored.push({ word: usual(forms[number] as ReadonlyMap<string, number>), stem, papers: count, share, score });
  }
  return scored.sort((a, b) => b.score - a.score || (a.stem < b.stem ? -1 : 1)).slice(0, wordsKept * 3);
}

/** The way most papers write it; where capitals of a title only are what differs, the plain one. */
function usual(forms: ReadonlyMap<string, number>): string {
  const merged = new Map<string, { count: number; lower: number; plain: string }>();
  let best = "";
  let most = 0;
  for (const [form, count] of forms) {
    const key = form.toLowerCase();
    const own = merged.get(key) ?? { count: 0, lower: 0, plain: form };
    own.count += count;
    if (own.lower < count) [own.lower, own.plain] = [count, form];
    merged.set(key, own);
    if (own.count > most) [most, best] = [own.count, key];
  }
  return merged.get(best)?.plain ?? best;
}
