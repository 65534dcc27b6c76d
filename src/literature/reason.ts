/** Why a paper has the rank it has: each part of its score in words. */

import { includes } from "./index/ascending.ts";
import type { LibraryIndex } from "./index/libraryIndex.ts";
import { kinds } from "./index/terms.ts";
import type { Name } from "./names.ts";
import type { PartName } from "./rank.ts";

/** What the parts were made from. */
export interface Seen {
  stems: ReadonlyMap<string, number>;
  /** How a stem was written in the question. */
  spoken: ReadonlyMap<string, string>;
  named: readonly Name[];
  /** [papers], cosines to the question, and to its first answers. */
  nearness: Float32Array | undefined;
  neighbours: { cosines: ReadonlyMap<number, number>; answers: number } | undefined;
  /** The year in which "recent" is now. */
  now: number;
}

export function reason(index: LibraryIndex, paper: number, name: PartName, seen: Seen): string {
  const { stems, spoken, named, nearness, neighbours, now } = seen;
  const has = (stem: string) => {
    const term = index.termNumber(kinds.word + stem);
    return term !== undefined && includes(index.having(term).papers, paper);
  };
  const year = index.years[paper] as number;
  const citations = index.citations[paper] as number;
  switch (name) {
    case "words": {
      const others = named.flatMap(({ elsewhere }) => elsewhere?.get(paper) ?? []);
      const found = [...[...stems.keys()].filter(has).map((stem) => spoken.get(stem) ?? stem), ...others];
      return found.length > 0 ? `has ${found.join(", ")}` : "has none of the words";
    }
    case "meaning":
      return `cosine ${(nearness?.[paper] ?? 0).toFixed(2)} by ${index.card.encoder.name}`;
    case "neighbours":
      return `cosine ${(neighbours?.cosines.get(paper) ?? 0).toFixed(2)} to the first ${neighbours?.answers} answers`;
    case "named": {
      const found = named.flatMap(({ written, stems, elsewhere }) => {
        if (stems.every(has)) return [written];
        const other = elsewhere?.get(paper);
        return other === undefined ? [] : [other === written ? written : `${written} (as ${other})`];
      });
      return found.length > 0
        ? `names ${found.join(", ")}`
        : `names none of ${named.map(({ written }) => written).join(", ")}`;
    }
    case "recent":
      return year === 0 ? "year unknown: counted as the middle paper" : `${Math.max(0, now - year)} years old`;
    case "cited":
      return citations < 0 ? "citations unknown: counted as the middle of its year" : `${citations} citations`;
    case "rerank":
      return "";
  }
}
