/** What /papers holds in its address: the question, what narrows it, what counts, and what is open. */

import { go } from "../address.ts";

export const filterNames = ["year", "author", "category"] as const;
export type FilterName = (typeof filterNames)[number];

/** Each from 0 to 1, and what it is when nobody moved it. */
export const weightNames = ["words", "meaning", "named", "neighbours", "recent", "cited"] as const;
export type WeightName = (typeof weightNames)[number];
export const usualWeights: Record<WeightName, number> = {
  words: 0.4,
  meaning: 0.4,
  named: 0.1,
  neighbours: 0.3,
  recent: 0,
  cited: 0,
};

export interface PaperAddress {
  q: string;
  filters: Partial<Record<FilterName, string>>;
  /** Those that were moved. */
  weights: Partial<Record<WeightName, number>>;
  feedback: boolean;
  /** The question is answered, and not only searched for. */
  asks: string;
  /** The one beside. */
  paper: string | undefined;
  /** A sentence in it. */
  at: { field: "title" | "abstract"; start: number; end: number } | undefined;
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
  const [, field, start, end] = /^(title|abstract):(\d+)-(\d+)$/.exec(search.get("at") ?? "") ?? [];
  return {
    q: search.get("q") ?? "",
    filters,
    weights,
    feedback: search.get("feedback") === "1",
    asks: search.get("ask") ?? "",
    paper: search.get("paper") || undefined,
    at: field ? { field: field as "title" | "abstract", start: Number(start), end: Number(end) } : undefined,
  };
}

export function writtenAddress({ q, filters, weights, feedback, asks, paper, at }: PaperAddress): string {
  const search = new URLSearchParams();
  if (q !== "") search.set("q", q);
  for (const name of filterNames) if (filters[name]) search.set(name, filters[name]);
  for (const name of weightNames) {
    const value = weights[name];
    if (value !== undefined && value !== usualWeights[name]) search.set(name, String(value));
  }
  if (feedback) search.set("feedback", "1");
  if (asks !== "") search.set("ask", asks);
  if (paper !== undefined) search.set("paper", paper);
  if (paper !== undefined && at) search.set("at", `${at.field}:${at.start}-${at.end}`);
  const text = search.toString();
  return text === "" ? "/papers" : `/papers?${text}`;
}

/** Typing and sliding is no step that one goes back. */
export function change(address: PaperAddress, changes: Partial<PaperAddress>, { isStep = false } = {}): void {
  go(writtenAddress({ ...address, ...changes }), { replace: !isStep });
}

/** As the server takes it. */
export function searchQuery({ q, filters, weights, feedback }: PaperAddress): Record<string, string | undefined> {
  return {
    q: q.trim(),
    ...filters,
    ...Object.fromEntries(Object.entries(weights).map(([name, value]) => [name, String(value)])),
    feedback: feedback ? "1" : undefined,
  };
}
