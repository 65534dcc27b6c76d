/** Sides of a topic to look at next, without a language model: regions of the library's map that the papers lie in, or words they share. */

import type { Workspace } from "../../../survey/workspace.ts";
import { readLandscape, readPlaces } from "../../landscape/landscape.ts";
import type { Library } from "../../search.ts";
import { stemsOf } from "../../words.ts";
import { grouped } from "../ask.ts";
import { choose } from "../choose.ts";
import type { Evidence } from "../evidence.ts";
import { contentWords, type Part } from "./parts.ts";

const mostFacets = 4;
/** Of the papers found, in one region of the map. */
const fewestInRegion = 2;
const wordsOfTopic = 3;
const wide = { papers: 16, perPaper: 1, quotes: 16, relevance: 0.6, order: "relevance", least: 0.45 } as const;

export async function facetsOf(workspace: Workspace, library: Library, evidence: Evidence): Promise<Part[]> {
  const own = new Set(stemsOf(evidence.question));
  const topic = mostTelling(evidence).join(" ");
  const named = [
    ...(await regionsOf(workspace, evidence)).map((name) => ({
      name,
      why: `a region of the map that found papers lie in: ${name}`,
    })),
    ...grouped(library, choose(evidence.passages, wide)).map(({ heading }) => ({
      name: heading,
      why: `words that found papers share: ${heading}`,
    })),
  ];
  const seen = new Set<string>();
  return named
    .flatMap(({ name, why }) => {
      const fresh = contentWords(name).filter((word) => stemsOf(word).every((stem) => !own.has(stem)));
      const isNew = fresh.some((word) => stemsOf(word).some((stem) => !seen.has(stem)));
      for (const word of fresh) for (const stem of stemsOf(word)) seen.add(stem);
      return isNew ? [{ question: `${topic} ${fresh.join(" ")}`, why, heading: name }] : [];
    })
    .slice(0, mostFacets);
}

/** Names of the fine regions that hold most of the papers found; none where the library has no map. */
async function regionsOf(workspace: Workspace, { papers }: Evidence): Promise<string[]> {
  const card = await readLandscape(workspace).catch(() => undefined);
  const placed = card && (await readPlaces(workspace, card).catch(() => undefined));
  if (!card || !placed) return [];
  const found = new Set(papers.map(({ id }) => id));
  const counts = new Map<number, number>();
  placed.ids.forEach((id, i) => {
    const region = placed.regions[i] as number;
    if (found.has(id)) counts.set(region, (counts.get(region) ?? 0) + 1);
  });
  return [...counts]
    .filter(([, count]) => count >= fewestInRegion)
    .sort(([a, many], [b, more]) => more - many || a - b)
    .slice(0, mostFacets)
    .flatMap(([id]) => card.regions.find((region) => region.id === id)?.name ?? []);
}

/** Words of the question, in order: the whole of it beside another word would find the papers that it found. */
function mostTelling({ question, stems }: Evidence): string[] {
  const tells = (word: string) => Math.max(0, ...stemsOf(word).map((stem) => stems.get(stem) ?? 0));
  const words = contentWords(question);
  const kept = new Set([...words].sort((a, b) => tells(b) - tells(a)).slice(0, wordsOfTopic));
  return words.filter((word) => kept.has(word));
}
