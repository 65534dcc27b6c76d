/** What /papers holds in its address: the question, what narrows it, what counts, and what is open. */

import { type SliderName, usualSliders } from "../../../src/literature/sliders.ts";
import { go } from "../address.ts";

export const filterNames = ["year", "author", "category"] as const;
export type FilterName = (typeof filterNames)[number];

/** Each from 0 to 1, and what it is when nobody moved it. */
export const usualWeights: Readonly<Record<WeightName, number>> = usualSliders;
export const weightNames = Object.keys(usualSliders) as WeightName[];
export type WeightName = SliderName;

/** Of a sentence: in the title, the abstract, or a passage of the full text. */
export type Place =
  | { field: "title" | "abstract"; start: number; end: number; passage?: undefined }
  | { field: "text"; start: number; end: number; passage: number };

export interface PaperAddress {
  q: string;
  filters: Partial<Record<FilterName, string>>;
  /** Those that were moved. */
  weights: Partial<Record<WeightName, number>>;
  feedback: boolean;
  /** A part of the library's map, as its own address has them. */
  lasso: string | undefined;
  region: string | undefined;
  /** The question is answered, and not only searched for. */
  asks: string;
  /** In several searches. */
  research: boolean;
  /** The one beside. */
  paper: string | undefined;
  /** A sentence in it. */
  at: Place | undefined;
}

export function readAddress(search: URLSearchParams): PaperAddress {
  const filters: PaperAddress["filters"] = {};
  for (const name of filterNames) filters[name] = search.get(name) || undefined;
  const weights: PaperAddress["weights"] = {};
  for (const name of weightNames) {
    const written = search.get(name);
    const value = Number(written);
    if (written !== null && value >= 0 && value <= 1) weights[name] = value;
  }
  return {
    q: search.get("q") ?? "",
    filters,
    weights,
    feedback: search.get("feedback") === "1",
    lasso: search.get("lasso") || undefined,
    region: search.get("region") || undefined,
    asks: search.get("ask") ?? "",
    research: search.get("research") === "1",
    paper: search.get("paper") || undefined,
    at: readPlace(search.get("at")),
  };
}

export function writtenAddress(address: PaperAddress): string {
  const { q, filters, weights, feedback, lasso, region, asks, research, paper, at } = address;
  const search = new URLSearchParams();
  if (q !== "") search.set("q", q);
  for (const name of filterNames) if (filters[name]) search.set(name, filters[name]);
  for (const name of weightNames) {
    const value = weights[name];
    if (value !== undefined && value !== usualWeights[name]) search.set(name, String(value));
  }
  if (feedback) search.set("feedback", "1");
  if (lasso) search.set("lasso", lasso);
  if (region) search.set("region", region);
  if (asks !== "") search.set("ask", asks);
  if (asks !== "" && research) search.set("research", "1");
  if (paper !== undefined) search.set("paper", paper);
  if (paper !== undefined && at) search.set("at", writtenPlace(at));
  const text = search.toString();
  return text === "" ? "/papers" : `/papers?${text}`;
}

/** Typing and sliding is no step that one goes back. */
export function change(address: PaperAddress, changes: Partial<PaperAddress>, { isStep = false } = {}): void {
  go(writtenAddress({ ...address, ...changes }), { replace: !isStep });
}

/** As the server takes it. */
export function searchQuery({
  q,
  filters,
  weights,
  feedback,
  lasso,
  region,
}: PaperAddress): Record<string, string | undefined> {
  return {
    q: q.trim(),
    ...filters,
    ...Object.fromEntries(Object.entries(weights).map(([name, value]) => [name, String(value)])),
    feedback: feedback ? "1" : undefined,
    lasso,
    region,
  };
}

/** `abstract:12-80`, `text7:0-95`. */
export function readPlace(written: string | null): Place | undefined {
  const [, field, passage, start, end] = /^(?:(title|abstract)|text(\d{1,6})):(\d+)-(\d+)$/.exec(written ?? "") ?? [];
  const place = { start: Number(start), end: Number(end) };
  if (field === "title" || field === "abstract") return { field, ...place };
  return passage === undefined ? undefined : { field: "text", passage: Number(passage), ...place };
}

export function writtenPlace({ field, passage, start, end }: Place): string {
  return `${field}${passage ?? ""}:${start}-${end}`;
}
