/** What is selected, as the address has it in every view: ?where=[filters]&lasso=x_y_...&run=&sky=ra_ra_dec_dec&saved=name. */

import type { Filter } from "../../../src/survey/galaxies.ts";
import type { Lasso, SkyPart } from "../../../src/survey/selection.ts";
import { lassoFrom } from "../map/mapAddress.ts";

export interface PageSelection {
  filters: readonly Filter[];
  /** On the map of the run that the address names. */
  lasso?: Lasso;
  sky?: SkyPart;
  /** A saved selection that the objects are in as well. */
  saved?: string;
}

/** Parts that are damaged are left out. */
export function selectionFrom(search: URLSearchParams): PageSelection {
  const [run, corners] = [search.get("run"), lassoFrom(search.get("lasso"))];
  return {
    filters: filtersFrom(search),
    lasso: run && corners ? { run, corners: corners.map(([x, y]) => [x, y]) } : undefined,
    sky: skyFrom(search.get("sky")),
    saved: search.get("saved") ?? undefined,
  };
}

/** Parts of the address that would select and cannot be read: nobody should take the whole for what a broken link meant. */
export function damagedParts(search: URLSearchParams): string[] {
  const isRead = {
    where: () => search.get("where") === "[]" || filtersFrom(search).length > 0,
    lasso: () => lassoFrom(search.get("lasso")) !== undefined,
    sky: () => skyFrom(search.get("sky")) !== undefined,
  };
  return Object.entries(isRead).flatMap(([part, test]) => (search.has(part) && !test() ? [part] : []));
}

/** The address with another selection; what else stands in it stays. */
export function withSelection(search: URLSearchParams, { filters, lasso, sky, saved }: PageSelection): URLSearchParams {
  const query = new URLSearchParams(search);
  const set = (key: string, value: string | undefined) => {
    if (value === undefined) query.delete(key);
    else query.set(key, value);
  };
  set("where", filters.length > 0 ? JSON.stringify(filters) : undefined);
  set("lasso", lasso?.corners.flat().join("_"));
  if (lasso) set("run", lasso.run);
  set("sky", sky && [...sky.ra, ...sky.dec].join("_"));
  set("saved", saved);
  // A place in another selection's grid is none.
  query.delete("at");
  return query;
}

export function isWhole({ filters, lasso, sky, saved }: PageSelection): boolean {
  return filters.length === 0 && !lasso && !sky && saved === undefined;
}

/** The same selection has the same key. */
export function selectionKey({ filters, lasso, sky, saved }: PageSelection): string {
  return JSON.stringify([filters, lasso, sky, saved]);
}

/** The address with other charts beside what is shown. @param columns histograms that a person chose; undefined for no charts */
export function withCharts(search: URLSearchParams, columns: readonly string[] | undefined): URLSearchParams {
  const query = new URLSearchParams(search);
  query.delete("charts");
  query.delete("chart");
  if (columns) query.set("charts", "1");
  for (const column of columns ?? []) query.append("chart", column);
  return columns ? query : withAxes(query, {});
}

/** The columns of the scatter plot: ?x=column&y=column. */
export interface Axes {
  x?: string;
  y?: string;
}

export function axesFrom(search: URLSearchParams): Axes {
  return { x: search.get("x") || undefined, y: search.get("y") || undefined };
}

export function withAxes(search: URLSearchParams, axes: Axes): URLSearchParams {
  const query = new URLSearchParams(search);
  for (const axis of ["x", "y"] as const) {
    const column = axes[axis];
    if (column === undefined) query.delete(axis);
    else query.set(axis, column);
  }
  return query;
}

/** The filters alone, for a view that takes no other part of a selection. */
export function filterSearch(search: URLSearchParams): string {
  const where = search.get("where");
  return where === null ? "" : `?${new URLSearchParams({ where })}`;
}

/** Only what says which objects: for a link from one view to another. */
export function selectionSearch(search: URLSearchParams): string {
  const query = new URLSearchParams(
    [...search].filter(([key]) =>
      ["where", "lasso", "run", "map", "sky", "saved", "charts", "chart", "x", "y"].includes(key),
    ),
  );
  return query.size > 0 ? `?${query}` : "";
}

/**
 * The same for the labelling page and back, where `run` is the run that decides what comes next: there, the run whose map a line is
 * drawn on is called `map`.
 */
export function labelSearch(search: URLSearchParams): string {
  return selectionSearch(renamed(search, "run", "map"));
}

/** @param search of the labelling page */
export function labelledSelection(search: URLSearchParams): URLSearchParams {
  return new URLSearchParams(selectionSearch(renamed(search, "map", "run")));
}

function renamed(search: URLSearchParams, from: string, to: string): URLSearchParams {
  return new URLSearchParams(
    [...search].flatMap(([key, value]) => (key === from ? [[to, value]] : key === to ? [] : [[key, value]])),
  );
}

export function filtersFrom(search: URLSearchParams): Filter[] {
  try {
    const list = JSON.parse(search.get("where") ?? "[]");
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

function skyFrom(text: string | null): SkyPart | undefined {
  const numbers = text?.split("_").map((part) => (part === "" ? Number.NaN : Number(part))) ?? [];
  const [west = -1, east = -1, south = -91, north = -91] = numbers;
  const isRa = (value: number) => value >= 0 && value <= 360;
  const isDec = (value: number) => value >= -90 && value <= 90;
  if (numbers.length !== 4 || !isRa(west) || !isRa(east) || !isDec(south) || !isDec(north)) return undefined;
  return { ra: [west, east], dec: [south, north] };
}
