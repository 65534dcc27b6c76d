/** The library's map for the page: its places, its regions with names and trends, what papers are coloured by, and their titles. */

import { Hono } from "hono";
import { z } from "zod";
import { type MapColours, mostClasses } from "../explore/umap/storedMap.ts";
import type { LibraryIndex } from "../literature/index/libraryIndex.ts";
import type { LandscapeCard, PlacedPapers } from "../literature/landscape/landscape.ts";
import { staleness } from "../literature/landscape/updateLandscape.ts";
import type { Library } from "../literature/search.ts";
import { apartColours } from "./apartColours.ts";
import type { OpenMap } from "./libraryMap.ts";
import { mapBytes } from "./mapBytes.ts";

const mostTitles = 200;
const coloured = z.object({ by: z.enum(["year", "citations", "region"]) });
/** Posted: the ids of 200 papers are longer than an address may be. */
const titled = z.object({ ids: z.array(z.string().max(200)).max(mostTitles) });
const binary = { "content-type": "application/octet-stream" };

/** @param library the one that is open for searching */
export function paperMapRoutes(map: OpenMap, library: () => Promise<Library>) {
  const numbers = new WeakMap<LibraryIndex, Map<string, number>>();
  const numbersOf = (index: LibraryIndex) => {
    let known = numbers.get(index);
    if (!known) {
      known = new Map(Array.from({ length: index.papers }, (_, paper) => [index.idOf(paper), paper]));
      numbers.set(index, known);
    }
    return known;
  };
  return new Hono()
    .get("/api/papers/map", async (context) => {
      const { card, placed } = await map();
      return context.body(mapBytes({ run: card.places, ...placed }), 200, binary);
    })
    .get("/api/papers/map/about", async (context) => {
      const { card } = await map();
      const { encoder, libraryVersion, ...shown } = card;
      return context.json({ ...shown, stale: staleness(card, (await library()).index) });
    })
    .get("/api/papers/map/regions", async (context) => {
      const { regions } = (await map()).placed;
      return context.body(new Uint8Array(regions.slice().buffer), 200, binary);
    })
    .get("/api/papers/map/colours", async (context) => {
      const { by } = coloured.parse(context.req.query());
      const { card, placed } = await map();
      const { index } = await library();
      return context.json(by === "region" ? byRegion(card, placed) : byNumber(index, numbersOf(index), placed, by));
    })
    .post("/api/papers/map/titles", async (context) => {
      const { index } = await library();
      const known = numbersOf(index);
      const ids = titled.parse(await context.req.json()).ids;
      const papers = ids.flatMap((id) => {
        const paper = known.get(id);
        if (paper === undefined) return [];
        return [{ id, title: index.titleOf(paper), author: index.authorOf(paper), year: index.years[paper] || null }];
      });
      return context.json({ papers });
    });
}

function byNumber(
  index: LibraryIndex,
  known: ReadonlyMap<string, number>,
  { ids }: PlacedPapers,
  by: "year" | "citations",
): MapColours {
  const values = ids.map((id) => {
    const paper = known.get(id);
    if (paper === undefined) return null;
    if (by === "year") return index.years[paper] || null;
    const citations = index.citations[paper] as number;
    return citations < 0 ? null : citations;
  });
  return { kind: "number", values };
}

/** Colours and shapes together tell as many apart; regions of one colour lie far from one another, and have different shapes. */
const mostRegions = 4 * mostClasses;

/** By the broad regions; of more than 32 the largest. */
function byRegion({ regions }: LandscapeCard, { regions: of }: PlacedPapers): MapColours {
  const broad = regions.filter(({ level }) => level === "broad").sort((a, b) => b.papers - a.papers);
  const counts = new Map<number, number>();
  const broadOf = (region: number) => regions[region]?.parent ?? region;
  for (const region of of) counts.set(broadOf(region), (counts.get(broadOf(region)) ?? 0) + 1);
  const shown = apartColours(broad.slice(0, mostRegions), mostClasses);
  const rest = broad.slice(mostRegions);
  const codeOf = new Map(shown.map(({ id }, code) => [id, code]));
  return {
    kind: "text",
    classes: shown.map(({ id, name }) => ({ name, count: counts.get(id) ?? 0 })),
    others: { classes: rest.length, count: rest.reduce((sum, { id }) => sum + (counts.get(id) ?? 0), 0) },
    codes: [...of].map((region) => codeOf.get(broadOf(region)) ?? shown.length),
  };
}
