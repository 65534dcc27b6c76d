/** The library's map while the server runs: read once for each time it is made, and the papers of a part of it. */

import { z } from "zod";
import { type LandscapeCard, type PlacedPapers, readLandscape, readPlaces } from "../literature/landscape/landscape.ts";
import type { Condition } from "../literature/query/query.ts";
import { type Corner, holds } from "../survey/polygon.ts";
import type { Workspace } from "../survey/workspace.ts";
import { remembered } from "./remembered.ts";

/** @throws Fault "no-map" that says how one is made */
export type OpenMap = () => Promise<{ card: LandscapeCard; placed: PlacedPapers }>;

export function openMap(workspace: Workspace): OpenMap {
  const opened = remembered<PlacedPapers>(1);
  return async () => {
    const card = await readLandscape(workspace);
    return { card, placed: await opened(card.places, () => readPlaces(workspace, card)) };
  };
}

/** As the page's address has them: corners as x_y_x_y_..., a region by its number. */
export const mapPart = {
  lasso: z
    .string()
    .max(4000)
    .transform((text) => text.split("_").map((part) => (part === "" ? Number.NaN : Number(part))))
    .refine(
      (numbers) => numbers.length >= 6 && numbers.length % 2 === 0 && numbers.every(Number.isFinite),
      "lasso must be three corners or more, as x_y_x_y_x_y",
    )
    .optional(),
  region: z.coerce.number().int().min(0).optional(),
};

/** Papers that lie within the line and in the region, each where there is one; undefined where there is neither. */
export async function onMap(
  map: OpenMap,
  { lasso, region }: { lasso?: readonly number[]; region?: number },
): Promise<Condition | undefined> {
  if (!lasso && region === undefined) return undefined;
  const { card, placed } = await map();
  const { ids, places, regions } = placed;
  const corners = lasso?.flatMap((x, i): Corner[] => (i % 2 === 0 ? [[x, lasso[i + 1] as number]] : []));
  const parents = new Map(card.regions.map(({ id, parent }) => [id, parent]));
  const found = ids.filter((_, i) => {
    const fine = regions[i] as number;
    if (region !== undefined && fine !== region && parents.get(fine) !== region) return false;
    return !corners || holds(corners, places[2 * i] as number, places[2 * i + 1] as number);
  });
  const name = card.regions.find(({ id }) => id === region)?.name;
  const called = [
    ...(corners ? ["a place within the lasso"] : []),
    ...(region === undefined ? [] : [`a place in ${name ? `“${name}”` : `region ${region}`}`]),
  ];
  return { kind: "papers", ids: found, called: called.join(" and ") };
}
