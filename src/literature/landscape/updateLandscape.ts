/** The library's map kept up to date: papers that came since are placed among those with a place, and no other moves. */

import { setImmediate } from "node:timers/promises";
import { Fault } from "../../fault.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { type LibraryIndex, openIndex } from "../index/libraryIndex.ts";
import { type LandscapeCard, readLandscape, readPlaces, writeLandscape } from "./landscape.ts";
import type { Landscape } from "./makeLandscape.ts";

export interface UpdatedLandscape extends Landscape {
  placed: Landscape["placed"];
  /** Papers that have a place now and had none. */
  added: number;
  /** Papers whose place was taken away: the library has them no more. */
  removed: number;
}

const neighbours = 10;
/** Of the papers laid out: with more added, the regions say little of what is there now. */
const staleShare = 0.1;

/** Why a map should be made anew, in one clause, or null where it need not. */
export function staleness(card: LandscapeCard, index: Pick<LibraryIndex, "card">): string | null {
  if (card.encoder !== index.card.encoder.fingerprint) return "it was made with the vectors of another encoder";
  if (card.added > staleShare * card.papers)
    return `${card.added} of its ${card.papers} papers came after its regions were found`;
  return card.libraryVersion === index.card.libraryVersion ? null : "the library has changed since";
}

/** @throws Fault "no-map" where there is none to update, "other-encoder" where it was made with another encoder's vectors */
export async function updateLandscape(
  workspace: Workspace,
  {
    signal,
    onProgress = () => {},
  }: { signal?: AbortSignal; onProgress?: (fraction: number, text: string) => void } = {},
): Promise<UpdatedLandscape> {
  const before = await readLandscape(workspace);
  const kept = await readPlaces(workspace, before);
  const index = await openIndex(workspace);
  try {
    if (before.encoder !== index.card.encoder.fingerprint)
      throw new Fault(
        "other-encoder",
        "the map was made with the vectors of another encoder: make it anew with almagest papers map",
      );
    const placeOf = new Map(kept.ids.map((id, at) => [id, at]));
    const ids: string[] = [];
    const [places, regions]: [number[], number[]] = [[], []];
    const fresh: number[] = [];
    const at = new Int32Array(index.papers).fill(-1);
    for (let paper = 0; paper < index.papers; paper++) {
      const known = placeOf.get(index.idOf(paper));
      if (known === undefined) {
        fresh.push(paper);
        continue;
      }
      at[paper] = known;
      ids.push(index.idOf(paper));
      places.push(kept.places[2 * known] as number, kept.places[2 * known + 1] as number);
      regions.push(kept.regions[known] as number);
    }
    const removed = kept.ids.length - ids.length;
    for (const [done, paper] of fresh.entries()) {
      signal?.throwIfAborted();
      const found = amongNeighbours(index, paper, at, kept);
      ids.push(index.idOf(paper));
      places.push(...found.place);
      regions.push(found.region);
      if (done % 50 === 49) {
        onProgress(done / fresh.length, "placing new papers");
        await setImmediate();
      }
    }
    const placed = { ids, places: Float32Array.from(places), regions: Int32Array.from(regions) };
    if (fresh.length === 0 && removed === 0 && before.libraryVersion === index.card.libraryVersion)
      return { card: before, placed, added: 0, removed: 0 };
    const { format, createdAt, places: file, papers, ...content } = before;
    const card = await writeLandscape(
      workspace,
      { ...content, added: before.added + fresh.length, libraryVersion: index.card.libraryVersion },
      placed,
    );
    return { card, placed, added: fresh.length, removed };
  } finally {
    await index.close();
  }
}

/** Weighted by nearness: the mean place of the nearest papers on the map, and the region that most of their weight is in. */
function amongNeighbours(
  index: LibraryIndex,
  paper: number,
  at: Int32Array,
  { places, regions }: Landscape["placed"],
): { place: [number, number]; region: number } {
  const { bytes } = index.vectorOf(paper);
  const products = index.vectors.products.times(Float32Array.from(bytes));
  const near: { known: number; nearness: number }[] = [];
  for (let other = 0; other < products.length; other++) {
    const known = at[other] as number;
    if (known < 0) continue;
    const nearness = (products[other] as number) * (index.vectors.scales[other] as number);
    if (near.length === neighbours && nearness <= (near[neighbours - 1]?.nearness ?? 0)) continue;
    near.push({ known, nearness });
    near.sort((a, b) => b.nearness - a.nearness);
    near.length = Math.min(near.length, neighbours);
  }
  let [x, y, sum] = [0, 0, 0];
  const votes = new Map<number, number>();
  for (const { known, nearness } of near) {
    const weight = Math.max(1e-9, nearness);
    x += weight * (places[2 * known] as number);
    y += weight * (places[2 * known + 1] as number);
    sum += weight;
    const region = regions[known] as number;
    votes.set(region, (votes.get(region) ?? 0) + weight);
  }
  const region = [...votes].sort(([a, m], [b, n]) => n - m || a - b)[0]?.[0] ?? 0;
  return { place: [x / sum, y / sum], region };
}
