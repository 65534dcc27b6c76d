/** What /papers/impact holds in its address: whose impact, which years, what topics are, and the papers that are looked at. */

import type { Place } from "./paperAddress.ts";
import { readPlace, writtenPlace } from "./paperAddress.ts";

export const subjectKinds = { facility: "facility", term: "words", papers: "papers with" } as const;
export type SubjectKind = keyof typeof subjectKinds;

export const topicKinds = {
  categories: "arXiv categories",
  broad: "regions of the map",
  fine: "finer regions",
} as const;
export type TopicKind = keyof typeof topicKinds;

/** More curves than these cannot be told apart. */
export const mostSubjects = 6;

export interface AskedSubject {
  kind: SubjectKind;
  written: string;
}

export interface ImpactAddress {
  of: AskedSubject[];
  /** How many more than `mostSubjects` there were. */
  leftOut?: number;
  from: string;
  to: string;
  topics: TopicKind;
  /** Whose papers are looked at, and which of them. */
  behind: BehindAddress | undefined;
  /** The one that is open. */
  paper: string | undefined;
  at: Place | undefined;
}

export interface BehindAddress {
  name: string;
  year?: string;
  topic?: string;
  together?: string;
  kind?: "use" | "object";
}

const behindKeys = ["year", "topic", "together"] as const;

export function readImpactAddress(search: URLSearchParams): ImpactAddress {
  const of = search.getAll("of").flatMap((line): AskedSubject[] => {
    const [, kind, written = ""] = /^(facility|term|papers):(.+)$/.exec(line) ?? [];
    return kind ? [{ kind: kind as SubjectKind, written }] : [];
  });
  const year = (name: string) => (/^\d{1,4}$/.test(search.get(name) ?? "") ? (search.get(name) as string) : "");
  const name = search.get("behind");
  const behind: BehindAddress | undefined = name ? { name } : undefined;
  if (behind) for (const key of behindKeys) if (search.get(key)) behind[key] = search.get(key) as string;
  const kind = search.get("kind");
  if (behind && (kind === "use" || kind === "object")) behind.kind = kind;
  return {
    of: of.slice(0, mostSubjects),
    leftOut: Math.max(0, of.length - mostSubjects),
    from: year("from"),
    to: year("to"),
    topics: Object.hasOwn(topicKinds, search.get("topics") ?? "") ? (search.get("topics") as TopicKind) : "categories",
    behind,
    paper: search.get("paper") || undefined,
    at: readPlace(search.get("at")),
  };
}

export function writtenImpactAddress({ of, from, to, topics, behind, paper, at }: ImpactAddress): string {
  const search = new URLSearchParams();
  for (const { kind, written } of of) search.append("of", `${kind}:${written}`);
  if (from !== "") search.set("from", from);
  if (to !== "") search.set("to", to);
  if (topics !== "categories") search.set("topics", topics);
  if (behind) {
    search.set("behind", behind.name);
    for (const key of behindKeys) if (behind[key]) search.set(key, behind[key]);
    if (behind.kind) search.set("kind", behind.kind);
  }
  if (paper !== undefined) search.set("paper", paper);
  if (paper !== undefined && at) search.set("at", writtenPlace(at));
  const text = search.toString();
  return text === "" ? "/papers/impact" : `/papers/impact?${text}`;
}

/** As the server takes it. */
export function impactQuery({ of, from, to, topics }: ImpactAddress): Record<string, string | undefined> {
  return {
    of: of.map(({ kind, written }) => `${kind}:${written}`).join("\n"),
    from: from || undefined,
    to: to || undefined,
    topics,
  };
}

export function linkBehind(address: ImpactAddress, behind: BehindAddress): string {
  return writtenImpactAddress({ ...address, behind, paper: undefined, at: undefined });
}
